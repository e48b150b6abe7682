"""Days as banks write them: like everybody, and with two digits for the year of the era or of the century."""

import re
from datetime import date

from surety.domain.dates import format_wareki, parse_date
from surety.domain.errors import Unreadable
from surety.domain.text import normalise_code

_SHORT = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{1,2})")
_REIWA_BEFORE = 2018
_CENTURY = 2000
# A list tells of money that came lately; the reading of two digits that lies within these years is meant.
_YEARS_BACK = 5


def parse_bank_day(text: str, *, today: date) -> date:
    """A JST date of the list. Raises Unreadable for anything else and for a day that is still to come."""
    match = _SHORT.fullmatch(normalise_code(text[:40]))
    if match is not None:
        return short_day(*(int(part) for part in match.groups()), today=today)
    return _past(parse_date(text, label="日付"), today=today)


def short_day(year: int, month: int, day: int, *, today: date) -> date:
    """The day that two digits of a year name: 令和 before the century, whichever is not long ago and not to come.

    Raises Unreadable where neither is.
    """
    for western in (_REIWA_BEFORE + year, _CENTURY + year):
        if today.year - _YEARS_BACK <= western <= today.year:
            try:
                return _past(date(western, month, day), today=today)
            except ValueError:
                break
    raise Unreadable("bank_day_unreadable", "日付を確認してください（例：令和8年11月20日、2026/11/20）")


def _past(day: date, *, today: date) -> date:
    if day > today:
        raise Unreadable("bank_day_future", f"日付が先の日です（{format_wareki(day)}）")
    return day
