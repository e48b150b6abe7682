"""The only place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")
_BEHIND: ContextVar[timedelta] = ContextVar("behind", default=timedelta(0))
_JST_OFFSET_S = 9 * 3_600  # Japan knows no summer time


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) - _BEHIND.get()


@contextmanager
def set_back(by: timedelta) -> Iterator[None]:
    """Within it the clock stands that much earlier. For the demo alone, whose story tells of past months."""
    token = _BEHIND.set(by)
    try:
        yield
    finally:
        _BEHIND.reset(token)


def today() -> date:
    """The present legal date: the calendar date in Japan."""
    return now().astimezone(JST).date()


def from_seconds(seconds: int) -> datetime:
    """The instant that many whole seconds after the beginning of 1970 UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def to_jst(instant: datetime) -> datetime:
    """An aware instant on the Japanese clock.

    Raises ValueError for a naive datetime, whose instant nobody knows.
    """
    if instant.tzinfo is None:
        raise ValueError("naive datetime")
    return instant.astimezone(JST)


def day_number(now_s: int) -> int:
    """The Japanese calendar day of an instant (whole seconds since 1970), counted from 1 January 1970."""
    return (now_s + _JST_OFFSET_S) // 86_400
