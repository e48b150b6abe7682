"""与信枠と保証残高: the worked table of docs/rules/exposure.md."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain.exposure import Exposure, Line, check_credit, over_by
from surety.domain.underwriting_checks import Mark
from tests.worked_tables import worked_tables, yen

(ROWS,) = worked_tables("exposure.md")
TODAY = date(2026, 11, 28)
AMOUNTS = st.integers(0, 10**12)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['line']}-{row['asked']}")
def test_the_rows(row: dict[str, str]) -> None:
    until = date.fromisoformat(row["valid to"]) if row["valid to"] else None
    line = Line(yen(row["line"]), date(2026, 4, 1), until) if row["line"] else None
    exposure = Exposure(line=line, in_force=yen(row["in force"]), approved=yen(row["approved"]), works=3)
    today, asked = date.fromisoformat(row["today"]), yen(row["asked"])
    check = check_credit(exposure, asked=asked, today=today)
    assert check.mark is Mark(row["mark"])
    assert over_by(exposure, asked=asked, today=today) == yen(row["over by"])
    assert "手持工事3件" in check.reason


@given(line=AMOUNTS, in_force=AMOUNTS, approved=AMOUNTS, asked=AMOUNTS)
def test_the_line_is_exceeded_exactly_when_the_sum_is_above_it(
    line: int, in_force: int, approved: int, asked: int
) -> None:
    exposure = Exposure(line=Line(line, TODAY), in_force=in_force, approved=approved, works=0)
    over = over_by(exposure, asked=asked, today=TODAY)
    assert (over > 0) == (asked > 0 and in_force + approved + asked > line)
    assert 0 <= over <= asked


@given(first=AMOUNTS, second=AMOUNTS, line=AMOUNTS)
def test_what_is_asked_together_exceeds_as_much_as_one_after_the_other(
    first: int, second: int, line: int
) -> None:
    before = Exposure(line=Line(line, TODAY), in_force=0, approved=0, works=0)
    after = Exposure(line=Line(line, TODAY), in_force=0, approved=first, works=0)
    together = over_by(before, asked=first + second, today=TODAY)
    apart = over_by(before, asked=first, today=TODAY) + over_by(after, asked=second, today=TODAY)
    assert together == apart
