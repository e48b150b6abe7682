"""Users: who they are, whom an administrator may look after, where they are logged in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from surety import clock
from surety.domain.errors import NotFound
from surety.domain.text import normalise_code
from surety.models import LoginSession, OneTimeToken, RecoveryCode, RoleChange, User
from surety.queries.sessions import IDLE_SECONDS, hash_token
from surety.security.permissions import Role, Side

PAGE_SIZE = 50
STAFF_ROLES = tuple(role for role in Role if role.side is Side.STAFF)
CONTRACTOR_ROLES = tuple(role for role in Role if role.side is Side.CONTRACTOR)
_HOMES = (joinedload(User.contractor), joinedload(User.branch), joinedload(User.agency))
# Whom the guarantor's administrator looks after: the own people, the agencies', and the heads of the contractors' users.
_ROLES_OF_THE_DESK = {
    Side.STAFF: STAFF_ROLES,
    Side.AGENCY: (Role.AGENCY_OFFICER,),
    Side.CONTRACTOR: (Role.CONTRACTOR_ADMIN,),
}


@dataclass(frozen=True, slots=True)
class UserPage:
    """One page of a list by login id; `after` is where the next page begins, empty on the last one."""

    users: list[User]
    after: str


@dataclass(frozen=True, slots=True)
class LiveSession:
    """One of a person's logins. Instants are UTC."""

    id: int
    started_at: datetime
    last_seen_at: datetime
    address: str
    browser: str


def login_key(typed: str) -> str:
    """A login id in the one writing it is compared in."""
    return normalise_code(typed).upper()


def find_user_by_login_id(session: Session, typed: str) -> User | None:
    """The user of a login id typed in any case and width."""
    key = login_key(typed)
    statement = select(User).options(*_HOMES).where(User.login_id.in_([key, key.lower()]))
    return session.scalars(statement.order_by(User.id).limit(1)).first()


def get_user(session: Session, user_id: int) -> User:
    """The user of this id, whoever asks: only for the person themselves and for tokens. Raises NotFound."""
    return _one(session, user_id)


def get_colleague(session: Session, user_id: int, *, contractor_id: int | None) -> User:
    """A user of this company. Raises NotFound for everybody else's."""
    user = _one(session, user_id)
    if contractor_id is None or user.contractor_id != contractor_id:
        raise NotFound
    return user


def get_desk_user(session: Session, user_id: int) -> User:
    """A user whom the guarantor's administrator looks after. Raises NotFound for all others."""
    user = _one(session, user_id)
    if user.role not in _ROLES_OF_THE_DESK[user.role.side]:
        raise NotFound
    return user


def list_colleagues(session: Session, contractor_id: int | None) -> list[User]:
    """Every user of a company, those at work first."""
    statement = select(User).where(User.contractor_id == contractor_id)
    return list(session.scalars(statement.order_by(User.is_active.desc(), User.login_id)))


def list_company_admins(session: Session, contractor_id: int) -> list[User]:
    """The administrators of a company who may log in: whom letters about its account reach."""
    statement = select(User).options(*_HOMES).where(User.contractor_id == contractor_id)
    statement = statement.where(User.role == Role.CONTRACTOR_ADMIN, User.is_active)
    return list(session.scalars(statement.order_by(User.id)))


def list_desk_users(session: Session, side: Side, *, words: str = "", after: str = "") -> UserPage:
    """A page of the users of one side by login id, filtered by a part of the name, id or mail address."""
    statement = select(User).options(*_HOMES).where(User.role.in_(_ROLES_OF_THE_DESK[side]))
    if words:
        part = f"%{words.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        statement = statement.where(
            or_(*(column.like(part, escape="!") for column in (User.name, User.login_id, User.email)))
        )
    found = list(
        session.scalars(statement.where(User.login_id > after).order_by(User.login_id).limit(PAGE_SIZE + 1))
    )
    more = len(found) > PAGE_SIZE
    return UserPage(found[:PAGE_SIZE], found[PAGE_SIZE - 1].login_id if more else "")


def count_active(session: Session, role: Role, *, contractor_id: int | None = None) -> int:
    """How many people at work hold the role, in one company or in all."""
    statement = select(func.count()).select_from(User).where(User.role == role, User.is_active)
    if contractor_id is not None:
        statement = statement.where(User.contractor_id == contractor_id)
    return session.execute(statement).scalar_one()


def list_live_sessions(session: Session, user_id: int, *, now_s: int) -> list[LiveSession]:
    """A person's logins that are open at `now_s` (UTC seconds), the latest first."""
    statement = select(LoginSession).where(
        LoginSession.user_id == user_id,
        LoginSession.ended_s.is_(None),
        LoginSession.expires_s > now_s,
        LoginSession.last_seen_s > now_s - IDLE_SECONDS,
    )
    return [
        LiveSession(
            id=row.id,
            started_at=clock.from_seconds(row.created_s),
            last_seen_at=clock.from_seconds(row.last_seen_s),
            address=row.address,
            browser=row.browser,
        )
        for row in session.scalars(statement.order_by(LoginSession.last_seen_s.desc(), LoginSession.id))
    ]


def find_token(session: Session, token: str, *, purpose: str) -> OneTimeToken | None:
    """An unused, unexpired one-time token, or None."""
    return session.scalars(
        select(OneTimeToken).where(
            OneTimeToken.token_hash == hash_token(token),
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > clock.now(),
        )
    ).one_or_none()


def count_recovery_codes(session: Session, user_id: int) -> int:
    """How many recovery codes a person has left."""
    statement = select(func.count()).select_from(RecoveryCode)
    return session.execute(
        statement.where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    ).scalar_one()


def list_open_role_changes(session: Session) -> list[RoleChange]:
    """Proposed staff roles that nobody has decided yet, the oldest first."""
    statement = (
        select(RoleChange)
        .options(joinedload(RoleChange.user), joinedload(RoleChange.proposed_by))
        .where(RoleChange.decided_at.is_(None))
    )
    return list(session.scalars(statement.order_by(RoleChange.id)))


def find_open_role_change(session: Session, user_id: int) -> RoleChange | None:
    """The undecided role change of a person, if there is one."""
    return session.scalars(
        select(RoleChange).where(RoleChange.user_id == user_id, RoleChange.decided_at.is_(None))
    ).one_or_none()


def get_open_role_change(session: Session, change_id: int) -> RoleChange:
    """An undecided role change. Raises NotFound, also for one that was decided meanwhile."""
    change = session.get(RoleChange, change_id)
    if change is None or change.decided_at is not None:
        raise NotFound
    return change


def _one(session: Session, user_id: int) -> User:
    user = session.scalars(select(User).options(*_HOMES).where(User.id == user_id)).one_or_none()
    if user is None:
        raise NotFound
    return user
