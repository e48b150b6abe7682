"""Starting, renewing and ending logins."""

import secrets

import structlog
from sqlalchemy import delete, or_, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from surety.models import LoginSession
from surety.queries.sessions import ABSOLUTE_SECONDS, IDLE_SECONDS, hash_token

log = structlog.get_logger()

# A week, in which a question about somebody's logins can be answered from the rows; the audit log knows them for good.
SWEEP_AFTER_SECONDS = 7 * 86_400


def start_session(
    session: Session, *, user_id: int, address: str, browser: str, second_factor_passed: bool, now_s: int
) -> str:
    """A new login; gives the cookie's token (256 random bits), of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            token_hash=hash_token(token),
            user_id=user_id,
            created_s=now_s,
            last_seen_s=now_s,
            expires_s=now_s + ABSOLUTE_SECONDS,
            reauthenticated_s=now_s,
            second_factor_passed=second_factor_passed,
            address=address[:64],
            browser=browser[:200],
        )
    )
    session.flush()
    return token


def renew_token(session: Session, *, session_id: int, second_factor_passed: bool, now_s: int) -> str:
    """A new token for the same login, after the second factor or a new password (no fixation)."""
    token = secrets.token_urlsafe(32)
    session.execute(
        update(LoginSession)
        .where(LoginSession.id == session_id)
        .values(
            token_hash=hash_token(token),
            last_seen_s=now_s,
            reauthenticated_s=now_s,
            second_factor_passed=second_factor_passed,
        )
    )
    return token


def note_presence(session: Session, *, session_id: int, now_s: int) -> None:
    """Note that the person is still there, in a transaction of its own after the answer is drawn.

    A database that cannot write (full disk, maintenance) costs the note, never the answer.
    """
    try:
        session.execute(
            update(LoginSession)
            .where(LoginSession.id == session_id, LoginSession.ended_s.is_(None))
            .values(last_seen_s=now_s)
        )
        session.commit()
    except OperationalError as error:
        session.rollback()
        log.warning("session.presence_not_noted", error=str(error.orig))


def sweep_sessions(session: Session, *, now_s: int) -> int:
    """Forget logins that ended, idled out or ran out a week ago or earlier. Gives how many."""
    before = now_s - SWEEP_AFTER_SECONDS
    swept = session.scalars(
        delete(LoginSession)
        .where(
            or_(
                LoginSession.expires_s < before,
                LoginSession.ended_s < before,
                LoginSession.last_seen_s < before - IDLE_SECONDS,
            )
        )
        .returning(LoginSession.id)
    )
    return len(swept.all())


def end_session(session: Session, *, session_id: int, now_s: int) -> None:
    """Log out: the token is dead from the next request on."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.id == session_id, LoginSession.ended_s.is_(None))
        .values(ended_s=now_s)
    )


def end_all_sessions(session: Session, *, user_id: int, now_s: int, but: int | None = None) -> None:
    """End every login of a person, but for the session `but`."""
    statement = update(LoginSession).where(LoginSession.user_id == user_id, LoginSession.ended_s.is_(None))
    if but is not None:
        statement = statement.where(LoginSession.id != but)
    session.execute(statement.values(ended_s=now_s))
