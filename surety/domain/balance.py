"""保証残高: what is guaranteed at the ends of months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

PAST_MONTHS = 5


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """The last day of a month; `is_expected` while it lies ahead."""

    day: date
    is_expected: bool

    @property
    def label(self) -> str:
        """7月, or 12月（見込み） for the month that is not over."""
        return f"{self.day.month}月（見込み）" if self.is_expected else f"{self.day.month}月"


def month_ends(today: date) -> tuple[MonthEnd, ...]:
    """The ends of the last PAST_MONTHS months and of the present one, as seen on a JST date."""
    ends = [_end_of(today)]
    for _ in range(PAST_MONTHS):
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return tuple(MonthEnd(day, is_expected=day > today) for day in reversed(ends))


def chart_top(values: Sequence[int]) -> int:
    """The value of a chart's top line: the smallest 3, 6, 9, 12 or 15 times a power of ten that all values fit under."""
    most = max(values, default=0)
    power = 1
    while True:
        for step in (3, 6, 9, 12, 15):
            if step * power >= most:
                return step * power
        power *= 10


def _end_of(day: date) -> date:
    following = day.replace(day=28) + timedelta(days=4)
    return following.replace(day=1) - timedelta(days=1)
