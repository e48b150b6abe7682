"""Changing, setting and recovering passwords."""

import secrets
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import NotFound, RuleViolation
from surety.mail import messages
from surety.mail.letterhead import Addressee, Letterhead
from surety.models import OneTimeToken, User
from surety.queries.sessions import hash_token
from surety.queries.users import find_token, find_user_by_login_id, get_user
from surety.security.identity import Actor
from surety.security.passwords import check_new_password, hash_password, verify_password
from surety.services.logins import actor_of, addressee_of, notify
from surety.services.registration_activation import mark_activated
from surety.services.sessions import end_all_sessions

ACTIVATION, RESET = "activation", "password_reset"
RESET_LIFETIME = timedelta(minutes=30)


def require_password(user: User, password: str, *, field: str = "password") -> None:
    """Raise RuleViolation unless this is the user's own password: before acts that a borrowed screen must not do."""
    if not verify_password(user.password_hash, password):
        raise RuleViolation("password", "現在のパスワードが一致しません", field=field)


def change_password(
    session: Session,
    user: User,
    *,
    current: str | None,
    new: str,
    actor: Actor,
    letterhead: Letterhead,
    session_id: int,
) -> None:
    """Give the user a new password and end their other logins.

    `current` may be None only while a new password is forced. Raises RuleViolation naming the field.
    """
    if current is None and not user.must_change_password:
        raise RuleViolation("password", "現在のパスワードを入力してください", field="current_password")
    if current is not None:
        require_password(user, current, field="current_password")
    if verify_password(user.password_hash, new):
        raise RuleViolation("same", "いまと違うパスワードを入力してください", field="new_password")
    _set_password(session, user, new, actor=actor, letterhead=letterhead, but=session_id)


def set_password_by_link(
    session: Session, token: str, *, purpose: str, new: str, letterhead: Letterhead
) -> User:
    """Set the password of the person who got this link by mail; the link then is dead.

    Raises NotFound for a link that was used, replaced, is too old or whose person was stopped; RuleViolation
    for a password that may not be used, and the link stays good.
    """
    user = get_link_owner(session, token, purpose=purpose)
    _check(user, new)
    if not _use_up(session, token):
        raise NotFound
    _set_password(session, user, new, actor=actor_of(user), letterhead=letterhead, but=None)
    return user


def get_link_owner(session: Session, token: str, *, purpose: str) -> User:
    """The person for whom this link still works. Raises NotFound."""
    found = find_token(session, token, purpose=purpose)
    if found is None:
        raise NotFound
    user = get_user(session, found.subject_id)
    if not user.is_active:
        raise NotFound
    return user


def make_link(session: Session, *, user_id: int, purpose: str, lifetime: timedelta) -> str:
    """A new one-time token for the person; earlier ones of the same purpose die."""
    now = clock.now()
    session.execute(
        update(OneTimeToken)
        .where(
            OneTimeToken.purpose == purpose,
            OneTimeToken.subject_id == user_id,
            OneTimeToken.used_at.is_(None),
        )
        .values(used_at=now)
    )
    token = secrets.token_urlsafe(32)
    session.add(
        OneTimeToken(
            token_hash=hash_token(token), purpose=purpose, subject_id=user_id, expires_at=now + lifetime
        )
    )
    session.flush()
    return token


def request_reset(session: Session, *, login_id: str, mail_address: str, letterhead: Letterhead) -> None:
    """Mail a link for a new password if id and address belong together; nobody learns whether they do.

    The work is the same either way: for a stranger everything is done to nobody's account and taken back.
    """
    user = find_user_by_login_id(session, login_id)
    matches = user is not None and user.is_active and user.email.lower() == mail_address.lower()
    attempt = session.begin_nested()
    person = user if user is not None and matches else _nobody(mail_address)
    token = make_link(session, user_id=person.id, purpose=RESET, lifetime=RESET_LIFETIME)
    to = addressee_of(person) if matches else Addressee("〇〇建設株式会社")
    message = messages.password_reset(
        letterhead,
        branch=person.serving_branch,
        to=to,
        path=f"/account/reset/{token}",
        valid_until=clock.now() + RESET_LIFETIME,
    )
    notify(session, person, message, fact=hash_token(token)[:16])
    audit.record(session, "user.reset_requested", actor=_SERVICE, object_kind="user", object_id=person.id)
    if matches:
        attempt.commit()
    else:
        attempt.rollback()


_SERVICE = Actor(user_id=None, label="パスワードの再設定の受付")


def _nobody(mail_address: str) -> User:
    # Never added to the session: it only lends its values to work that is taken back.
    return User(id=0, name="", email=mail_address, department="")


def _use_up(session: Session, token: str) -> bool:
    used = session.execute(
        update(OneTimeToken)
        .where(OneTimeToken.token_hash == hash_token(token), OneTimeToken.used_at.is_(None))
        .values(used_at=clock.now())
        .returning(OneTimeToken.id)
    )
    return used.scalar_one_or_none() is not None


def _check(user: User, new: str) -> None:
    local_part = user.email.partition("@")[0]
    check_new_password(new, context=(user.organisation, user.name, user.login_id, local_part))


def _set_password(
    session: Session, user: User, new: str, *, actor: Actor, letterhead: Letterhead, but: int | None
) -> None:
    _check(user, new)
    now, is_first = clock.now(), not user.password_hash
    user.password_hash = hash_password(new)
    user.must_change_password, user.initial_password_expires_at = False, None
    session.flush()
    if user.contractor_id is not None:
        mark_activated(session, user.contractor_id)
    end_all_sessions(session, user_id=user.id, now_s=int(now.timestamp()), but=but)
    action = "user.activated" if is_first else "user.password_changed"
    event = audit.record(session, action, actor=actor, object_kind="user", object_id=user.id)
    if not is_first:
        message = messages.password_changed(
            letterhead, branch=user.serving_branch, to=addressee_of(user), at=now
        )
        notify(session, user, message, fact=event.sequence)
