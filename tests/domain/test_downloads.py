"""What may stand in a file that people take away."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain.download_columns import GUARANTEE_COLUMNS, INVOICE_COLUMNS, STATEMENT_COLUMNS
from surety.domain.downloads import (
    Column,
    excel_day,
    excel_moment,
    harmless,
    is_formula_like,
    is_plain,
    sayable,
)
from tests.domain.doc_tables import read_table

JST = ZoneInfo("Asia/Tokyo")
SIGNS = {r"\t": "\t", r"\r": "\r", r"\n": "\n", r"\0": "\0"}


def spelled_out(cell: str) -> str:
    text = cell.strip("`")
    for written, sign in SIGNS.items():
        text = text.replace(written, sign)
    return text


@pytest.mark.parametrize("text, in_csv, _why", read_table("downloads.md", "Texts that look like formulas"))
def test_what_looks_like_a_formula_is_made_harmless(text: str, in_csv: str, _why: str) -> None:
    assert harmless(sayable(spelled_out(text))) == spelled_out(in_csv)


@given(st.text())
def test_a_harmless_text_never_begins_like_a_formula(text: str) -> None:
    assert not is_formula_like(harmless(text))


@given(st.text())
def test_a_plain_text_needs_nothing(text: str) -> None:
    if is_plain(text):
        assert harmless(sayable(text)) == text
        assert not set("&<>") & set(text)


@pytest.mark.parametrize(
    "heading, columns",
    [
        ("Columns of 保証契約情報", GUARANTEE_COLUMNS),
        ("Columns of 保証料計算書一覧", STATEMENT_COLUMNS),
        ("Columns of 請求書一覧", INVOICE_COLUMNS),
    ],
)
def test_every_column_is_documented(heading: str, columns: tuple[Column, ...]) -> None:
    documented = read_table("downloads.md", heading)
    assert documented == [[column.heading, column.kind.value, column.meaning] for column in columns]


def test_no_column_is_called_a_key() -> None:
    assert not [
        column
        for column in (*GUARANTEE_COLUMNS, *STATEMENT_COLUMNS, *INVOICE_COLUMNS)
        if "キー" in column.heading
    ]


@pytest.mark.parametrize(
    "day, number",
    [(date(1900, 3, 1), 61), (date(1970, 1, 1), 25_569), (date(2026, 11, 22), 46_348)],
)
def test_excel_counts_days_from_its_own_beginning(day: date, number: int) -> None:
    assert excel_day(day) == number


@pytest.mark.parametrize(
    "moment, number",
    [
        (datetime(2026, 11, 22, 0, 0, tzinfo=JST), "46348.0000000000"),
        (datetime(2026, 11, 22, 12, 0, tzinfo=JST), "46348.5000000000"),
        (datetime(2026, 11, 22, 23, 59, 59, tzinfo=JST), "46348.9999884259"),
    ],
)
def test_excel_counts_a_day_s_seconds_as_its_fraction(moment: datetime, number: str) -> None:
    assert excel_moment(moment) == number
