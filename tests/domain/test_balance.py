"""Ends of months and the top of a chart."""

from datetime import date

import pytest

from surety.domain.balance import chart_top, month_ends


def test_the_last_five_ends_and_the_present_month():
    ends = month_ends(date(2026, 3, 15))
    assert [end.day for end in ends] == [
        date(2025, 10, 31),
        date(2025, 11, 30),
        date(2025, 12, 31),
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
    ]
    assert [end.is_expected for end in ends] == [False] * 5 + [True]


def test_on_the_last_day_of_a_month_nothing_is_expected_any_more():
    assert not month_ends(date(2028, 2, 29))[-1].is_expected


@pytest.mark.parametrize(
    "most, top",
    [(0, 3), (3, 3), (4, 6), (16, 30), (5_230, 6_000), (11_600, 12_000), (150_001, 300_000)],
)
def test_the_top_of_the_chart_is_a_round_figure_in_thirds(most, top):
    assert chart_top([0, most]) == top
    assert top % 3 == 0
