"""A tariff is data that must be whole before it is used."""

from datetime import date
from decimal import Decimal

import pytest

from surety.domain.errors import NotFound
from surety.domain.products import Product
from surety.domain.tariff import ProductTariff, Tariff, TariffTier, TaxClass, tariff_in_force


def tier(over=0, up_to=None, rate="0.3", **fields):
    return TariffTier(over=over, up_to=up_to, rate_percent=Decimal(rate), **fields)


def tariff(version="t-1", begins=date(2026, 4, 1), **fields):
    line = ProductTariff(product=Product.ADVANCE, tiers=(tier(),))
    return Tariff(
        version=version, name="検査用", effective_from=begins, products=(line,), source="test", **fields
    )


@pytest.mark.parametrize(
    "tiers",
    [
        (),
        (tier(over=1),),
        (tier(up_to=100),),
        (tier(up_to=100), tier(over=101)),
        (tier(up_to=100), tier(over=99)),
        (tier(), tier(over=100)),
    ],
)
def test_tiers_with_a_gap_an_overlap_or_an_end_are_refused(tiers):
    with pytest.raises(ValueError, match="tiers"):
        ProductTariff(product=Product.ADVANCE, tiers=tiers)


@pytest.mark.parametrize("amount,rate", [(1, "1"), (100, "1"), (101, "2"), (200, "2"), (201, "3")])
def test_a_tier_holds_its_upper_edge(amount, rate):
    line = ProductTariff(
        product=Product.ADVANCE,
        tiers=(tier(up_to=100, rate="1"), tier(over=100, up_to=200, rate="2"), tier(over=200, rate="3")),
    )
    assert line.tier_for(amount).rate_percent == Decimal(rate)


def test_the_tariff_in_force_changes_on_its_day():
    old = tariff("t-1", date(2025, 4, 1), effective_to=date(2026, 3, 31))
    new = tariff("t-2", date(2026, 4, 1))
    assert tariff_in_force([new, old], on=date(2026, 3, 31)) is old
    assert tariff_in_force([new, old], on=date(2026, 4, 1)) is new
    with pytest.raises(NotFound):
        tariff_in_force([new, old], on=date(2025, 3, 31))


def test_only_a_named_person_on_a_day_makes_a_tariff_official():
    assert not tariff().is_verified
    assert tariff(verified_by="見本 太郎", verified_on=date(2026, 4, 1)).is_verified
    with pytest.raises(ValueError, match="go together"):
        tariff(verified_by="見本 太郎")
    with pytest.raises(ValueError, match="sample"):
        tariff(is_sample=True, verified_by="見本 太郎", verified_on=date(2026, 4, 1))


def test_a_product_without_a_line_is_not_found():
    with pytest.raises(NotFound):
        tariff().line_for(Product.BID_BOND)


def test_a_tax_rate_stands_with_a_taxed_fee_only():
    with pytest.raises(ValueError, match="tax rate"):
        ProductTariff(product=Product.ADVANCE, tiers=(tier(),), tax_percent=Decimal(10))
    with pytest.raises(ValueError, match="tax rate"):
        ProductTariff(product=Product.BID_BOND, tiers=(tier(),), tax_class=TaxClass.TAXED)
