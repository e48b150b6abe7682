"""認証キー: eleven random signs and a check sign that finds typing slips before any look-up.

The 32 signs are the elements of the field GF(32). A key is good when the sum of its signs, each
times its own weight, is zero. All weights differ and none is zero, so one wrong sign, or two signs
in each other's place, never gives a good key.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

from surety.domain.errors import Unreadable
from surety.domain.numbering import parse_guarantee_number
from surety.domain.text import normalise_code

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
KEY_LENGTH = 12
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}
_FIELD_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive: the powers of x are all 31 elements but zero
_NUMBER_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])[0-9]{5}-?[0-9]{6}(?![0-9A-Za-z])")
_KEY_IN_TEXT = re.compile(
    r"(?<![0-9A-Za-z])[0-9A-Za-z]{4}([- ]?)[0-9A-Za-z]{4}\1[0-9A-Za-z]{4}(?![0-9A-Za-z])"
)
_GROUPED = re.compile(r"\w{4}([-\s])\w{4}\1\w{4}")


def make_key(choose: Callable[[Sequence[str]], str]) -> str:
    """A new key of twelve signs; `choose` picks one sign at random (secrets.choice)."""
    drawn = "".join(choose(ALPHABET) for _ in range(KEY_LENGTH - 1))
    return drawn + ALPHABET[_weighted_sum(drawn)]


def parse_key(text: str, *, label: str = "認証キー") -> str:
    """A key as typed, in any width and grouping.

    A key of our kind may be typed in any case and comes back in capitals. A key of the older
    kind (twelve letters and digits, both capital and small) is recognised by mixing cases
    behind its first letter and comes back as typed. Raises Unreadable for a slip, with
    a sentence about `label`; the error never carries the key.
    """
    bare = normalise_code(text).replace("-", "")
    if not bare:
        raise _unreadable(f"{label}を入力してください")
    if len(bare) != KEY_LENGTH:
        raise _unreadable(f"{label}は12文字で入力してください（いまは{len(bare)}文字です）")
    ours = bare.upper()
    if is_imported_key(bare) and not (_is_grouped(text) and _is_good(ours)):
        return bare
    for place, sign in enumerate(ours, start=1):
        if sign not in _VALUES:
            raise _unreadable(
                f"{label}の{place}文字目を確認してください（「{bare[place - 1]}」は使われない文字です）"
            )
    if not _is_good(ours):
        raise _unreadable(
            f"{label}に打ち間違いがあるようです。お知らせ（PDF）を見ながら、もう一度入力してください"
        )
    return ours


def is_imported_key(key: str) -> bool:
    """Whether a key taken over from another system stays readable as it is.

    It has twelve ASCII letters and digits and, behind its first letter, both capital and small
    letters. A key that fails this (3 in 1,000) must be issued anew at import: it would be
    taken for one of ours.
    """
    tail = [sign for sign in key if sign.isalpha()][1:]
    return (
        re.fullmatch(r"[0-9A-Za-z]{12}", key) is not None
        and any(sign.isupper() for sign in tail)
        and any(sign.islower() for sign in tail)
    )


def format_key(key: str) -> str:
    """XXXX-XXXX-XXXX for a key of our kind; an imported key is shown as it is."""
    if is_imported_key(key):
        return key
    return "-".join(key[i : i + 4] for i in range(0, KEY_LENGTH, 4))


def split_number_and_key(text: str) -> tuple[str, str]:
    """保証契約番号 and 認証キー out of one pasted text, such as a whole mail, both as parsed.

    Raises Unreadable when either is missing or mistyped.
    """
    narrow = unicodedata.normalize("NFKC", text[:20_000])
    narrow = re.sub("[‐‑‒–—―−ー]", "-", narrow)
    number = _NUMBER_IN_TEXT.search(narrow)
    if number is None:
        raise _unreadable("保証契約番号と認証キーを一緒に貼り付けてください（保証契約番号が見つかりません）")
    rest = narrow[: number.start()] + "\n" + narrow[number.end() :]
    labelled = rest.find("認証キー")
    found = _find_key(rest[labelled:] if labelled >= 0 else "") or _find_key(rest)
    if found is None:
        raise _unreadable("保証契約番号と認証キーを一緒に貼り付けてください（認証キーが見つかりません）")
    return parse_guarantee_number(number[0]), parse_key(found)


def _find_key(text: str) -> str | None:
    """The first piece of text shaped like a key; a plain word without a digit is passed over."""
    pieces = [match[0] for match in _KEY_IN_TEXT.finditer(text)]
    return next((piece for piece in pieces if any(sign.isdigit() for sign in piece)), None) or next(
        iter(pieces), None
    )


def _is_good(key: str) -> bool:
    return all(sign in _VALUES for sign in key) and _VALUES[key[-1]] == _weighted_sum(key[:-1])


def _is_grouped(text: str) -> bool:
    narrow = re.sub("[‐‑‒–—―−ー]", "-", unicodedata.normalize("NFKC", text.strip()))
    return _GROUPED.fullmatch(narrow) is not None


def _weighted_sum(signs: str) -> int:
    """The sum over GF(32) by Horner's rule: the last sign weighs x, the one before it x², …"""
    total = 0
    for sign in signs:
        total = _times_x(total ^ _VALUES[sign])
    return total


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD_POLYNOMIAL if doubled & 0b100000 else doubled


def _unreadable(message: str) -> Unreadable:
    return Unreadable("key_unreadable", message)
