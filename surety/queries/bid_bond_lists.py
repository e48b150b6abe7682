"""契約保証予約 in 保証契約一覧: the issued bid bonds of a company by page, and the rows of its file.

The list lies in an index, the newest first; a page looks at no more than LOOKS of its rows, whatever the filters.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, literal, select, true, tuple_
from sqlalchemy.orm import Session, joinedload

from surety.domain.text import search_key
from surety.models import BidBond, Guarantee, GuaranteeRequest
from surety.queries.guarantee_rows import PAGE_ROWS as FILE_ROWS
from surety.queries.guarantee_rows import RowPage
from surety.queries.guarantee_sources import Place
from surety.queries.looking import Looked, page_of

PAGE_ROWS = 20
LOOKS = 300
_MAX_WORDS = 5


@dataclass(frozen=True, slots=True)
class BondWish:
    """What a list shall hold. `since` and `until` are JST dates of issue, `words` are parts of the 案件名 as typed."""

    contractor_id: int | None
    since: date | None = None
    until: date | None = None
    words: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The words in the writing of the search copy; a blank between two words asks for both."""
        return tuple(dict.fromkeys(filter(None, map(search_key, self.words.split()))))[:_MAX_WORDS]


@dataclass(frozen=True, slots=True)
class FoundBonds:
    """One page of the list, newest first; the other fields are those of queries.looking.LookedPage."""

    bid_bonds: tuple[BidBond, ...]
    total: int
    at_least: bool
    first_position: int | None
    newer: Place | None
    older: Place | None
    is_partial: bool = False


def find_bonds(
    session: Session, wish: BondWish, *, below: Place | None = None, above: Place | None = None
) -> FoundBonds:
    """The page of the list that begins below a place, ends above one, or is the first."""
    top = _look(session, wish)
    here = _look(session, wish, below=below) if below is not None else top
    is_first = below is None and above is None
    page = page_of(top, here, above=above, is_first=is_first, page_rows=PAGE_ROWS)
    return FoundBonds(
        bid_bonds=_load(session, page.shown),
        total=page.total,
        at_least=page.at_least,
        first_position=page.first_position,
        newer=page.newer,
        older=page.older,
        is_partial=page.is_partial,
    )


def find_bond_by_number(session: Session, number: str, *, contractor_id: int | None) -> FoundBonds:
    """The company's bid bond of this 予約番号 as a list of one, or an empty list."""
    found = session.scalars(
        select(BidBond)
        .where(BidBond.number == number, BidBond.contractor_id == contractor_id)
        .options(joinedload(BidBond.agency))
    ).all()
    return FoundBonds(tuple(found), len(found), at_least=False, first_position=1, newer=None, older=None)


def read_bond_rows(session: Session, wish: BondWish, *, below: Place | None) -> RowPage[Place]:
    """The next rows of BOND_COLUMNS, newest first."""
    looked = _look(session, wish, below=below, looks=FILE_ROWS)
    bonds = _load(session, looked.hits)
    numbers = _numbers(session, bonds)
    rows = [_values(bond, numbers.get(bond.application_id or 0, "")) for bond in bonds]
    return RowPage(rows, None if looked.is_all else looked.end)


def _look(
    session: Session, wish: BondWish, *, below: Place | None = None, looks: int = LOOKS
) -> Looked[Place]:
    head = _head(wish, below=below).limit(looks + 1).subquery()
    checks = [BidBond.work_name_search.contains(part, autoescape=True) for part in wish.parts]
    rows = session.execute(
        select(head.c.issued_on, head.c.id, and_(true(), *checks))
        .join(BidBond, BidBond.id == head.c.id)
        .order_by(head.c.issued_on.desc(), head.c.id.desc())
    ).all()
    hits = [Place(day, number) for day, number, right in rows[:looks] if right]
    end = Place(*rows[:looks][-1][:2]) if rows else None
    return Looked(hits, end, is_all=len(rows) <= looks)


def _head(wish: BondWish, *, below: Place | None) -> Select[*tuple[Any, ...]]:
    place = (BidBond.issued_on, BidBond.id)
    # With both bounds and this as well SQLite would read the days of all companies.
    is_late_enough = BidBond.issued_on.is_not(None) if wish.since is None else BidBond.issued_on >= wish.since
    wanted = select(*place).where(BidBond.contractor_id == wish.contractor_id, is_late_enough)
    if wish.until is not None:
        wanted = wanted.where(BidBond.issued_on <= wish.until)
    if below is not None:
        wanted = wanted.where(tuple_(*place) < tuple_(literal(below.issued_on), literal(below.guarantee_id)))
    return wanted.order_by(*(column.desc() for column in place))


def _load(session: Session, places: list[Place]) -> tuple[BidBond, ...]:
    wanted = [place.guarantee_id for place in places]
    statement = select(BidBond).where(BidBond.id.in_(wanted))
    names = (BidBond.agency, BidBond.branch, BidBond.contractor, BidBond.statement)
    found = session.scalars(statement.options(*(joinedload(name) for name in names)))
    by_id = {row.id: row for row in found}
    return tuple(by_id[number] for number in wanted)


def _numbers(session: Session, bonds: tuple[BidBond, ...]) -> dict[int, str]:
    """By application, the 保証契約番号 of the 契約保証 that came of it (all of its guarantees, one after the other)."""
    wanted = [bond.application_id for bond in bonds if bond.application_id is not None]
    rows = session.execute(
        select(GuaranteeRequest.application_id, Guarantee.number)
        .join(Guarantee, Guarantee.request_id == GuaranteeRequest.id)
        .where(GuaranteeRequest.application_id.in_(wanted))
        .order_by(Guarantee.id)
    )
    found: dict[int, str] = {}
    for application_id, number in rows:
        found[application_id] = f"{found[application_id]}、{number}" if application_id in found else number
    return found


def _values(bond: BidBond, numbers: str) -> tuple[object, ...]:
    fee = bond.statement
    return (
        bond.number,
        bond.state.label,
        bond.issued_on,
        bond.valid_until,
        bond.contractor.name,
        bond.agency.name if bond.agency else "",
        bond.kind.label if bond.kind else "",
        bond.work_name,
        bond.work_number,
        bond.bid_on,
        bond.bid_price,
        f"{bond.ratio.value}%" if bond.ratio else "",
        bond.amount,
        bond.joint_venture_name,
        fee.number if fee else "",
        fee.premium if fee else None,
        fee.tax if fee else None,
        fee.amount if fee else None,
        "課税",
        bond.won_on,
        bond.won_price,
        bond.receipt_number,
        numbers,
        bond.branch.name if bond.branch else "",
    )
