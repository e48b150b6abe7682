from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain.errors import Unreadable
from surety.domain.percent import (
    amount_at,
    exceeds,
    falls_short,
    least_amount_at,
    parse_percent,
    shown_percent,
)
from tests.worked_tables import pairs, worked_tables, yen

_, _, COMPARED, CUT, SHOWN = worked_tables("money-and-percent.md")
YEN = st.integers(0, 10**13)
BASES = st.integers(1, 10**13)
PERCENTS = st.decimals(0, 100, places=3)
UNITS = st.sampled_from([1, 1000, 10_000, 100_000])


@pytest.mark.parametrize("amount, base, percent, over, under", pairs(COMPARED))
def test_a_limit_is_compared_as_on_the_page(
    amount: str, base: str, percent: str, over: str, under: str
) -> None:
    assert exceeds(yen(amount), base=yen(base), percent=Decimal(percent)) == (over == "yes")
    assert falls_short(yen(amount), base=yen(base), percent=Decimal(percent)) == (under == "yes")


@pytest.mark.parametrize("base, percent, unit, most, least", pairs(CUT))
def test_the_amount_at_a_percentage_is_cut_as_on_the_page(
    base: str, percent: str, unit: str, most: str, least: str
) -> None:
    assert amount_at(yen(base), percent=Decimal(percent), unit=yen(unit)) == yen(most)
    assert least_amount_at(yen(base), percent=Decimal(percent), unit=yen(unit)) == yen(least)


@pytest.mark.parametrize("amount, base, limit, shown", pairs(SHOWN))
def test_a_percentage_is_shown_as_on_the_page(amount: str, base: str, limit: str, shown: str) -> None:
    assert shown_percent(yen(amount), base=yen(base), limit=Decimal(limit) if limit else None) == shown


@given(YEN, BASES, PERCENTS)
def test_comparing_agrees_with_fractions(amount: int, base: int, percent: Decimal) -> None:
    assert exceeds(amount, base=base, percent=percent) == (Fraction(amount, base) > Fraction(percent) / 100)
    assert falls_short(amount, base=base, percent=percent) == (
        Fraction(amount, base) < Fraction(percent) / 100
    )


@given(BASES, PERCENTS, UNITS)
def test_the_amount_at_a_limit_is_the_last_that_fits(base: int, percent: Decimal, unit: int) -> None:
    most = amount_at(base, percent=percent, unit=unit)
    assert most % unit == 0
    assert not exceeds(most, base=base, percent=percent)
    assert exceeds(most + unit, base=base, percent=percent)


@given(BASES, PERCENTS, UNITS)
def test_the_least_amount_is_the_first_that_suffices(base: int, percent: Decimal, unit: int) -> None:
    least = least_amount_at(base, percent=percent, unit=unit)
    assert least % unit == 0
    assert not falls_short(least, base=base, percent=percent)
    assert least == 0 or falls_short(least - unit, base=base, percent=percent)


@given(YEN, BASES)
def test_without_a_limit_one_decimal_is_rounded_half_up(amount: int, base: int) -> None:
    tenths = Fraction(amount * 1000, base)
    rounded = (tenths + Fraction(1, 2)).__floor__()
    assert Decimal(shown_percent(amount, base=base)) == Decimal(rounded) / 10


@given(YEN, BASES, PERCENTS)
def test_the_figure_shown_is_on_the_same_side_of_the_limit_as_the_amount(
    amount: int, base: int, percent: Decimal
) -> None:
    shown = Decimal(shown_percent(amount, base=base, limit=percent))
    assert (shown > percent) == exceeds(amount, base=base, percent=percent)
    assert (shown < percent) == falls_short(amount, base=base, percent=percent)


@given(st.integers(1, 10**11), st.integers(-2, 2))
def test_one_yen_beside_the_limit_never_shows_as_the_limit(hundredth: int, off: int) -> None:
    shown = shown_percent(hundredth * 40 + off, base=hundredth * 100, limit=Decimal(40))
    assert (shown == "40.0") == (off == 0)


def test_half_up_agrees_with_decimal_at_the_half() -> None:
    assert shown_percent(2_005, base=10_000) == str(Decimal("20.05").quantize(Decimal("0.1"), ROUND_HALF_UP))


@pytest.mark.parametrize("amount, base", [(1, 0), (1, -5), (-1, 100)])
def test_a_share_of_nothing_is_an_error_of_the_program(amount: int, base: int) -> None:
    with pytest.raises(ValueError, match="positive base"):
        shown_percent(amount, base=base)


@pytest.mark.parametrize(
    "typed, percent",
    [("40", "40"), ("４０％", "40"), ("0.065 %", "0.065"), ("40.0パーセント", "40.0"), ("0", "0")],
)
def test_a_percentage_is_read(typed: str, percent: str) -> None:
    assert parse_percent(typed) == Decimal(percent)


@pytest.mark.parametrize("typed", ["", "4割", "nan", "Infinity", "-1", "1e2", "100.1", "0.0000001"])
def test_what_is_no_percentage_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable, match=r"^前払率は"):
        parse_percent(typed, label="前払率")
