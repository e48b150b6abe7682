"""保証料計算書一覧: one company's statements and refunds, the newest first (docs/rules/premium-statements.md).

An index of each holds them in that order; what fits a filter is found by looking. A page looks at no more than LOOKS of them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from surety.domain.charges import PaperKind
from surety.domain.products import Product
from surety.domain.states import PremiumState, RefundState
from surety.models import PremiumStatement, RefundStatement
from surety.queries.guarantee_rows import RowPage
from surety.queries.looking import Looked, page_of
from surety.queries.statement_rows import StatementPlace, StatementRow, read_refunds, read_statements

PAGE_ROWS = 20
LOOKS = 300
_FILE_LOOKS = 1_000
_LAST_DAY = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class StatementWish:
    """What a list shall hold. `since` and `until` are JST dates on which statements were made, both included."""

    contractor_id: int | None
    since: date | None = None
    until: date | None = None
    state: PremiumState | RefundState | None = None
    product: Product | None = None
    kind: PaperKind | None = None

    def admits(self, row: StatementRow) -> bool:
        """Whether the row fits."""
        return (
            (self.since is None or row.stated_on >= self.since)
            and (self.until is None or row.stated_on <= self.until)
            and (self.state is None or row.state is self.state)
            and (self.product is None or row.product is self.product)
            and (self.kind is None or row.kind is self.kind)
        )


@dataclass(frozen=True, slots=True)
class FoundStatements:
    """One page of the list, as `LookedPage` says."""

    rows: tuple[StatementRow, ...]
    total: int
    at_least: bool
    first_position: int | None
    newer: StatementPlace | None
    older: StatementPlace | None
    is_partial: bool


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some statements, as a list of its own that ends at the last one looked at."""

    rows: dict[StatementPlace, StatementRow]
    end: StatementPlace | None
    is_all: bool

    @property
    def looked(self) -> Looked[StatementPlace]:
        return Looked(list(self.rows), self.end, self.is_all)


def find_statements(
    session: Session,
    wish: StatementWish,
    *,
    below: StatementPlace | None = None,
    above: StatementPlace | None = None,
) -> FoundStatements:
    """The page of the list that begins below a place, ends above one, or is the first."""
    top = _read(session, wish, below=None, looks=LOOKS)
    here = _read(session, wish, below=below, looks=LOOKS) if below is not None else top
    is_first = below is None and above is None
    page = page_of(top.looked, here.looked, above=above, is_first=is_first, page_rows=PAGE_ROWS)
    rows = top.rows | here.rows
    return FoundStatements(
        rows=tuple(rows[place] for place in page.shown),
        total=page.total,
        at_least=page.at_least,
        first_position=page.first_position,
        newer=page.newer,
        older=page.older,
        is_partial=page.is_partial,
    )


def read_statement_rows(
    session: Session, wish: StatementWish, *, below: StatementPlace | None
) -> RowPage[StatementPlace]:
    """The next rows of STATEMENT_COLUMNS for a file."""
    batch = _read(session, wish, below=below, looks=_FILE_LOOKS)
    return RowPage([row.values() for row in batch.rows.values()], None if batch.is_all else batch.end)


def _read(session: Session, wish: StatementWish, *, below: StatementPlace | None, looks: int) -> _Batch:
    heads = _heads(session, wish, below=below, limit=looks + 1)
    looked = heads[:looks]
    found = [
        *read_statements(session, [head.id for head in looked if not head.is_refund]),
        *read_refunds(session, [head.id for head in looked if head.is_refund]),
    ]
    rows = {
        row.place: row for row in sorted(found, key=lambda row: row.place, reverse=True) if wish.admits(row)
    }
    end = None
    if looked:
        last = looked[-1]
        end = StatementPlace.of(last.stated_on, last.id, is_refund=last.is_refund)
    return _Batch(rows, end, is_all=len(heads) <= looks)


def _heads(
    session: Session, wish: StatementWish, *, below: StatementPlace | None, limit: int
) -> list[Row[Any]]:
    """The first places of both lists together, from below a place down: (stated_on, id, is_refund)."""
    both = union_all(
        select(_head(PremiumStatement, wish, below=below, limit=limit).subquery()),
        select(_head(RefundStatement, wish, below=below, limit=limit).subquery()),
    ).subquery()
    order = (both.c.stated_on.desc(), (both.c.id * 2 + both.c.is_refund).desc())
    return list(session.execute(select(both).order_by(*order).limit(limit)))


def _head(
    model: type[PremiumStatement] | type[RefundStatement],
    wish: StatementWish,
    *,
    below: StatementPlace | None,
    limit: int,
) -> Select[*tuple[Any, ...]]:
    is_refund = model is RefundStatement
    wanted: Select[*tuple[Any, ...]] = select(
        model.stated_on.label("stated_on"), model.id.label("id"), literal(int(is_refund)).label("is_refund")
    ).where(model.contractor_id == wish.contractor_id)
    if below is not None:
        here = (date.fromordinal(min(max(below.day, 1), _LAST_DAY)), below.first_id(is_refund=is_refund))
        wanted = wanted.where(tuple_(model.stated_on, model.id) < here)
    return wanted.order_by(model.stated_on.desc(), model.id.desc()).limit(limit)
