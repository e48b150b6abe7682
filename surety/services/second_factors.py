"""The second factor: a code of the person's authenticator app, or one of ten recovery codes."""

import base64
import hmac
import secrets

import pyotp
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import RuleViolation
from surety.domain.keys import ALPHABET
from surety.mail import messages
from surety.mail.letterhead import Letterhead
from surety.models import RecoveryCode, User
from surety.security.identity import Actor
from surety.security.vault import Vault
from surety.services.logins import addressee_of, notify

STEP_SECONDS = 30
RECOVERY_CODES = 10
_RECOVERY_SIGNS = 10
_WRONG = "確認コードが一致しません。認証アプリに表示されている、いまの6桁の数字を入力してください"


def pending_secret(vault: Vault, *, session_token: str) -> str:
    """The base32 secret (160 bits) that this login would enrol.

    It is derived from the login's token, so that looking at the page writes nothing and reloading it shows the
    same picture; a new login shows another one.
    """
    digest = bytes.fromhex(vault.digest("totp-enrolment", session_token))
    return base64.b32encode(digest[:20]).decode()


def enrolment_uri(secret: str, *, login_id: str, issuer: str) -> str:
    """What the QR code says (otpauth)."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=login_id, issuer_name=issuer)


def enrol(
    session: Session,
    user: User,
    *,
    secret: str,
    code: str,
    vault: Vault,
    actor: Actor,
    letterhead: Letterhead,
) -> list[str]:
    """Make the app the user's second factor, if its code is right; gives new recovery codes, shown only now.

    Raises RuleViolation for a wrong code.
    """
    step = _matching_step(secret, code, now_s=int(clock.now().timestamp()))
    if step is None:
        raise RuleViolation("code", _WRONG, field="code")
    user.totp_envelope = vault.seal_text(secret, bound_to=_bound_to(user.id))
    user.totp_last_step = step
    session.flush()
    codes = _make_recovery_codes(session, user, vault=vault)
    event = audit.record(
        session, "user.second_factor_set", actor=actor, object_kind="user", object_id=user.id
    )
    _tell(session, user, "2段階認証の設定", letterhead=letterhead, fact=event.sequence)
    return codes


def check_code(session: Session, user: User, *, code: str, vault: Vault, actor: Actor) -> None:
    """Accept the app's present code (one step of clock error) or an unused recovery code, each only once.

    Raises RuleViolation for anything else.
    """
    if len(code) == 6 and code.isdigit():
        secret = vault.open_text(user.totp_envelope, bound_to=_bound_to(user.id))
        step = _matching_step(secret, code, now_s=int(clock.now().timestamp()))
        if step is None or not _take_step(session, user.id, step):
            raise RuleViolation("code", _WRONG, field="code")
        return
    if not _take_recovery_code(session, user.id, code, vault=vault):
        raise RuleViolation("code", _WRONG, field="code")
    audit.record(session, "user.recovery_code_used", actor=actor, object_kind="user", object_id=user.id)


def present_code(secret: str) -> str:
    """What an app with this base32 secret shows now."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).at(clock.now())


def usable_code(user: User, *, vault: Vault) -> str:
    """A code that `check_code` takes now: for the 操作体験版, whose visitors have no app. Empty until the next step."""
    if not user.totp_envelope:
        return ""
    secret = vault.open_text(user.totp_envelope, bound_to=_bound_to(user.id))
    present = int(clock.now().timestamp()) // STEP_SECONDS
    unused = [step for step in (present, present + 1) if step > user.totp_last_step]
    return pyotp.TOTP(secret, interval=STEP_SECONDS).at(unused[0] * STEP_SECONDS) if unused else ""


def remove_second_factor(session: Session, user: User, *, actor: Actor, letterhead: Letterhead) -> None:
    """Take the second factor away; where it is required the person enrols anew at the next login."""
    user.totp_envelope = ""
    session.flush()
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    event = audit.record(
        session, "user.second_factor_removed", actor=actor, object_kind="user", object_id=user.id
    )
    _tell(session, user, "2段階認証の解除", letterhead=letterhead, fact=event.sequence)


def _tell(session: Session, user: User, what: str, *, letterhead: Letterhead, fact: int) -> None:
    message = messages.account_changed(
        letterhead, branch=user.serving_branch, to=addressee_of(user), what=what, at=clock.now()
    )
    notify(session, user, message, fact=fact)


def _bound_to(user_id: int) -> str:
    return f"totp:{user_id}"


def _matching_step(secret: str, code: str, *, now_s: int) -> int | None:
    """The time step whose code this is: the present one, or one before or after for a clock that is off."""
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    present = now_s // STEP_SECONDS
    matching = [
        step
        for step in (present - 1, present, present + 1)
        if hmac.compare_digest(totp.at(step * STEP_SECONDS).encode(), code.encode())
    ]
    return matching[-1] if matching else None


def _take_step(session: Session, user_id: int, step: int) -> bool:
    """Use the step up; False when it or a later one was used before, also by a request at this very moment."""
    taken = session.execute(
        update(User)
        .where(User.id == user_id, User.totp_last_step < step)
        .values(totp_last_step=step)
        .returning(User.id),
        execution_options={"synchronize_session": False},
    )
    return taken.scalar_one_or_none() is not None


def _make_recovery_codes(session: Session, user: User, *, vault: Vault) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(_RECOVERY_SIGNS)) for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(user_id=user.id, code_digest=_digest(user.id, code, vault=vault)) for code in codes
    )
    session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _take_recovery_code(session: Session, user_id: int, code: str, *, vault: Vault) -> bool:
    taken = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_digest == _digest(user_id, code.replace("-", "").upper(), vault=vault),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    )
    return taken.scalar_one_or_none() is not None


def _digest(user_id: int, code: str, *, vault: Vault) -> str:
    return vault.digest("recovery-code", str(user_id), code)
