"""保証取扱高: read from the counted rows, and counted from the guarantees themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from surety.domain.agency_kinds import AgencyKind
from surety.domain.products import Product
from surety.domain.turnover import Figures, next_month
from surety.domain.workflow import GuaranteeState
from surety.models import Agency, Branch, Guarantee, Turnover, TurnoverCount

S = TypeVar("S", bound=Select[*tuple[Any, ...]])
_KEY = (Turnover.month, Turnover.branch_id, Turnover.agency_kind, Turnover.prefecture, Turnover.product)


@dataclass(frozen=True, slots=True)
class TurnoverWish:
    """Whose figures are asked for; None = all. Staff of a branch see their own branch only."""

    branch_id: int | None = None
    prefecture: str = ""
    product: Product | None = None


def load_turnover(
    session: Session, wish: TurnoverWish, *, since: date, until: date
) -> Mapping[tuple[date, AgencyKind], Figures]:
    """The figures by month and kind of agency, from one month to another (first days, both counted)."""
    wanted = _wished(
        select(
            Turnover.month,
            Turnover.agency_kind,
            func.sum(Turnover.count),
            func.sum(Turnover.price),
            func.sum(Turnover.amount),
        ),
        wish,
        since=since,
        until=until,
    ).group_by(Turnover.month, Turnover.agency_kind)
    return {
        (month, kind): Figures(int(count), int(price), int(amount))
        for month, kind, count, price, amount in session.execute(wanted)
    }


def list_turnover_rows(
    session: Session, wish: TurnoverWish, *, since: date, until: date
) -> Sequence[tuple[object, ...]]:
    """The counted rows as a file shows them: month, branch, kind, prefecture, product and the three figures."""
    wanted = _wished(
        select(
            Turnover.month,
            Branch.name,
            Turnover.agency_kind,
            Turnover.prefecture,
            Turnover.product,
            Turnover.count,
            Turnover.price,
            Turnover.amount,
        ).join(Branch, Branch.id == Turnover.branch_id),
        wish,
        since=since,
        until=until,
    ).order_by(*_KEY)
    return [
        (month, branch, kind.label, prefecture, product.label, count, price, amount)
        for month, branch, kind, prefecture, product, count, price, amount in session.execute(wanted)
    ]


def find_counted_at(session: Session) -> datetime | None:
    """When the figures were last counted (UTC); None before the first time."""
    return session.scalar(select(TurnoverCount.counted_at))


def count_from_guarantees(
    session: Session, month: date | None = None
) -> list[tuple[date, int, str, str, Product, Figures]]:
    """The rows as the guarantees themselves say, of one month or of all: month, branch, kind, prefecture, product, figures."""
    days = select(
        Guarantee.branch_id,
        Guarantee.issued_on,
        Agency.kind,
        Agency.prefecture,
        Guarantee.product,
        func.count(),
        func.sum(Guarantee.price),
        func.sum(Guarantee.amount),
    ).join(Agency, Agency.id == Guarantee.agency_id)
    days = days.where(Guarantee.state != GuaranteeState.CANCELLED)
    if month is not None:
        branches = session.scalars(select(Branch.id)).all()
        # By branch and day, as the index stands: a month costs what it holds.
        days = days.where(
            Guarantee.branch_id.in_(branches),
            Guarantee.issued_on >= month,
            Guarantee.issued_on < next_month(month),
        )
    days = days.group_by(
        Guarantee.branch_id, Guarantee.issued_on, Agency.kind, Agency.prefecture, Guarantee.product
    )
    found: dict[tuple[date, int, str, str, Product], Figures] = {}
    for branch, day, kind, prefecture, product, count, price, amount in session.execute(days):
        key = (day.replace(day=1), branch, kind, prefecture, product)
        found[key] = found.get(key, Figures()) + Figures(int(count), int(price), int(amount))
    return [(*key, figures) for key, figures in found.items()]


def _wished(statement: S, wish: TurnoverWish, *, since: date, until: date) -> S:
    statement = statement.where(Turnover.month >= since, Turnover.month <= until)
    if wish.branch_id is not None:
        statement = statement.where(Turnover.branch_id == wish.branch_id)
    if wish.prefecture:
        statement = statement.where(Turnover.prefecture == wish.prefecture)
    if wish.product is not None:
        statement = statement.where(Turnover.product == wish.product)
    return statement
