"""New users and how they come to their first password; no administrator ever sees or chooses it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import RuleViolation
from surety.mail import messages
from surety.mail.letterhead import Letterhead
from surety.models import Agency, Branch, Contractor, User
from surety.queries.users import find_user_by_login_id
from surety.security.identity import Actor
from surety.security.passwords import hash_password, make_initial_password
from surety.security.permissions import Role, Side
from surety.services.logins import addressee_of, notify
from surety.services.numbers import next_number
from surety.services.passwords import ACTIVATION, make_link
from surety.services.sessions import end_all_sessions

INITIAL_PASSWORD_LIFETIME = timedelta(days=14)
ACTIVATION_LIFETIME = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is noted about a user, each as typed."""

    name: str
    email: str
    name_kana: str = ""
    department: str = ""
    job_title: str = ""


def create_first_user(
    session: Session,
    contractor: Contractor,
    person: Person,
    *,
    by_notice: bool,
    actor: Actor,
    letterhead: Letterhead,
) -> tuple[User, str | None]:
    """The administrator of a new contractor.

    With `by_notice` gives the one-time initial password for the 利用通知書 (valid 14 days, kept as a hash only);
    otherwise an activation mail goes out and no password exists yet.
    """
    user = _add(session, person, role=Role.CONTRACTOR_ADMIN, contractor=contractor, actor=actor)
    if by_notice:
        return user, renew_initial_password(session, user, actor=actor)
    invite(session, user, letterhead=letterhead, actor=actor, added_by=None)
    return user, None


def add_colleague(
    session: Session,
    contractor: Contractor,
    person: Person,
    *,
    role: Role,
    actor: Actor,
    letterhead: Letterhead,
    added_by: str,
) -> User:
    """A further user of a company, who is invited by mail; `added_by` is the name told in it.

    Raises RuleViolation when somebody at work there already has the mail address.
    """
    if role.side is not Side.CONTRACTOR:
        raise ValueError("a contractor's user needs a contractor's role")
    refuse_known_mail(session, person.email, contractor_id=contractor.id)
    user = _add(session, person, role=role, contractor=contractor, actor=actor)
    invite(session, user, letterhead=letterhead, actor=actor, added_by=added_by)
    return user


def add_officer(
    session: Session, agency: Agency, person: Person, *, actor: Actor, letterhead: Letterhead, added_by: str
) -> User:
    """An agency's officer, who is invited by mail."""
    user = _add(session, person, role=Role.AGENCY_OFFICER, agency=agency, actor=actor)
    invite(session, user, letterhead=letterhead, actor=actor, added_by=added_by)
    return user


def add_waiting_staff(
    session: Session, person: Person, *, role: Role, branch: Branch | None, actor: Actor
) -> User:
    """A staff member who cannot log in before a second administrator approves the role (services.role_changes)."""
    user = _add(session, person, role=role, branch=branch, actor=actor)
    user.is_active = False
    session.flush()
    return user


def invite(
    session: Session, user: User, *, letterhead: Letterhead, actor: Actor, added_by: str | None
) -> None:
    """Mail the link on which the user chooses the first password (14 days, once); earlier links die.

    Raises RuleViolation for a user who has a password already: the way back is 「パスワードをお忘れの方」.
    """
    if user.password_hash and not user.must_change_password:
        raise RuleViolation("activated", f"{user.name} さんは、すでにパスワードを設定しています")
    token = make_link(session, user_id=user.id, purpose=ACTIVATION, lifetime=ACTIVATION_LIFETIME)
    event = audit.record(session, "user.invited", actor=actor, object_kind="user", object_id=user.id)
    path, valid_until = f"/account/activate/{token}", clock.now() + ACTIVATION_LIFETIME
    branch, to = user.serving_branch, addressee_of(user)
    if added_by is None and branch is not None:
        message = messages.account_activation(
            letterhead, branch=branch, to=to, path=path, valid_until=valid_until
        )
    else:
        message = messages.user_added(
            letterhead,
            branch=branch,
            to=to,
            added_by=added_by or "管理者",
            path=path,
            valid_until=valid_until,
        )
    notify(session, user, message, fact=event.sequence)


def renew_initial_password(session: Session, user: User, *, actor: Actor) -> str:
    """A new initial password for a posted notice: valid 14 days, must be changed at the first login.

    Every login of the user ends. Gives the password in clear, the only time it is.
    """
    password, now = make_initial_password(), clock.now()
    user.password_hash = hash_password(password)
    user.must_change_password = True
    user.initial_password_expires_at = now + INITIAL_PASSWORD_LIFETIME
    session.flush()
    end_all_sessions(session, user_id=user.id, now_s=int(now.timestamp()))
    audit.record(session, "user.initial_password_made", actor=actor, object_kind="user", object_id=user.id)
    return password


def refuse_known_mail(session: Session, mail_address: str, *, contractor_id: int) -> None:
    """Raise RuleViolation when somebody at work in the company already has the address."""
    statement = select(User.name).where(
        User.contractor_id == contractor_id, User.is_active, User.email == mail_address
    )
    name = session.scalars(statement.limit(1)).first()
    if name is not None:
        raise RuleViolation(
            "known_mail",
            f"このメールアドレスは {name} さんが使っています。別のメールアドレスを入力してください",
            field="email",
        )


def _add(
    session: Session,
    person: Person,
    *,
    role: Role,
    actor: Actor,
    contractor: Contractor | None = None,
    branch: Branch | None = None,
    agency: Agency | None = None,
) -> User:
    user = User(
        login_id=_next_login_id(session, role, contractor=contractor),
        role=role,
        contractor=contractor,
        branch=branch,
        agency=agency,
        name=person.name,
        name_kana=person.name_kana,
        department=person.department,
        job_title=person.job_title,
        email=person.email,
        created_at=clock.now(),
    )
    session.add(user)
    session.flush()
    facts = {"role": role.value, "login_id": user.login_id}
    audit.record(session, "user.added", actor=actor, object_kind="user", object_id=user.id, facts=facts)
    return user


def _next_login_id(session: Session, role: Role, *, contractor: Contractor | None) -> str:
    """お客さま番号-01 for contractors, S0001 for staff, H0001 for 発注者; a serial is never given twice.

    Ids that came from elsewhere (an import, a demo) are stepped over.
    """
    if contractor is not None:
        period, head, digits = str(contractor.id), f"{contractor.customer_number}-", 2
    else:
        period, head, digits = role.side.value, "S" if role.side is Side.STAFF else "H", 4
    while True:
        login_id = f"{head}{next_number(session, 'user', period=period):0{digits}d}"
        if find_user_by_login_id(session, login_id) is None:
            return login_id
