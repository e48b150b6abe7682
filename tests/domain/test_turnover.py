"""保証取扱高: the worked table of docs/rules/statistics.md, months and sums."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain.agency_kinds import AgencyKind
from surety.domain.turnover import (
    Figures,
    compare,
    growth,
    month_totals,
    months_to,
    next_month,
    year_before,
    year_to,
)
from tests.worked_tables import worked_tables, yen

(ROWS,) = worked_tables("statistics.md")
NOVEMBER = date(2026, 11, 1)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['now']}-{row['before']}")
def test_the_rows(row: dict[str, str]) -> None:
    assert growth(yen(row["now"]), yen(row["before"])) == row["shown"]


def test_months() -> None:
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)
    assert year_before(NOVEMBER) == date(2025, 11, 1)
    assert year_to(date(2027, 3, 1))[0] == date(2026, 4, 1)
    assert len(year_to(date(2027, 3, 1))) == 12
    assert year_to(date(2026, 4, 1)) == (date(2026, 4, 1),)
    assert months_to(NOVEMBER)[0] == year_before(NOVEMBER)
    assert len(months_to(NOVEMBER)) == 13


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40))
def test_the_months_up_to_one_follow_each_other(day: date, number: int) -> None:
    months = months_to(day, number=number)
    assert months[-1] == day.replace(day=1)
    assert [next_month(month) for month in months[:-1]] == list(months[1:])


def test_a_table_has_a_line_for_every_kind_and_the_total() -> None:
    sums = {
        (NOVEMBER, AgencyKind.MUNICIPALITY): Figures(2, 70, 25),
        (NOVEMBER, AgencyKind.STATE): Figures(1, 30, 10),
        (year_before(NOVEMBER), AgencyKind.STATE): Figures(4, 60, 20),
    }
    lines = compare(sums, [NOVEMBER])
    assert [line.label for line in lines] == [*(kind.label for kind in AgencyKind), "合計"]
    assert lines[-1].now == Figures(3, 100, 35)
    assert lines[-1].before == Figures(4, 60, 20)
    assert month_totals(sums, [year_before(NOVEMBER), NOVEMBER]) == [Figures(4, 60, 20), Figures(3, 100, 35)]
