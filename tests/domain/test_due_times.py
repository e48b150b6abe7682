"""Due times follow the Japanese business calendar."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from surety.domain.due_times import answer_due, is_business_day, payment_due

JST = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    "arrived, due",
    [
        (datetime(2026, 11, 19, 9, 0, tzinfo=JST), datetime(2026, 11, 20, 17, 0, tzinfo=JST)),
        # Friday evening; Monday 23 November is 勤労感謝の日.
        (datetime(2026, 11, 20, 23, 59, tzinfo=JST), datetime(2026, 11, 24, 17, 0, tzinfo=JST)),
        (datetime(2026, 12, 28, 10, 0, tzinfo=JST), datetime(2027, 1, 4, 17, 0, tzinfo=JST)),
    ],
)
def test_an_application_is_answered_by_the_end_of_the_next_business_day(
    arrived: datetime, due: datetime
) -> None:
    assert answer_due(arrived) == due


@pytest.mark.parametrize(
    "stated_on, due",
    [
        (date(2026, 11, 17), date(2026, 11, 24)),
        (date(2026, 11, 16), date(2026, 11, 24)),
        (date(2026, 11, 14), date(2026, 11, 24)),
        (date(2026, 12, 23), date(2027, 1, 4)),
    ],
)
def test_a_premium_is_due_a_week_later_on_a_business_day(stated_on: date, due: date) -> None:
    assert payment_due(stated_on) == due


def test_new_years_days_and_weekends_are_no_business_days() -> None:
    closed = [
        date(2026, 12, 29),
        date(2026, 12, 31),
        date(2027, 1, 3),
        date(2026, 11, 21),
        date(2026, 11, 22),
    ]
    assert not any(is_business_day(day) for day in closed)
    assert is_business_day(date(2027, 1, 4))
