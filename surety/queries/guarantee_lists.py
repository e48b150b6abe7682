"""保証契約一覧: one company's guarantees by page, with every filter at a cost that does not grow (docs/adr/0007).

Each kind of guarantee is an ordered list in an index; a page takes the heads of the lists asked for and merges them. Two signs of
a 工事名 are such a list too. Only for longer words rows are looked at one by one, and never more than LOOKS of them for a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from surety.models import Guarantee
from surety.queries.guarantee_sources import Place, Source, Wish, choose_source
from surety.queries.looking import Looked, page_of

PAGE_ROWS = 20
COUNT_LIMIT = 1_000
LOOKS = 300


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list, newest first.

    `total` is exact unless `at_least`; `first_position` is the place of the first row in the list, counted from 1, None where
    counting would take too long. The next page begins below `older`, the one before ends above `newer`. `is_partial` says
    that LOOKS rows were looked at before the page was full; the search goes on below `older`.
    """

    guarantees: tuple[Guarantee, ...]
    total: int
    at_least: bool
    first_position: int | None
    newer: Place | None
    older: Place | None
    is_partial: bool = False


def find_guarantees(
    session: Session, wish: Wish, *, below: Place | None = None, above: Place | None = None
) -> Found:
    """The page of the list that begins below a place, ends above one, or is the first."""
    source = choose_source(session, wish)
    if source.unchecked:
        return _find_by_looking(session, source, below=below, above=above)
    return _find_in_lists(session, source, below=below, above=above)


def find_by_number(session: Session, number: str, *, contractor_id: int | None) -> Found:
    """The company's guarantee of this number as a list of one, or an empty list."""
    found = session.scalars(
        select(Guarantee).where(Guarantee.number == number, Guarantee.contractor_id == contractor_id)
    ).all()
    return Found(tuple(found), len(found), at_least=False, first_position=1, newer=None, older=None)


def _find_in_lists(session: Session, source: Source, *, below: Place | None, above: Place | None) -> Found:
    limit = PAGE_ROWS + 1
    places = _places(session, source.heads(limit=limit, below=below, above=above))
    if above is not None and len(places) < limit:
        # No more than a page lies above: that is the first page.
        below, above = None, None
        places = _places(session, source.heads(limit=limit))
    shown, more = places[:PAGE_ROWS], len(places) == limit
    if above is not None:
        shown.reverse()
    total = _count(session, source.count(limit=COUNT_LIMIT + 1))
    position: int | None = 1
    newer = shown[0] if shown and (below or above) else None
    if newer is not None:
        before = _count(session, source.count(limit=COUNT_LIMIT + 1, above=newer))
        position = before + 1 if before <= COUNT_LIMIT else None
    return Found(
        guarantees=_load(session, shown),
        total=min(total, COUNT_LIMIT),
        at_least=total > COUNT_LIMIT,
        first_position=position,
        newer=newer,
        older=shown[-1] if shown and (more or above) else None,
    )


def _find_by_looking(session: Session, source: Source, *, below: Place | None, above: Place | None) -> Found:
    top = _look(session, source)
    here = _look(session, source, below=below) if below is not None else top
    is_first = below is None and above is None
    page = page_of(top, here, above=above, is_first=is_first, page_rows=PAGE_ROWS)
    return Found(
        guarantees=_load(session, page.shown),
        total=page.total,
        at_least=page.at_least,
        first_position=page.first_position,
        newer=page.newer,
        older=page.older,
        is_partial=page.is_partial,
    )


def _look(session: Session, source: Source, *, below: Place | None = None) -> Looked[Place]:
    looked = source.heads(limit=LOOKS + 1, below=below).subquery()
    is_right = and_(*source.checks())
    rows = session.execute(
        select(looked.c.issued_on, looked.c.id, is_right)
        .join(Guarantee, Guarantee.id == looked.c.id)
        .order_by(looked.c.issued_on.desc(), looked.c.id.desc())
    ).all()
    hits = [Place(day, number) for day, number, right in rows[:LOOKS] if right]
    end = Place(*rows[:LOOKS][-1][:2]) if rows else None
    return Looked(hits, end, is_all=len(rows) <= LOOKS)


def _places(session: Session, statement: Select[Any]) -> list[Place]:
    return [Place(day, number) for day, number in session.execute(statement)]


def _count(session: Session, statement: Select[Any]) -> int:
    counted: int = session.execute(statement).scalar_one()
    return counted


def _load(session: Session, places: Sequence[Place]) -> tuple[Guarantee, ...]:
    wanted = [place.guarantee_id for place in places]
    found = {row.id: row for row in session.scalars(select(Guarantee).where(Guarantee.id.in_(wanted)))}
    return tuple(found[number] for number in wanted)
