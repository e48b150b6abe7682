"""契約検索: an application or guarantee by any number, or by the company's name, kana or phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from surety.domain.errors import Unreadable
from surety.domain.numbering import parse_guarantee_number, parse_receipt_number
from surety.domain.text import normalise_code, search_key, to_fullwidth_katakana
from surety.models import Application, Contractor, Guarantee, WorksContract
from surety.queries.applications import UNSENT

MOST_COMPANIES = 50
_MOST_ROWS = 30


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
    applications = list(
        session.scalars(
            _applications(branch_id)
            .where(Application.contractor_id.in_(companies))
            .order_by(Application.id.desc())
            .limit(_MOST_ROWS + 1)
        )
    )
    guarantees = list(
        session.scalars(
            _guarantees(branch_id)
            .where(Guarantee.contractor_id.in_(companies))
            .order_by(Guarantee.id.desc())
            .limit(_MOST_ROWS + 1)
        )
    )
    is_cut = max(len(applications), len(guarantees)) > _MOST_ROWS or len(companies) == MOST_COMPANIES
    return Findings(applications[:_MOST_ROWS], guarantees[:_MOST_ROWS], is_cut=is_cut)


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
