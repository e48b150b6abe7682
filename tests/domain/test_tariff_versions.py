"""Where a new version of the tariff fits, and what it makes of premiums."""

from dataclasses import replace
from datetime import date

import pytest

from surety.data.loading import load_tariffs
from surety.domain.errors import RuleViolation
from surety.domain.products import Product
from surety.domain.tariff import Tariff, tariff_in_force
from surety.domain.tariff_versions import check_code, close_before, compare_premiums, find_predecessor
from tests.worked_tables import pairs, worked_tables

(SAMPLE,) = load_tariffs()
(DATES,) = worked_tables("tariff-versions.md")


def make(code: str, begins: str, ends: str = "", **more: object) -> Tariff:
    """A confirmed version with the sample's figures."""
    values: dict[str, object] = {
        "version": code,
        "effective_from": date.fromisoformat(begins),
        "effective_to": date.fromisoformat(ends) if ends else None,
        "is_sample": False,
        "verified_by": "見本　太郎",
        "verified_on": date(2026, 3, 1),
    }
    return replace(SAMPLE, **(values | more))  # type: ignore[arg-type]  # fields of a tariff


@pytest.mark.parametrize("a_from,a_until,b_from,b_until,answer", pairs(DATES))
def test_versions_join_or_are_refused(a_from, a_until, b_from, b_until, answer) -> None:
    one, new = make("a", a_from, a_until), make("b", b_from, b_until)
    if answer == "refused":
        with pytest.raises(RuleViolation) as refused:
            find_predecessor([SAMPLE, one], new)
        assert refused.value.field == "effective_from"
        return
    before = find_predecessor([SAMPLE, one], new)
    if answer == "both stay":
        assert before is None
    else:
        assert before is one
        assert close_before(one, new).effective_to == date.fromisoformat(answer.split()[-1])


def test_a_code_is_used_once_and_fits_an_address() -> None:
    with pytest.raises(RuleViolation, match="すでに登録"):
        find_predecessor([make("a", "2026-04-01")], make("a", "2030-04-01"))
    check_code("ryoritsu-2027.1")
    for bad in ("", "料率", "a b", "a/b", "-a", "x" * 41):
        with pytest.raises(RuleViolation):
            check_code(bad)


def test_a_confirmed_version_wins_over_the_sample_whenever_it_began() -> None:
    old = make("a", "2020-04-01", "2026-03-31")
    assert tariff_in_force([SAMPLE, old], on=date(2025, 1, 1)) is old
    assert tariff_in_force([SAMPLE, old], on=date(2026, 4, 1)) is SAMPLE


def test_premiums_stand_beside_each_other() -> None:
    dearer = replace(
        SAMPLE,
        products=tuple(
            replace(line, minimum=9_000) for line in SAMPLE.products if line.product is not Product.BID_BOND
        ),
    )
    rows = compare_premiums(SAMPLE, dearer, amounts=(100_000, 20_000_000), days=107)
    found = {(row.product, row.amount): row for row in rows}
    assert found[Product.ADVANCE, 100_000].difference == 8_000
    assert found[Product.ADVANCE, 20_000_000].difference == 0
    assert found[Product.BID_BOND, 100_000].after is None
    assert found[Product.BID_BOND, 100_000].difference is None
    assert all(row.before is None for row in compare_premiums(None, SAMPLE, amounts=(1,), days=1))
