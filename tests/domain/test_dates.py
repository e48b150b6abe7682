from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain.dates import (
    echo_date,
    fiscal_year,
    format_wareki,
    format_wareki_short,
    parse_date,
    parse_date_parts,
)
from surety.domain.eras import ERAS, era_of
from surety.domain.errors import Unreadable
from tests.worked_tables import pairs, value_or_words, worked_tables

READ, REFUSED, SHOWN, PARTS = worked_tables("dates.md")
DAYS = st.dates(date(1926, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize("typed, day", pairs(READ))
def test_a_date_of_the_page_is_read(typed: str, day: str) -> None:
    assert parse_date(typed) == date.fromisoformat(day)


@pytest.mark.parametrize("typed, answer", pairs(REFUSED))
def test_what_is_no_date_is_refused_in_the_words_of_the_page(typed: str, answer: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_date(typed)
    assert refused.value.message == answer


@pytest.mark.parametrize("day, long, short, echo, year", pairs(SHOWN))
def test_a_date_is_shown_as_on_the_page(day: str, long: str, short: str, echo: str, year: str) -> None:
    shown = date.fromisoformat(day)
    assert (format_wareki(shown), format_wareki_short(shown), echo_date(shown)) == (long, short, echo)
    assert fiscal_year(shown) == int(year)


@pytest.mark.parametrize("era, year, month, day, expected", pairs(PARTS))
def test_separate_boxes_are_read_as_on_the_page(
    era: str, year: str, month: str, day: str, expected: str
) -> None:
    assert parse_date_parts(era, year=year, month=month, day=day) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "boxes, answer",
    [
        (("", "", ""), "保証期限を入力してください"),
        (("8", "", "20"), "保証期限の月を入力してください"),
        (("8", "", ""), "保証期限の月と日を入力してください"),
        (("8", "2", "30"), "保証期限の日付を確認してください（2月は28日までです）"),
        (("8", "x", "30"), "保証期限を確認してください（例：令和8年3月20日、2026/3/20）"),
    ],
)
def test_incomplete_boxes_are_refused_by_name(boxes: tuple[str, str, str], answer: str) -> None:
    year, month, day = boxes
    with pytest.raises(Unreadable) as refused:
        parse_date_parts("令和", year=year, month=month, day=day, label="保証期限")
    assert refused.value.message == answer


@pytest.mark.parametrize(
    "show", [format_wareki, format_wareki_short, echo_date, date.isoformat, "{:%Y%m%d}".format]
)
@given(day=DAYS)
def test_every_way_of_showing_a_date_reads_back(show, day: date) -> None:
    assert parse_date(show(day)) == day


@given(day=DAYS)
def test_the_boxes_of_an_era_read_back(day: date) -> None:
    era = era_of(day)
    assert era is not None
    year = str(day.year - era.first.year + 1)
    assert parse_date_parts(era.name, year=year, month=str(day.month), day=str(day.day)) == day


@given(st.text(st.sampled_from("0123456789０８令和平成昭元RHS年月日./-ー（）金 "), max_size=20))
def test_any_text_gives_a_date_within_bounds_or_a_kind_refusal(text: str) -> None:
    answer = value_or_words(parse_date, text)
    if isinstance(answer, date):
        assert 1926 <= answer.year <= 2100
    else:
        assert str(answer).startswith("日付")


def test_eras_follow_one_another_without_a_gap() -> None:
    for later, earlier in pairwise(ERAS):
        assert earlier.last is not None
        assert (later.first - earlier.last).days in (0, 1)


def test_a_day_before_meiji_is_shown_in_the_western_year() -> None:
    assert format_wareki(date(1800, 1, 2)) == "西暦1800年1月2日"
