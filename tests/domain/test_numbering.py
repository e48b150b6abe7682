from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain.errors import Unreadable
from surety.domain.numbering import (
    guarantee_number,
    parse_guarantee_number,
    parse_receipt_number,
    receipt_number,
)
from tests.worked_tables import pairs, worked_tables

_, _, GUARANTEES, RECEIPTS, *_ = worked_tables("keys-and-numbers.md")


@pytest.mark.parametrize("typed, number", pairs(GUARANTEES))
def test_a_guarantee_number_of_the_page_is_read(typed: str, number: str) -> None:
    assert parse_guarantee_number(typed) == number


@pytest.mark.parametrize("typed, number", pairs(RECEIPTS))
def test_a_receipt_number_of_the_page_is_read(typed: str, number: str) -> None:
    assert parse_receipt_number(typed) == number


@given(
    st.from_regex(r"[0-9]{3}", fullmatch=True).filter(str.isascii),
    st.integers(2020, 2099),
    st.integers(1, 999_999),
)
def test_a_guarantee_number_reads_back(branch: str, year: int, serial: int) -> None:
    number = guarantee_number(branch, fiscal_year=year, serial=serial)
    assert len(number) == 12
    assert parse_guarantee_number(number) == parse_guarantee_number(number.replace("-", "")) == number


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 99_999))
def test_a_receipt_number_reads_back(day: date, serial: int) -> None:
    number = receipt_number(day, serial=serial)
    assert parse_receipt_number(number) == parse_receipt_number(number.lower()) == number


@pytest.mark.parametrize(
    "branch, serial", [("41", 1), ("04a", 1), ("０４１", 1), ("041", 0), ("041", 1_000_000)]
)
def test_a_number_that_does_not_fit_its_mask_is_never_built(branch: str, serial: int) -> None:
    with pytest.raises(ValueError, match=r"branch code|serial"):
        guarantee_number(branch, fiscal_year=2026, serial=serial)


def test_serials_of_receipts_begin_with_one() -> None:
    with pytest.raises(ValueError, match="begin with 1"):
        receipt_number(date(2026, 11, 22), serial=0)


@pytest.mark.parametrize("typed", ["", "04126", "04126-00001", "04126-0000011", "٠٤١٢٦-٠٠٠٠٠١"])
def test_what_is_no_guarantee_number_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Unreadable, match="例：04126-000001"):
        parse_guarantee_number(typed)


@pytest.mark.parametrize("typed", ["", "R20261340-0001", "R20261122-0000", "R20261122", "x"])
def test_what_is_no_receipt_number_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Unreadable, match="例：R20261122-0001"):
        parse_receipt_number(typed)
