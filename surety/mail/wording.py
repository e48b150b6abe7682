"""Instants and days as mails say them."""

from datetime import date, datetime

from surety.clock import to_jst
from surety.domain.dates import WEEKDAYS, format_wareki


def moment(instant: datetime) -> str:
    """A UTC instant on the Japanese clock: 令和7年12月5日（金）10:24."""
    local = to_jst(instant)
    return f"{day(local.date())}{local:%H:%M}"


def day(on: date) -> str:
    """令和7年12月5日（金）."""
    return f"{format_wareki(on)}（{WEEKDAYS[on.weekday()]}）"
