"""A branch's own guarantees, newest first: the lists they are read from, and a first look at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, select, tuple_, union_all
from sqlalchemy.orm import Session, joinedload

from surety.domain.products import Product
from surety.models import Guarantee
from surety.queries.guarantee_sources import Place

SHOWN = 20
LOOKS = 300


@dataclass(frozen=True, slots=True)
class BranchSource:
    """What a branch asks for. Each branch, or each company where companies are named, is one ordered list of an index.

    `branch_ids` are the branches whose guarantees may be seen; `since` and `until` are JST dates of issue.
    """

    branch_ids: tuple[int, ...]
    contractor_ids: tuple[int, ...] | None = None
    product: Product | None = None
    since: date | None = None
    until: date | None = None

    def heads(self, *, limit: int, below: Place | None = None) -> Select[Any]:
        """The first `limit` places (issued_on, id) of all lists together, from below a place down."""
        day, number = Guarantee.issued_on, Guarantee.id
        conditions: list[ColumnElement[bool]] = []
        if self.since is not None:
            conditions.append(day >= self.since)
        if self.until is not None:
            conditions.append(day <= self.until)
        if below is not None:
            place = tuple_(literal(below.issued_on), literal(below.guarantee_id))
            conditions.append(tuple_(day, number) < place)
        heads = [
            select(
                select(day.label("issued_on"), number.label("id"))
                .where(one, *conditions)
                .order_by(day.desc(), number.desc())
                .limit(limit)
                .subquery()
            )
            for one in self._lists()
        ]
        merged = (
            union_all(*heads).subquery() if heads else select(day, number).where(literal(False)).subquery()
        )
        return (
            select(merged.c.issued_on, merged.c.id)
            .order_by(merged.c.issued_on.desc(), merged.c.id.desc())
            .limit(limit)
        )

    def checks(self) -> list[ColumnElement[bool]]:
        """What the lists do not answer: conditions that must be looked at on each guarantee."""
        checks = [] if self.product is None else [Guarantee.product == self.product]
        if self.contractor_ids is not None:
            checks.append(Guarantee.branch_id.in_(self.branch_ids))
        return checks

    def _lists(self) -> list[ColumnElement[bool]]:
        if self.contractor_ids is not None:
            return [Guarantee.contractor_id == one for one in self.contractor_ids]
        return [Guarantee.branch_id == one for one in self.branch_ids]


@dataclass(frozen=True, slots=True)
class FirstLook:
    """The newest guarantees of a wish. `total` is exact unless `at_least`: then only the newest LOOKS were looked at."""

    guarantees: Sequence[Guarantee]
    total: int
    at_least: bool


def look_at_first(session: Session, source: BranchSource) -> FirstLook:
    """The newest SHOWN guarantees and how many there are, looking at no more than LOOKS."""
    looked = source.heads(limit=LOOKS + 1).subquery()
    is_right = and_(literal(True), *source.checks())
    rows = session.execute(
        select(looked.c.id, is_right)
        .join(Guarantee, Guarantee.id == looked.c.id)
        .order_by(looked.c.issued_on.desc(), looked.c.id.desc())
    ).all()
    hits = [number for number, right in rows[:LOOKS] if right]
    found = session.scalars(
        select(Guarantee)
        .where(Guarantee.id.in_(hits[:SHOWN]))
        .options(joinedload(Guarantee.contractor))
        .order_by(Guarantee.issued_on.desc(), Guarantee.id.desc())
    ).all()
    return FirstLook(found, len(hits), at_least=len(rows) > LOOKS)
