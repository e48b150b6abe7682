"""予約金額 and 予約手数料: each row of the rules' table."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain.bid_bond_amounts import figure_out_bond, least_bond_amount, quote_fee
from surety.domain.bid_bond_checks import find_bond_problems
from surety.domain.bid_bond_draft import BidBondDraft
from surety.domain.bid_bond_fields import BondRatio
from surety.domain.bid_bond_reading import BidBondReading, read_bid_bond
from surety.domain.percent import falls_short
from surety.domain.reservation_numbers import parse_reservation_number, reservation_number
from tests.bid_bond_readings import GROUND, TEXTS
from tests.domain.test_premium import SAMPLE
from tests.worked_tables import pairs, worked_tables, yen

_, AMOUNTS, _, NUMBERS = worked_tables("bid-bonds.md")


def reading_of(**texts: str) -> BidBondReading:
    return read_bid_bond(BidBondDraft(texts={**TEXTS, **texts}))


@pytest.mark.parametrize("row", AMOUNTS)
def test_a_row_of_the_page_comes_out_the_same_everywhere(row: dict[str, str]) -> None:
    ratio = BondRatio(row["ratio"])
    reading = reading_of(bid_price=row["bid"], ratio=row["ratio"], amount=row["amount"])
    assert least_bond_amount(yen(row["bid"]), ratio=ratio) == yen(row["least"])
    figures = figure_out_bond(reading, tariff=SAMPLE)
    assert figures.amount.percent == row["shown"]
    assert figures.amount.is_bad is (row["judged"] != "ok")
    assert {"short": "足りません", "over": "超えています", "ok": "満たしています"}[row["judged"]] in (
        figures.amount.sentence
    )
    problems = {problem.field for problem in find_bond_problems(reading, ground=GROUND)}
    assert ("amount" in problems) is (row["judged"] != "ok")
    quote = quote_fee(SAMPLE, amount=yen(row["amount"]))
    assert (quote.premium_yen, quote.tax_yen, quote.total_yen) == (
        yen(row["fee"]),
        yen(row["tax"]),
        yen(row["total"]),
    )
    assert figures.fee_yen == yen(row["total"])


@given(st.integers(1, 10**13), st.sampled_from(BondRatio))
def test_the_least_amount_is_enough_and_one_yen_less_is_not(bid: int, ratio: BondRatio) -> None:
    least = least_bond_amount(bid, ratio=ratio)
    assert not falls_short(least, base=bid, percent=ratio.percent)
    assert falls_short(least - 1, base=bid, percent=ratio.percent)
    assert least <= bid


def test_ratios_are_exact() -> None:
    assert [ratio.percent for ratio in BondRatio] == [Decimal(10), Decimal(30)]


def test_without_an_amount_the_least_one_is_offered_and_no_fee_told() -> None:
    figures = figure_out_bond(reading_of(amount=""), tariff=SAMPLE)
    assert figures.amount.sentence == "必要な金額は 5,000,000円（500万円）以上です。"
    assert figures.fee_yen is None
    assert "予約金額を入力すると" in figures.fee_words


@pytest.mark.parametrize("missing", ["bid_price", "ratio"])
def test_what_cannot_be_divided_yet_says_what_is_missing(missing: str) -> None:
    figures = figure_out_bond(reading_of(**{missing: ""}), tariff=SAMPLE)
    assert "計算できます" in figures.amount.sentence
    assert not figures.amount.is_bad


def test_without_a_tariff_the_fee_says_so() -> None:
    assert figure_out_bond(reading_of(), tariff=None).fee_yen is None


@pytest.mark.parametrize("typed, number", pairs(NUMBERS))
def test_a_reservation_number_of_the_page_is_read(typed: str, number: str) -> None:
    assert parse_reservation_number(typed) == number


@given(st.integers(2020, 2099), st.integers(1, 999_999))
def test_a_reservation_number_reads_back(year: int, serial: int) -> None:
    number = reservation_number("041", fiscal_year=year, serial=serial)
    assert len(number) == 13
    assert parse_reservation_number(number.lower()) == parse_reservation_number(number[1:]) == number
