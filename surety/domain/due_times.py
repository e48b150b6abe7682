"""By when the branch answers and the contractor pays: business days of the Japanese calendar."""

from datetime import date, datetime, time, timedelta

import jpholiday

# The branch's own promise (the mail says 通常1〜2営業日), not a rule of law.
_CLOSING = time(17, 0)
_PAYMENT_DAYS = 7
EARLIEST_DUE = timedelta(days=_PAYMENT_DAYS)


def is_business_day(day: date) -> bool:
    """Whether the branches work on that JST date: no weekend, no holiday, not 29 December to 3 January."""
    if day.weekday() >= 5 or (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3):
        return False
    return not jpholiday.is_holiday(day)


def next_business_day(day: date) -> date:
    """The first business day after a JST date."""
    day += timedelta(days=1)
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def answer_due(arrived: datetime) -> datetime:
    """Until when a case that arrived at this JST instant is to be answered: 17:00 of the next business day."""
    return datetime.combine(next_business_day(arrived.date()), _CLOSING, tzinfo=arrived.tzinfo)


def payment_due(stated_on: date) -> date:
    """The お支払期日 of a premium stated on a JST date: a week later, moved to a business day."""
    day = stated_on + timedelta(days=_PAYMENT_DAYS)
    return day if is_business_day(day) else next_business_day(day)
