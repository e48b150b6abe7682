"""How values look on the screen: yen, Japanese dates and times, sizes. An absent value is a dash."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import TypeVar

from surety.clock import to_jst, today
from surety.domain.dates import WEEKDAYS, echo_date, format_wareki, format_wareki_short
from surety.domain.fiscal_years import format_fiscal_year
from surety.domain.keys import format_key
from surety.domain.money import echo_yen, format_yen

ABSENT = "－"
Value = TypeVar("Value")


def _or_dash(show: Callable[[Value], str]) -> Callable[[Value | None], str]:
    @wraps(show)
    def shown(value: Value | None) -> str:
        return ABSENT if value is None or value == "" else show(value)

    return shown


def yen(amount: int) -> str:
    """20,000,000円."""
    return f"{format_yen(amount)}円"


def wareki_year(day: date) -> str:
    """2026年: the small line under a Japanese date."""
    return f"{day.year}年"


def month_day(day: date) -> str:
    """12月10日（水）, for lists whose year is clear."""
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def jst_datetime(instant: datetime) -> str:
    """A UTC instant on the Japanese clock: 令和7年12月5日 10:24."""
    local = to_jst(instant)
    return f"{format_wareki(local.date())} {local:%H:%M}"


def jst_time(instant: datetime) -> str:
    """A UTC instant on the Japanese clock, time only: 14:32."""
    return f"{to_jst(instant):%H:%M}"


def days_left(day: date) -> str:
    """あと102日, 本日まで, 5日経過; counted from today in Japan."""
    left = (day - today()).days
    if left == 0:
        return "本日まで"
    return f"あと{left}日" if left > 0 else f"{-left}日経過"


def file_size(size: int) -> str:
    """Bytes as people read them: 820KB, 1.2MB."""
    if size < 1_000_000:
        return f"{-(-size // 1_000)}KB"
    tenths = size // 100_000
    return f"{tenths // 10}.{tenths % 10}MB"


def iso(moment: date | datetime) -> str:
    """For datetime attributes: 2026-03-20, or with time and offset of Japan."""
    return (
        to_jst(moment).isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()
    )


FILTERS: dict[str, Callable[..., object]] = {
    "yen": _or_dash(yen),
    "yen_number": _or_dash(format_yen),
    "yen_words": _or_dash(echo_yen),
    "wareki": _or_dash(format_wareki),
    "wareki_short": _or_dash(format_wareki_short),
    "wareki_year": _or_dash(wareki_year),
    "date_words": _or_dash(echo_date),
    "month_day": _or_dash(month_day),
    "jst_datetime": _or_dash(jst_datetime),
    "jst_time": _or_dash(jst_time),
    "is_past": lambda day: day < today(),
    "days_left": _or_dash(days_left),
    "key": _or_dash(format_key),
    "file_size": _or_dash(file_size),
    "fiscal_year": _or_dash(format_fiscal_year),
    "iso": iso,
    "is_instant": lambda moment: isinstance(moment, datetime),
}
