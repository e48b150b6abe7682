"""締め: which month is closed, by when its invoice is due, and how its lines add up (docs/rules/accounts-monthly.md)."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from surety.domain.due_times import is_business_day, next_business_day, payment_due
from surety.domain.errors import ForbiddenMove
from surety.domain.tariff import TaxClass


@dataclass(frozen=True, slots=True)
class ChargeSums:
    """What a list of charges comes to, in yen. `taxable` is without its tax."""

    exempt: int
    taxable: int
    tax: int

    @property
    def total(self) -> int:
        """What is to be paid."""
        return self.exempt + self.taxable + self.tax


def month_of(day: date) -> date:
    """The first day of the month, by which a month is named."""
    return day.replace(day=1)


def month_end(month: date) -> date:
    """The last day of a month, 締め日."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def closable_month(today: date) -> date:
    """The month that is closed on a JST date: the one before; what older months left over goes with it."""
    return month_of(month_of(today) - timedelta(days=1))


def check_closable(month: date, *, today: date) -> None:
    """Raises ForbiddenMove for any month but the one before the present one."""
    if month >= month_of(today):
        raise ForbiddenMove(
            "closing.early", f"{month.month}月はまだ終わっていません。翌月の1日から締められます"
        )
    if month != closable_month(today):
        raise ForbiddenMove(
            "closing.late",
            f"{month.year}年{month.month}月分だけを締めることはできません。残っている分は、前月分の締めに含まれます",
        )


def is_automatic_day(today: date) -> bool:
    """Whether the service closes by itself on that JST date: from the month's first business day on."""
    first = month_of(today)
    return today >= (first if is_business_day(first) else next_business_day(first))


def invoice_due(month: date, *, due_day: int, closed_on: date) -> date:
    """お支払期日: `due_day` of the month after `month` (its last day where it is shorter), moved to a business day.

    Whoever closes late leaves no less time than for any other premium: a week after the closing.
    """
    following = month_end(month) + timedelta(days=1)
    day = following.replace(day=min(due_day, month_end(following).day))
    day = day if is_business_day(day) else next_business_day(day)
    return max(day, payment_due(closed_on))


def add_up(charges: Iterable[tuple[TaxClass, int, int]]) -> ChargeSums:
    """The sums of charges given as (tax class, yen without tax, tax in yen). Nothing is rounded again."""
    exempt = taxable = taxes = 0
    for tax_class, net, tax in charges:
        if tax_class is TaxClass.EXEMPT:
            exempt += net
        else:
            taxable, taxes = taxable + net, taxes + tax
    return ChargeSums(exempt, taxable, taxes)
