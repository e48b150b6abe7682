"""Finding 利用申請: by the applicant's link, by number and mail address, for the desk, and the same company again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from surety import clock
from surety.domain.company_names import company_keys
from surety.domain.errors import NotFound
from surety.domain.workflow import RegistrationState
from surety.models import Branch, Contractor, OneTimeToken, Registration, User
from surety.queries.sessions import hash_token

PAGE_SIZE = 20
MAX_ID = 2**63 - 1
PAGE_TOKEN = "registration_page"  # noqa: S105 - a purpose, not a secret
MAIL_TOKEN = "registration_mail"  # noqa: S105 - a purpose, not a secret
_MOST_DUPLICATES = 10
_AT_THE_DESK = tuple(
    state
    for state in RegistrationState
    if state not in (RegistrationState.UPLOADED, RegistrationState.CHECKED)
)
_S = RegistrationState
QUEUES: dict[str, tuple[RegistrationState, ...]] = {
    "new": (_S.SUBMITTED,),
    "review": (_S.UNDER_REVIEW,),
    "returned": (_S.RETURNED,),
    "notice": (_S.APPROVED, _S.NOTICE_ISSUED),
    "closed": (_S.ACTIVATED, _S.REFUSED),
}


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of a queue, oldest first; `after` is where the next page begins, 0 on the last one."""

    rows: list[Registration]
    after: int


@dataclass(frozen=True, slots=True)
class Twin:
    """Something that looks like the same company: a contractor or another registration, and by which facts."""

    contractor: Contractor | None
    registration: Registration | None
    reasons: tuple[str, ...]


def get_registration_by_token(session: Session, token: str) -> Registration:
    """The registration behind an applicant's link: the first one, or one sent by mail later. Raises NotFound."""
    digest = hash_token(token)
    mailed = select(OneTimeToken.subject_id).where(
        OneTimeToken.token_hash == digest,
        OneTimeToken.purpose == PAGE_TOKEN,
        OneTimeToken.expires_at > clock.now(),
    )
    found = session.scalars(
        _whole().where(or_(Registration.access_hash == digest, Registration.id.in_(mailed.scalar_subquery())))
    ).one_or_none()
    if found is None:
        raise NotFound("registration")
    return found


def find_registration_of_mail_token(session: Session, token: str) -> Registration | None:
    """The registration whose mail address this link confirms, also if it was used already; None when it ran out."""
    row = session.scalars(
        select(OneTimeToken).where(
            OneTimeToken.token_hash == hash_token(token),
            OneTimeToken.purpose == MAIL_TOKEN,
            OneTimeToken.expires_at > clock.now(),
        )
    ).one_or_none()
    return None if row is None else session.get(Registration, row.subject_id)


def find_registration_by_receipt(session: Session, receipt_number: str, *, mail: str) -> Registration | None:
    """The sent registration with this 受付番号 and mail address (any case)."""
    found = session.scalars(_whole().where(Registration.receipt_number == receipt_number)).one_or_none()
    return found if found is not None and found.email.casefold() == mail.casefold() else None


def get_registration_for_desk(
    session: Session, registration_id: int, *, branch_id: int | None
) -> Registration:
    """A registration in the hands of the branch, or one that it is typing in; the head office (None) sees all.

    Raises NotFound for another branch's and for those still with the applicant.
    """
    if registration_id > MAX_ID:
        raise NotFound("registration")
    statement = _whole().where(Registration.id == registration_id, _at_the_desk())
    if branch_id is not None:
        statement = statement.where(Registration.branch_id == branch_id)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound("registration")
    return found


def list_queue(session: Session, queue: str, *, branch_id: int | None, after: int = 0) -> QueuePage:
    """A page of one of QUEUES for a branch, or for all (None); `after` is the last id of the page before."""
    statement = _whole().where(Registration.state.in_(QUEUES[queue]), Registration.id > after)
    if branch_id is not None:
        statement = statement.where(Registration.branch_id == branch_id)
    rows = list(session.scalars(statement.order_by(Registration.id).limit(PAGE_SIZE + 1)))
    more = len(rows) > PAGE_SIZE
    return QueuePage(rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].id if more else 0)


def list_desk_drafts(session: Session, *, branch_id: int | None) -> list[Registration]:
    """Registrations from FAX or post that the branch has begun to type in and not taken in yet."""
    statement = _whole().where(
        Registration.state == RegistrationState.CHECKED, Registration.channel.in_(("fax", "post"))
    )
    if branch_id is not None:
        statement = statement.where(Registration.branch_id == branch_id)
    return list(session.scalars(statement.order_by(Registration.id).limit(PAGE_SIZE)))


def find_twins(session: Session, registration: Registration) -> list[Twin]:
    """Contractors and open registrations that share 法人番号, 許可番号, name or mail address, a few at most."""
    keys = company_keys(str(registration.values.get("values", {}).get("company_name", "")))  # type: ignore[attr-defined]  # JSON kept by domain.registration_draft
    twins = [
        Twin(
            contractor,
            None,
            _reasons(contractor, registration, keys, mail=_mail_of(session, contractor, registration)),
        )
        for contractor in session.scalars(
            select(Contractor)
            .where(or_(*_same(Contractor, registration, keys), _has_mail(registration)))
            .order_by(Contractor.id)
            .limit(_MOST_DUPLICATES)
        )
        if contractor.id != registration.contractor_id
    ]
    others = session.scalars(
        _whole()
        .where(
            Registration.id != registration.id,
            Registration.state.in_(_OPEN),
            or_(*_same(Registration, registration, keys), Registration.email == registration.email),
        )
        .order_by(Registration.id)
        .limit(_MOST_DUPLICATES)
    )
    twins += [Twin(None, other, _reasons(other, registration, keys, mail=other.email)) for other in others]
    return twins


def list_active_branches(session: Session) -> list[Branch]:
    """The branches that take registrations in, by code."""
    return list(session.scalars(select(Branch).where(Branch.is_active).order_by(Branch.code)))


_OPEN = tuple(
    state for state in _AT_THE_DESK if state not in (RegistrationState.REFUSED, RegistrationState.ACTIVATED)
)


def _whole() -> Select[Registration]:
    return select(Registration).options(joinedload(Registration.branch), joinedload(Registration.file))


def _at_the_desk() -> ColumnElement[bool]:
    typed_here = Registration.channel.in_(("fax", "post"))
    return or_(Registration.state.in_(_AT_THE_DESK), typed_here)


def _same(
    table: type[Contractor] | type[Registration], registration: Registration, keys: Sequence[str]
) -> list[ColumnElement[bool]]:
    name = Contractor.name_search if table is Contractor else Registration.company_search
    conditions: list[ColumnElement[bool]] = [name.in_(keys)]
    if table is Contractor and (number := _customer_number(registration)):
        conditions.append(Contractor.customer_number == number)
    if registration.corporate_number:
        conditions.append(table.corporate_number == registration.corporate_number)
    if registration.permit_number:
        conditions.append(table.permit_number == registration.permit_number)
    return conditions


def _customer_number(registration: Registration) -> str:
    return str(registration.values.get("values", {}).get("contractor_number", "")).upper()  # type: ignore[attr-defined]  # JSON kept by domain.registration_draft


def _has_mail(registration: Registration) -> ColumnElement[bool]:
    people = select(User.contractor_id).where(
        User.email == registration.email, User.contractor_id.is_not(None)
    )
    return Contractor.id.in_(people)


def _mail_of(session: Session, contractor: Contractor, registration: Registration) -> str:
    found = session.scalars(
        select(User.email)
        .where(User.contractor_id == contractor.id, User.email == registration.email)
        .limit(1)
    ).first()
    return found or ""


def _reasons(
    other: Contractor | Registration, mine: Registration, keys: Sequence[str], *, mail: str
) -> tuple[str, ...]:
    name = other.name_search if isinstance(other, Contractor) else other.company_search
    is_named = isinstance(other, Contractor) and other.customer_number == _customer_number(mine)
    facts = (
        ("契約者番号", is_named),
        ("法人番号", bool(mine.corporate_number) and other.corporate_number == mine.corporate_number),
        ("建設業許可番号", bool(mine.permit_number) and other.permit_number == mine.permit_number),
        ("商号又は名称", name in keys),
        ("メールアドレス", bool(mail) and mail.casefold() == mine.email.casefold()),
    )
    return tuple(label for label, same in facts if same)
