"""Logging in: who somebody is by id and password, and what a login starts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.browsers import describe_browser
from surety.domain.errors import RuleViolation
from surety.mail import messages
from surety.mail.letterhead import Addressee, Letterhead
from surety.mail.outbox import queue_mail
from surety.models import User
from surety.queries.users import find_user_by_login_id
from surety.security.identity import Actor
from surety.security.passwords import hash_password, is_outdated, read_initial_password, verify_password
from surety.services.sessions import start_session


@dataclass(frozen=True, slots=True)
class Login:
    """A started login: the cookie's token, and when the person was here before (UTC, None at the first login)."""

    token: str
    previous_at: datetime | None


def actor_of(user: User) -> Actor:
    """This user as the audit log names them."""
    return Actor(user_id=user.id, label=f"{user.organisation} {user.name}")


def addressee_of(user: User) -> Addressee:
    """This user as letters name them."""
    return Addressee(user.organisation, user.name, user.department)


def authenticate(session: Session, *, login_id: str, password: str) -> User:
    """The user behind an id and a password.

    Raises RuleViolation: one answer, after the same work, for an unknown id, a wrong password, a stopped user
    and an unfinished activation. That an initial password is too old is told only to who knows it.
    """
    user = find_user_by_login_id(session, login_id)
    stored = user.password_hash if user and user.is_active else ""
    expires_at = user.initial_password_expires_at if user else None
    known = verify_password(stored, read_initial_password(password) if expires_at else password)
    if user is None or not known:
        raise RuleViolation("login", "IDまたはパスワードが一致しません")
    if expires_at and expires_at <= clock.now():
        raise RuleViolation(
            "initial_password_expired",
            "初期パスワードの有効期限が過ぎています。「パスワードをお忘れの方」から設定するか、管理者または取扱店へご連絡ください",
        )
    if is_outdated(stored):
        _store_hash(session, user, hash_password(password))
    return user


def log_in(
    session: Session,
    user: User,
    *,
    address: str,
    user_agent: str,
    browser_is_known: bool,
    letterhead: Letterhead,
) -> Login:
    """Start a login for a user who has just given the right password.

    The second factor is still to come where there is one. A browser never seen before is told by mail.
    """
    now, previous_at = clock.now(), user.last_login_at
    browser = describe_browser(user_agent)
    token = start_session(
        session,
        user_id=user.id,
        address=address,
        browser=browser,
        second_factor_passed=False,
        now_s=int(now.timestamp()),
    )
    # Not through the unit of work: logging in must not count as an edit of the user's record.
    session.execute(update(User).where(User.id == user.id).values(last_login_at=now))
    event = audit.record(
        session,
        "user.logged_in",
        actor=actor_of(user),
        object_kind="user",
        object_id=user.id,
        facts={"address": address, "browser": browser, "known_browser": browser_is_known},
    )
    if previous_at is not None and not browser_is_known:
        message = messages.new_login(
            letterhead,
            branch=user.serving_branch,
            to=addressee_of(user),
            at=now,
            address=address,
            browser=browser,
        )
        notify(session, user, message, fact=event.sequence)
    return Login(token, previous_at)


def notify(session: Session, user: User, message: messages.Message, *, fact: int | str) -> None:
    """Queue a mail to a user about their own account; `fact` tells this occasion from others."""
    branch = user.serving_branch
    queue_mail(
        session,
        message,
        subject_key=f"user-{user.id}-{fact}",
        recipient=user.email,
        recipient_name=user.name,
        contractor_id=user.contractor_id,
        branch_id=branch.id if branch else None,
    )


def _store_hash(session: Session, user: User, stored: str) -> None:
    session.execute(update(User).where(User.id == user.id).values(password_hash=stored))
