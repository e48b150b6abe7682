"""保証取扱高: how much was guaranteed in a month, for whom, and against the year before (docs/rules/statistics.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from surety.domain.agency_kinds import AgencyKind
from surety.domain.dates import fiscal_year

CHART_MONTHS = 13


@dataclass(frozen=True, slots=True)
class Figures:
    """件数, 請負金額 and 保証金額 (whole yen) of some guarantees."""

    count: int = 0
    price: int = 0
    amount: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(self.count + other.count, self.price + other.price, self.amount + other.amount)


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the table: a kind of agency (None = all), its figures and those of a year before."""

    kind: AgencyKind | None
    now: Figures
    before: Figures

    @property
    def label(self) -> str:
        """国, 都道府県 … 合計."""
        return self.kind.label if self.kind else "合計"


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def year_before(month: date) -> date:
    """The same month of the year before, by its first day."""
    return date(month.year - 1, month.month, 1)


def months_from(first: date, *, until: date) -> tuple[date, ...]:
    """The first days of all months from one to another, both counted."""
    months, month = [], first_of(first)
    while month <= until:
        months.append(month)
        month = next_month(month)
    return tuple(months)


def year_to(month: date) -> tuple[date, ...]:
    """The months of the fiscal year up to this one, from April on."""
    return months_from(date(fiscal_year(month), 4, 1), until=month)


def months_to(month: date, *, number: int = CHART_MONTHS) -> tuple[date, ...]:
    """So many months that end with this one."""
    months = [first_of(month)]
    while len(months) < number:
        before = months[-1]
        months.append(date(before.year - (before.month == 1), (before.month - 2) % 12 + 1, 1))
    return tuple(reversed(months))


def growth(now: int, before: int) -> str:
    """前年同月比 as it is published: 12.3, △5.0; nothing where there is nothing to compare with. Rounded half up, away from 0."""
    if before == 0:
        return ""
    change = (now - before) * 1000
    tenths = (2 * abs(change) + before) // (2 * before)
    return f"{'△' if change < 0 and tenths else ''}{tenths // 10}.{tenths % 10}"


def compare(sums: Mapping[tuple[date, AgencyKind], Figures], months: Iterable[date]) -> tuple[Compared, ...]:
    """The lines of the table for these months together, each kind of agency and the total last."""
    months = tuple(months)
    lines = [
        Compared(
            kind,
            _sum(sums, [(month, kind) for month in months]),
            _sum(sums, [(year_before(month), kind) for month in months]),
        )
        for kind in AgencyKind
    ]
    total = Compared(None, _add(line.now for line in lines), _add(line.before for line in lines))
    return (*lines, total)


def month_totals(sums: Mapping[tuple[date, AgencyKind], Figures], months: Iterable[date]) -> list[Figures]:
    """The figures of each month, all kinds of agencies together."""
    return [_sum(sums, [(month, kind) for kind in AgencyKind]) for month in months]


def _sum(sums: Mapping[tuple[date, AgencyKind], Figures], keys: Iterable[tuple[date, AgencyKind]]) -> Figures:
    return _add(sums.get(key, Figures()) for key in keys)


def _add(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures())
