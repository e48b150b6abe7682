"""What an approved 利用申請 does to the company and its users."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import NotFound, RuleViolation
from surety.domain.registration import UserRole
from surety.domain.text import search_key
from surety.mail.letterhead import Letterhead
from surety.models import Contractor, Registration, User
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.services.issuing import Issuer
from surety.services.numbers import next_number
from surety.services.registrations import facts_of
from surety.services.sessions import end_all_sessions
from surety.services.users import Person, add_colleague, create_first_user

_ROLES = {
    UserRole.ADMINISTRATOR: Role.CONTRACTOR_ADMIN,
    UserRole.OPERATOR: Role.CONTRACTOR_MEMBER,
    UserRole.VIEWER: Role.CONTRACTOR_VIEWER,
}
_COMPANY_FACTS = (
    "corporate_number",
    "permit_number",
    "postal_code",
    "address",
    "representative_title",
    "representative_name",
    "phone",
    "fax",
)


def open_accounts(
    session: Session,
    company: Contractor,
    registration: Registration,
    *,
    by_mail: bool,
    actor: Actor,
    issuer: Issuer,
) -> tuple[User, str | None]:
    """The 利用責任者 as administrator, with the initial password for the notice unless `by_mail`, and the additional users.

    Raises RuleViolation when a mail address is taken in this company.
    """
    facts, letterhead = facts_of(registration), Letterhead.of(issuer.settings)
    if find_user_by_mail(session, company, mail=registration.email) is not None:
        raise RuleViolation(
            "known_mail",
            "利用責任者のメールアドレスは、この会社の利用者としてすでに登録されています。登録済みの契約者の画面をご確認ください",
            field="contractor",
        )
    person = Person(
        name=facts["manager_name"],
        email=registration.email,
        name_kana=facts.get("manager_kana", ""),
        department=facts.get("manager_department", ""),
        job_title=facts.get("manager_title", ""),
    )
    user, password = create_first_user(
        session, company, person, by_notice=not by_mail, actor=actor, letterhead=letterhead
    )
    for row in registration.values.get("users", []):  # type: ignore[attr-defined]  # JSON kept by CheckedDraft
        values = row["values"]
        add_colleague(
            session,
            company,
            Person(name=values["name"], email=values["mail"], department=values.get("office", "")),
            role=_ROLES[UserRole(values["role"])],
            actor=actor,
            letterhead=letterhead,
            added_by=user.name,
        )
    return user, password


def write_company(company: Contractor, registration: Registration) -> None:
    """Copy the company's facts as registered."""
    facts = facts_of(registration)
    company.name, company.name_kana = facts["company_name"], facts.get("company_kana", "")
    company.name_search = search_key(company.name)
    for name in _COMPANY_FACTS:
        setattr(company, name, facts.get(name, ""))


def update_company(
    session: Session, company: Contractor, registration: Registration, *, actor: Actor
) -> None:
    """A 変更: the company's facts become those of the registration; what was issued keeps the old ones."""
    before = {name: getattr(company, name) for name in ("name", *_COMPANY_FACTS)}
    write_company(company, registration)
    session.flush()
    changed = [name for name, value in before.items() if getattr(company, name) != value]
    audit.record(
        session,
        "contractor.changed",
        actor=actor,
        object_kind="contractor",
        object_id=company.id,
        facts={"changed": changed, "registration": registration.id},
    )


def close_accounts(session: Session, company: Contractor, *, actor: Actor) -> None:
    """A 解約: nobody of the company can log in any more; its guarantees stay as they are."""
    now_s = int(clock.now().timestamp())
    people = session.scalars(select(User).where(User.contractor_id == company.id, User.is_active)).all()
    for user in people:
        user.is_active = False
        session.flush()
        end_all_sessions(session, user_id=user.id, now_s=now_s)
    audit.record(
        session,
        "contractor.closed",
        actor=actor,
        object_kind="contractor",
        object_id=company.id,
        facts={"users": [user.id for user in people]},
    )


def find_manager(session: Session, registration: Registration) -> User:
    """The first user that this registration made. Raises NotFound."""
    found = session.scalars(
        select(User)
        .where(User.contractor_id == registration.contractor_id, User.email == registration.email)
        .order_by(User.id)
        .limit(1)
    ).first()
    if found is None:
        raise NotFound("first user")
    return found


def find_user_by_mail(session: Session, company: Contractor, *, mail: str) -> User | None:
    """Somebody at work in the company with this mail address."""
    return session.scalars(
        select(User).where(User.contractor_id == company.id, User.email == mail, User.is_active).limit(1)
    ).first()


def take_customer_number(session: Session) -> str:
    """The next お客さま番号, C and seven digits, passing over numbers that came with imported companies."""
    while True:
        number = f"C{next_number(session, 'contractor', period='all'):07d}"
        taken = select(Contractor.id).where(Contractor.customer_number == number)
        if session.scalars(taken).first() is None:
            return number
