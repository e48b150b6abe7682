"""契約検索: an application or guarantee by any number, or by the company's name, kana or phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select, union_all
from sqlalchemy.orm import Session, joinedload, selectinload

from surety.domain.errors import Unreadable
from surety.domain.numbering import parse_guarantee_number, parse_receipt_number
from surety.domain.text import normalise_code, search_key, to_fullwidth_katakana
from surety.models import Application, BidBond, Contractor, Guarantee, GuaranteeChange, WorksContract
from surety.queries.applications import UNSENT

MOST_COMPANIES = 50
_MOST_ROWS = 30
Searched = type[Application] | type[Guarantee] | type[BidBond] | type[GuaranteeChange]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search found, newest first; `is_cut` = there is more than is shown."""

    applications: Sequence[Application]
    guarantees: Sequence[Guarantee]
    is_cut: bool


def search_desk(session: Session, words: str, *, branch_id: int | None) -> Findings:
    """The branch's applications and guarantees that the words name; the head office (None) searches all.

    A complete 受付番号 or 保証契約番号, in any writing, finds exactly its own.
    """
    number = read_number(parse_guarantee_number, words)
    if number:
        guarantees = list(session.scalars(_guarantees(branch_id).where(Guarantee.number == number)))
        return Findings([], guarantees, is_cut=False)
    receipt = read_number(parse_receipt_number, words)
    if receipt:
        found = session.scalars(_applications(branch_id).where(Application.receipt_number == receipt))
        return Findings(list(found), [], is_cut=False)
    companies = list_companies(session, words)
    is_sent = Application.state.not_in(UNSENT)
    sent = newest_of(session, Application, companies, is_sent, branch_id=branch_id, limit=_MOST_ROWS + 1)
    applications = list(
        session.scalars(
            _applications(branch_id).where(Application.id.in_(sent)).order_by(Application.id.desc())
        )
    )
    issued = newest_of(session, Guarantee, companies, branch_id=branch_id, limit=_MOST_ROWS + 1)
    guarantees = list(
        session.scalars(
            _guarantees(branch_id)
            .where(Guarantee.id.in_(issued))
            .order_by(Guarantee.issued_on.desc(), Guarantee.id.desc())
        )
    )
    is_cut = max(len(applications), len(guarantees)) > _MOST_ROWS or len(companies) == MOST_COMPANIES
    return Findings(applications[:_MOST_ROWS], guarantees[:_MOST_ROWS], is_cut=is_cut)


def newest_of(
    session: Session,
    table: Searched,
    companies: Sequence[int],
    *conditions: ColumnElement[bool],
    branch_id: int | None,
    limit: int,
) -> Sequence[int]:
    """The ids of the companies' newest rows in the table that lie in the branch (None: in any)."""
    if not companies:
        return []
    # Each company has a list of its own in an index: guarantees by their day of issue, everything else by its id.
    place = (Guarantee.issued_on, Guarantee.id) if table is Guarantee else (table.id,)
    if branch_id is not None:
        conditions = (*conditions, table.branch_id == branch_id)
    heads = [
        select(
            select(*place)
            .where(table.contractor_id == one, *conditions)
            .order_by(*(column.desc() for column in place))
            .limit(limit)
            .subquery()
        )
        for one in companies
    ]
    merged = union_all(*heads).subquery()
    newest = select(merged.c.id).order_by(*(column.desc() for column in merged.c)).limit(limit)
    return session.scalars(newest).all()


def list_companies(session: Session, words: str) -> list[int]:
    """The ids of companies whose name, kana or phone number holds the words; none for empty words."""
    key = search_key(words)
    if not key:
        return []
    kana = to_fullwidth_katakana(words).replace("　", "").replace(" ", "")
    phone = normalise_code(words)
    conditions = [
        Contractor.name_search.contains(key, autoescape=True),
        Contractor.name_kana.contains(kana, autoescape=True),
        Contractor.customer_number == phone,
    ]
    if len(phone) >= 4 and phone.replace("-", "").isdigit():
        conditions.append(Contractor.phone.contains(phone, autoescape=True))
    statement = select(Contractor.id).where(or_(*conditions)).order_by(Contractor.id).limit(MOST_COMPANIES)
    return list(session.scalars(statement))


def _applications(branch_id: int | None) -> Select[Application]:
    statement = (
        select(Application)
        .where(Application.state.not_in(UNSENT))
        .options(
            joinedload(Application.works_contract).joinedload(WorksContract.contractor),
            joinedload(Application.contractor),
            selectinload(Application.requests),
        )
    )
    return statement if branch_id is None else statement.where(Application.branch_id == branch_id)


def _guarantees(branch_id: int | None) -> Select[Guarantee]:
    statement = select(Guarantee).options(joinedload(Guarantee.contractor))
    return statement if branch_id is None else statement.where(Guarantee.branch_id == branch_id)


def read_number(parse: object, words: str) -> str:
    """The number that the words are, in its one writing; empty when they are none."""
    try:
        return str(parse(words))  # type: ignore[operator]  # one of the two parsers of numbering
    except Unreadable:
        return ""
