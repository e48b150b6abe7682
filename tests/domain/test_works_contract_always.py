"""What holds for every works contract, whatever its days, years and shares."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from surety.domain.application_draft import Draft
from surety.domain.application_reading import WorksReading, read_draft
from surety.domain.coverage import guaranteed_from, guaranteed_until
from surety.domain.dates import fiscal_year
from surety.domain.fiscal_years import (
    first_day,
    fiscal_years_of,
    format_fiscal_year,
    last_day,
    parse_fiscal_year,
)
from surety.domain.joint_ventures import Member, total_share
from surety.domain.money import format_yen
from surety.domain.products import Product
from surety.domain.works_checks import check_years
from surety.domain.works_years import WorkYear
from tests.domain.application_cases import TEXTS


def works(**texts: str) -> WorksReading:
    return read_draft(Draft(texts={**TEXTS, **texts})).works


# What holds for every contract.

_days = st.dates(min_value=date(2020, 1, 1), max_value=date(2060, 12, 31))


@given(begins=_days, length=st.integers(min_value=1, max_value=3000))
def test_the_years_of_a_period_cover_it_without_gap_and_only_the_last_guarantee_ends_within(
    begins: date, length: int
):
    ends = begins + timedelta(days=length)
    years = fiscal_years_of(begins, ends=ends)
    assert first_day(years[0]) <= begins
    assert ends <= last_day(years[-1])
    assert all(last_day(year) + timedelta(days=1) == first_day(year + 1) for year in years)
    until = [
        guaranteed_until(
            Product.ADVANCE,
            starts_on=begins,
            period_to=ends,
            has_fiscal_year_amount=True,
            in_fiscal_year=year,
        )
        for year in years
    ]
    assert until[-1] == ends
    assert until[:-1] == [last_day(year) for year in years[:-1]]
    starts = [guaranteed_from(begins, in_fiscal_year=year) for year in years]
    assert all(start <= end for start, end in zip(starts, until, strict=True))
    assert all(fiscal_year(end) == year for end, year in zip(until, years, strict=True))


@given(begins=_days, length=st.integers(min_value=0, max_value=3000), year=st.integers(2000, 2070))
def test_a_performance_guarantee_always_contains_the_whole_period(begins: date, length: int, year: int):
    ends = begins + timedelta(days=length)
    for yearly in (True, False):
        until = guaranteed_until(
            Product.PERFORMANCE,
            starts_on=begins,
            period_to=ends,
            has_fiscal_year_amount=yearly,
            in_fiscal_year=year,
        )
        assert until >= ends


@given(st.integers(min_value=1, max_value=10**13))
def test_the_default_limit_is_never_above_nine_tenths_and_within_a_yen(planned: int):
    limit = WorkYear(row=1, year=2026, planned=planned).limit
    assert limit is not None
    assert 0 <= planned * 9 - limit * 10 < 10


@given(st.lists(st.integers(min_value=1, max_value=999_999), min_size=1, max_size=9))
def test_shares_of_four_places_total_100_exactly_when_they_do(parts: list[int]):
    shares = [Decimal(part) / 10_000 for part in parts]
    members = [Member(row=1, name="x", address="", share=share) for share in shares]
    assert (total_share(members) == 100) == (sum(parts) == 1_000_000)
    rest = 1_000_000 - sum(parts)
    if rest > 0:
        assert (
            total_share([*members, Member(row=2, name="y", address="", share=Decimal(rest) / 10_000)]) == 100
        )


@given(st.integers(min_value=2020, max_value=2099))
def test_a_fiscal_year_is_read_as_it_is_shown(year: int):
    assert parse_fiscal_year(format_fiscal_year(year)) == year


@given(st.integers(min_value=1, max_value=10**12), st.integers(min_value=1, max_value=10**12))
def test_years_that_add_up_are_never_complained_about(first: int, second: int):
    texts = {"price": format_yen(first + second), "period_from": "2026-12-04", "period_to": "2028-03-20"}
    texts |= {"year1": "2026", "year1_planned": str(first), "year2": "2027", "year2_planned": str(second)}
    assert list(check_years(works(**texts))) == []
    assert [p.field for p in check_years(works(**{**texts, "year2_planned": str(second + 1)}))] == [
        "year2_planned"
    ]
