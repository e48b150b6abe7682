"""What changes and early ends make of a premium: the worked tables, and what holds for every case."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.data.loading import load_tariffs
from surety.domain.errors import RuleViolation
from surety.domain.premium import raw_words
from surety.domain.products import Product
from surety.domain.settlement import Charged, RefundReason, settle_change, settle_end, settle_unused
from tests.domain.doc_tables import read_table, yen

(SAMPLE,) = load_tariffs()
FIRST, LAST = date(2026, 12, 4), date(2027, 3, 20)
ENDS = [
    RefundReason.TERMINATED, RefundReason.CANCELLED, RefundReason.RELEASED, RefundReason.EXPIRED,
]  # fmt: skip


@pytest.mark.parametrize(
    "product,amount,days,stated,settled,new,additional,refund",
    read_table("premium-settlement.md", "Worked table: changes"),
)
def test_a_change_is_settled_as_in_the_worked_table(
    product, amount, days, stated, settled, new, additional, refund
):
    found = settle_change(
        SAMPLE,
        product=Product(product),
        amount=yen(amount),
        period_days=int(days) if days else None,
        stated=Charged(yen(stated)),
        settled=Charged(yen(settled)),
    )
    assert found.quote.total_yen == yen(new)
    assert found.additional.total == yen(additional)
    assert (found.refund.refund.total if found.refund else 0) == yen(refund)


@pytest.mark.parametrize(
    "product,reason,ended_on,paid,tax_paid,exact,refund,tax_back",
    read_table("premium-settlement.md", "Worked table: ends"),
)
def test_an_end_is_settled_as_in_the_worked_table(
    product, reason, ended_on, paid, tax_paid, exact, refund, tax_back
):
    found = settle_end(
        SAMPLE,
        product=Product(product),
        reason=RefundReason(reason),
        paid=Charged(yen(paid), yen(tax_paid)),
        first_day=FIRST,
        last_day=LAST,
        ended_on=date.fromisoformat(ended_on),
    )
    assert raw_words(found.raw) == exact
    assert found.refund == Charged(yen(refund), yen(tax_back))


def test_every_step_is_told_in_words() -> None:
    found = settle_end(
        SAMPLE,
        product=Product.ADVANCE,
        reason=RefundReason.TERMINATED,
        paid=Charged(55_000),
        first_day=FIRST,
        last_day=LAST,
        ended_on=date(2027, 1, 19),
    )
    assert [(step.label, step.how, step.result) for step in found.steps] == [
        ("納付済みの保証料", "返還した分を除く", "55,000円"),
        ("残りの日数", "令和9年1月19日まで保証し、令和9年3月20日まで残り60日", "60日"),
        ("返還額の計算", "55,000円 × 残り60日 ÷ 107日", "約30,841.12円"),
        ("端数の処理", "10円未満を切捨て", "30,840円"),
        ("返還額", "お返しする金額", "30,840円"),
    ]
    assert not found.is_official


def test_a_change_tells_the_new_premium_and_the_difference() -> None:
    found = settle_change(
        SAMPLE,
        product=Product.ADVANCE,
        amount=24_000_000,
        period_days=107,
        stated=Charged(55_000),
        settled=Charged(55_000),
    )
    told = [(step.label, step.result) for step in found.steps][-3:]
    assert told == [("変更後の保証料", "65,000円"), ("計算済みの保証料", "55,000円"), ("差額", "＋10,000円")]


def test_a_tariff_that_says_nothing_of_refunds_calculates_none() -> None:
    silent = replace(SAMPLE, products=tuple(replace(line, refund=None) for line in SAMPLE.products))
    with pytest.raises(RuleViolation, match="返還の定めがない"):
        settle_end(
            silent, product=Product.ADVANCE, reason=RefundReason.CANCELLED, paid=Charged(1_000),
            first_day=FIRST, last_day=LAST, ended_on=FIRST,
        )  # fmt: skip
    more = settle_change(
        silent, product=Product.ADVANCE, amount=24_000_000, period_days=None,
        stated=Charged(55_000), settled=Charged(55_000),
    )  # fmt: skip
    assert more.additional == Charged(10_000)


def test_what_was_withdrawn_before_the_issue_comes_back_whole() -> None:
    found = settle_unused(SAMPLE, product=Product.BID_BOND, paid=Charged(2_000, 200))
    assert found.refund == Charged(2_000, 200)


@given(
    product=st.sampled_from(Product),
    reason=st.sampled_from(ENDS),
    premium=st.integers(0, 10**9),
    tax=st.integers(0, 10**7),
    length=st.integers(0, 1500),
    end=st.integers(-400, 2000),
)
def test_nobody_gets_back_more_than_was_paid(product, reason, premium, tax, length, end) -> None:
    paid = Charged(premium, tax)
    found = settle_end(
        SAMPLE, product=product, reason=reason, paid=paid, first_day=FIRST,
        last_day=FIRST + timedelta(days=length), ended_on=FIRST + timedelta(days=end),
    )  # fmt: skip
    assert 0 <= found.refund.premium <= premium
    assert 0 <= found.refund.tax <= tax
    if reason is RefundReason.EXPIRED:
        assert found.refund == Charged(0)


@given(
    amount=st.integers(1, 10**10),
    days=st.integers(1, 1500),
    stated=st.integers(0, 10**8),
    share=st.integers(0, 100),
)
def test_a_change_leaves_either_more_or_less(amount, days, stated, share) -> None:
    settled = Charged(stated * share // 100)
    found = settle_change(
        SAMPLE, product=Product.PERFORMANCE, amount=amount, period_days=days,
        stated=Charged(stated), settled=settled,
    )  # fmt: skip
    if found.refund is None:
        assert stated + found.additional.total == found.quote.total_yen
    else:
        assert found.additional == Charged(0)
        assert found.refund.refund.total <= min(settled.total, stated - found.quote.total_yen)
