"""The ordered lists of guarantees that the indexes hold, and merging their heads."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from surety.domain.text import bigrams, search_key
from surety.models import Guarantee, WorkNameGram
from surety.queries.guarantee_kinds import Kind

_MAX_WORDS = 5
_PROBED_GRAMS = 8
_PROBE_LIMIT = 300


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a guarantee stands in every list: the newest first, of one day the one issued last."""

    issued_on: date
    guarantee_id: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What a list shall hold. `since` and `until` are JST dates of issue, `words` are parts of the 工事名 as typed."""

    contractor_id: int | None
    kinds: tuple[Kind, ...]
    since: date | None = None
    until: date | None = None
    words: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The words in the writing of the search copy; a blank between two words asks for both."""
        return tuple(dict.fromkeys(filter(None, map(search_key, self.words.split()))))[:_MAX_WORDS]


@dataclass(frozen=True, slots=True)
class Source:
    """The lists a wish is read from, and the words that must still be looked for on each row."""

    wish: Wish
    gram: str | None
    unchecked: tuple[str, ...]

    def heads(self, *, limit: int, below: Place | None = None, above: Place | None = None) -> Select[Any]:
        """The first `limit` places (issued_on, id) of all lists together: from below a place down, or from above one up."""
        heads = []
        for kind in self.wish.kinds:
            day, number, conditions = self._list(kind, below=below, above=above)
            ordered = (day, number) if above else (day.desc(), number.desc())
            head = select(day.label("issued_on"), number.label("id")).where(and_(*conditions))
            # SQLite takes ORDER BY inside a UNION only from a nested SELECT.
            heads.append(select(head.order_by(*ordered).limit(limit).subquery()))
        merged = union_all(*heads).subquery()
        places = (merged.c.issued_on, merged.c.id)
        return (
            select(*places).order_by(*(places if above else (place.desc() for place in places))).limit(limit)
        )

    def checks(self) -> list[ColumnElement[bool]]:
        """What the lists do not answer: conditions that must be looked at on each guarantee."""
        return [Guarantee.work_name_search.contains(part, autoescape=True) for part in self.unchecked]

    def count(self, *, limit: int, above: Place | None = None) -> Select[Any]:
        """How many guarantees the lists hold (above a place), counted up to `limit`."""
        lists = []
        for kind in self.wish.kinds:
            _day, _number, conditions = self._list(kind, below=None, above=above)
            lists.append(
                select(select(literal(1).label("one")).where(and_(*conditions)).limit(limit).subquery())
            )
        return select(func.count()).select_from(union_all(*lists).limit(limit).subquery())

    def _list(
        self, kind: Kind, *, below: Place | None, above: Place | None
    ) -> tuple[Any, Any, list[ColumnElement[bool]]]:
        """The columns by which a kind's list is ordered, and its conditions: all of them answered by one index."""
        day, number, conditions = self._ordered(kind)
        if self.wish.since is not None:
            conditions.append(day >= self.wish.since)
        if self.wish.until is not None:
            conditions.append(day <= self.wish.until)
        if below is not None:
            conditions.append(tuple_(day, number) < _row_value(below))
        if above is not None:
            conditions.append(tuple_(day, number) > _row_value(above))
        return day, number, conditions

    def _ordered(self, kind: Kind) -> tuple[Any, Any, list[ColumnElement[bool]]]:
        if self.gram is None:
            narrowed = [
                Guarantee.contractor_id == self.wish.contractor_id,
                Guarantee.product == kind.product,
                Guarantee.certificate_form == kind.certificate_form,
            ]
            return Guarantee.issued_on, Guarantee.id, narrowed
        narrowed = [
            WorkNameGram.contractor_id == self.wish.contractor_id,
            WorkNameGram.gram == self.gram,
            WorkNameGram.kind == kind.sign,
        ]
        return WorkNameGram.issued_on, WorkNameGram.guarantee_id, narrowed


def choose_source(session: Session, wish: Wish) -> Source:
    """The shortest list that holds every guarantee wished for: the one of the word's rarest pair of signs."""
    parts = wish.parts
    grams = [gram for part in parts for gram in bigrams(part) if len(gram) == 2][:_PROBED_GRAMS]
    gram = _rarest(session, wish, grams) if len(grams) > 1 else next(iter(grams), None)
    return Source(wish, gram, tuple(part for part in parts if part != gram))


def _rarest(session: Session, wish: Wish, grams: list[str]) -> str:
    """The gram with the fewest rows, counted up to a limit; of equal ones the first."""
    counts = [
        select(func.count())
        .select_from(
            select(literal(1))
            .where(WorkNameGram.contractor_id == wish.contractor_id, WorkNameGram.gram == gram)
            .limit(_PROBE_LIMIT)
            .subquery()
        )
        .scalar_subquery()
        for gram in grams
    ]
    found = session.execute(select(*counts)).one()
    return min(zip(found, range(len(grams)), grams, strict=True))[2]


def _row_value(place: Place) -> Any:
    return tuple_(literal(place.issued_on), literal(place.guarantee_id))
