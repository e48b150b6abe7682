"""Passwords: Argon2id hashes, and the rules for a new one (NIST 800-63B: length and a blocklist, no composition)."""

import base64
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from surety.domain.errors import RuleViolation
from surety.domain.text import normalise_code, search_key
from surety.security.common_passwords import is_common

MINIMUM, MAXIMUM = 15, 128
# 46 MiB, one pass, one lane: OWASP's first choice for Argon2id.
_HASHER = PasswordHasher(memory_cost=46 * 1024, time_cost=1, parallelism=1)
_INITIAL_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
_INITIAL_LENGTH = 16


def _plain_base64(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")


# Nobody's password: checking against it costs what checking a real one costs, and is never right.
_NOBODY = (
    f"$argon2id$v=19$m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    f"${_plain_base64(_HASHER.salt_len)}${_plain_base64(_HASHER.hash_len)}"
)


def hash_password(password: str) -> str:
    """The Argon2id hash to store."""
    return _HASHER.hash(_one_writing(password))


def verify_password(stored_hash: str, password: str) -> bool:
    """Whether the password is right; an empty hash costs as much time as a real one and is never right."""
    try:
        return _HASHER.verify(stored_hash or _NOBODY, _one_writing(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's and should be made anew."""
    return _HASHER.check_needs_rehash(stored_hash)


def make_initial_password() -> str:
    """A one-time password for the posted notice: 16 signs (79 bits) without look-alikes, in groups of four."""
    return _grouped("".join(secrets.choice(_INITIAL_SIGNS) for _ in range(_INITIAL_LENGTH)))


def read_initial_password(typed: str) -> str:
    """An initial password as printed, however it was typed: any case, width and grouping. Other text stays."""
    signs = "".join(sign for sign in normalise_code(typed).lower() if sign not in "- ")
    if len(signs) != _INITIAL_LENGTH or set(signs) - set(_INITIAL_SIGNS):
        return typed
    return _grouped(signs)


def _grouped(signs: str) -> str:
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def _one_writing(password: str) -> str:
    """NIST 800-63B: one Unicode writing, so that ａ typed on another computer is still a."""
    return unicodedata.normalize("NFKC", password)


def check_new_password(password: str, *, context: tuple[str, ...]) -> None:
    """Raise RuleViolation unless the password may be used.

    `context` are words a guesser would try first: the company's and the person's names, the login id.
    """
    if len(_one_writing(password)) < MINIMUM:
        raise RuleViolation("short", f"パスワードは{MINIMUM}文字以上で入力してください", field="new_password")
    if len(_one_writing(password)) > MAXIMUM:
        raise RuleViolation("long", f"パスワードは{MAXIMUM}文字以内で入力してください", field="new_password")
    plain = search_key(password)
    if is_common(plain) or len(set(plain)) < 5:
        raise RuleViolation(
            "common", "よく使われるパスワードです。ほかのパスワードを入力してください", field="new_password"
        )
    for word in context:
        known = search_key(word)
        if len(known) >= 4 and known in plain and len(plain) - len(known) < 8:
            raise RuleViolation(
                "context",
                "会社名・氏名・IDを中心にしたパスワードは使えません。ほかの言葉を足してください",
                field="new_password",
            )
