"""Premiums against the worked table, by hand, and against an oracle on exact fractions."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.data.loading import load_tariffs
from surety.domain.errors import RuleViolation
from surety.domain.premium import quote_premium, raw_words
from surety.domain.products import Product
from surety.domain.tariff import PeriodRule, ProductTariff, RoundingMode, Tariff, TariffTier, TaxClass
from tests.domain.doc_tables import read_table, yen

(SAMPLE,) = load_tariffs()


def tariff(rate="0.3", constant=0, **fields):
    verified = {key: fields.pop(key) for key in ("verified_by", "verified_on") if key in fields}
    only = TariffTier(over=0, up_to=None, rate_percent=Decimal(rate), constant=constant)
    line = ProductTariff(product=Product.ADVANCE, tiers=(only,), **fields)
    return Tariff(
        version="t-1",
        name="検査用",
        effective_from=date(2026, 4, 1),
        products=(line,),
        source="test",
        **verified,
    )


@pytest.mark.parametrize(
    "product,amount,days,raw,premium,tax,total", read_table("premium.md", "Worked table")
)
def test_the_premium_is_the_one_of_the_worked_table(product, amount, days, raw, premium, tax, total):
    quote = quote_premium(
        SAMPLE, product=Product(product), amount=yen(amount), period_days=int(days) if days else None
    )
    assert raw_words(quote.raw) == raw
    assert (quote.premium_yen, quote.tax_yen, quote.total_yen) == (yen(premium), yen(tax), yen(total))


@given(
    amount=st.integers(1, 10**13),
    rate=st.integers(0, 100_000).map(lambda n: Decimal(n) / 10_000),
    constant=st.integers(0, 10**7),
    days=st.none() | st.integers(1, 4000),
    unit=st.sampled_from([1, 10, 100, 1000]),
    mode=st.sampled_from(RoundingMode),
    minimum=st.integers(0, 10**5),
)
def test_the_premium_agrees_with_exact_fractions(amount, rate, constant, days, unit, mode, minimum):
    daily = PeriodRule.DAYS_OF_YEAR if days else PeriodRule.NONE
    chosen = tariff(
        str(rate), constant, rounding_unit=unit, rounding_mode=mode, minimum=minimum, period_rule=daily
    )
    quote = quote_premium(chosen, product=Product.ADVANCE, amount=amount, period_days=days)
    numerator, denominator = rate.as_integer_ratio()
    exact = Fraction(amount * numerator, denominator * 100) + constant
    exact *= Fraction(days, 365) if days else 1
    assert quote.raw == exact
    assert quote.premium_yen >= minimum
    assert quote.rounded_yen % unit == 0
    gained = quote.rounded_yen - exact
    assert {
        RoundingMode.DOWN: -unit < gained <= 0,
        RoundingMode.UP: 0 <= gained < unit,
        RoundingMode.HALF_UP: -unit < 2 * gained <= unit,
    }[mode]
    assert quote.tax_yen == 0


def test_premiums_are_exempt_and_the_bid_bond_fee_is_taxed():
    classes = {line.product: line.tax_class for line in SAMPLE.products}
    assert classes.pop(Product.BID_BOND) is TaxClass.TAXED
    assert set(classes.values()) == {TaxClass.EXEMPT}
    assert len(classes) == 3


def test_half_a_yen_is_rounded_up_by_half_up_only():
    for mode, expected in ((RoundingMode.DOWN, 10), (RoundingMode.UP, 11), (RoundingMode.HALF_UP, 11)):
        quote = quote_premium(
            tariff("1", rounding_mode=mode), product=Product.ADVANCE, amount=1050, period_days=None
        )
        assert quote.premium_yen == expected


def test_every_step_is_told_in_the_order_of_the_statement():
    quote = quote_premium(SAMPLE, product=Product.ADVANCE, amount=20_000_000)
    assert [(step.label, step.how, step.result) for step in quote.steps] == [
        ("料率の区分", "1,000万円超 1億円以下", "0.25% ＋ 5,000円"),
        ("保証料の計算", "20,000,000円 × 0.25% ＋ 5,000円", "55,000円"),
        ("端数の処理", "10円未満を切捨て", "55,000円"),
        ("消費税", "保証料は非課税です", "0円"),
    ]


def test_period_minimum_and_tax_are_steps_of_their_own_when_they_count():
    short = quote_premium(SAMPLE, product=Product.PERFORMANCE, amount=5_000_000, period_days=1)
    assert short.minimum_applied
    labels = [step.label for step in short.steps]
    assert labels == ["料率の区分", "保証料の計算", "保証期間", "端数の処理", "最低保証料", "消費税"]
    fee = quote_premium(SAMPLE, product=Product.BID_BOND, amount=5_000_000)
    assert fee.steps[-1].how == "2,000円 × 10%（1円未満切捨て）"


def test_a_sample_figure_says_that_it_is_not_official():
    quote = quote_premium(SAMPLE, product=Product.ADVANCE, amount=20_000_000)
    assert not quote.is_official
    assert quote.caution == "「見本料率」による試算です。正式な保証料ではありません。"
    official = tariff(verified_by="見本 太郎", verified_on=date(2026, 4, 1))
    confirmed = quote_premium(official, product=Product.ADVANCE, amount=20_000_000)
    assert (confirmed.is_official, confirmed.caution) == (True, "")


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_to_guarantee_has_no_premium(amount):
    with pytest.raises(RuleViolation, match="保証金額を入力"):
        quote_premium(SAMPLE, product=Product.ADVANCE, amount=amount)


@pytest.mark.parametrize("days", [None, 0, -3])
def test_a_premium_by_days_asks_for_the_period(days):
    with pytest.raises(RuleViolation, match="保証期間を入力"):
        quote_premium(SAMPLE, product=Product.PERFORMANCE, amount=1, period_days=days)
