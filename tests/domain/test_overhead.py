"""現場管理費等: the worked table on the shipped rows, and what a row says of itself."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.data.loading import load_agencies
from surety.domain.amount_rule import DecisiveDates
from surety.domain.errors import RuleViolation
from surety.domain.overhead import OverheadVerdict, overhead_details, overhead_pot, overhead_sentence
from surety.domain.products import DecisiveDate, Product, WorkKind
from tests.domain.doc_tables import read_table, yen
from tests.domain.rule_rows import overhead

AGENCIES = {seed.name: seed for seed in load_agencies()}


def pot_of(*rules, product=Product.ADVANCE, work_kind=WorkKind.WORKS, amount=20_000_000, **dates):
    return overhead_pot(
        rules,
        agency="〇〇市",
        product=product,
        work_kind=work_kind,
        dates=DecisiveDates(**dates),
        advance_yen=amount,
    )


@pytest.mark.parametrize(
    "agency,product,work,day,payment,verdict,pot,why", read_table("overhead.md", "Worked table")
)
def test_the_pot_is_the_one_of_the_worked_table(agency, product, work, day, payment, verdict, pot, why):
    found = overhead_pot(
        AGENCIES[agency].overheads,
        agency=agency,
        product=Product(product),
        work_kind=WorkKind(work),
        dates=DecisiveDates(contract=date.fromisoformat(day)),
        advance_yen=yen(payment),
    )
    assert (found.verdict, found.yen) == (OverheadVerdict(verdict), yen(pot)), why
    assert found.sentence.endswith("。")
    assert agency in found.sentence


@given(amount=st.integers(1, 10**12), percent=st.decimals("0.1", "100", places=1))
def test_the_pot_is_the_share_floored_to_whole_yen(amount: int, percent: Decimal) -> None:
    pot = pot_of(overhead(str(percent)), amount=amount).yen
    assert 0 <= pot <= amount
    assert pot * 100 <= amount * percent < (pot + 1) * 100


def test_while_the_decisive_date_is_not_known_it_is_asked_for():
    by_notice = overhead(first="2025-10-01", decisive_date=DecisiveDate.ANNOUNCEMENT)
    asked = pot_of(by_notice, contract=date(2025, 10, 15))
    assert (asked.verdict, asked.yen) == (OverheadVerdict.ASK, 0)
    assert "公告日" in asked.sentence
    # What was signed before the day was announced before it too.
    assert pot_of(by_notice, contract=date(2025, 9, 30)).verdict is OverheadVerdict.NOT_ALLOWED


def test_after_the_last_day_the_agency_is_asked():
    ended = overhead(first="2025-04-01", valid_to=date(2026, 3, 31))
    assert pot_of(ended, contract=date(2026, 3, 31)).verdict is OverheadVerdict.ALLOWED
    assert pot_of(ended, contract=date(2026, 4, 1)).verdict is OverheadVerdict.ASK


def test_a_row_says_whom_it_leaves_out():
    assert overhead_sentence(overhead(first="2025-10-01")) == (
        "〇〇市 令和7年10月1日以降の契約：現場管理費等に前払金の25%まで"
    )
    assert overhead_details(overhead()) == ("対象の契約：工事", "対象外：中間前払金、業務委託")
    wide = overhead(products=frozenset({Product.ADVANCE, Product.INTERIM}), work_kinds=frozenset(WorkKind))
    assert overhead_details(wide) == ("対象の契約：工事、業務委託",)
    assert pot_of(wide, product=Product.INTERIM, work_kind=WorkKind.SERVICES, amount=10).yen == 2


@pytest.mark.parametrize("product", [Product.PERFORMANCE, Product.BID_BOND])
def test_only_payments_are_spent(product):
    with pytest.raises(RuleViolation):
        pot_of(overhead(), product=product)
    with pytest.raises(RuleViolation):
        pot_of(overhead(), amount=0)


@pytest.mark.parametrize(
    "more",
    [
        {"percent": "0"},
        {"percent": "100.1"},
        {"first": "2026-04-01", "valid_to": date(2026, 3, 31)},
        {"products": frozenset()},
        {"products": frozenset({Product.PERFORMANCE})},
        {"work_kinds": frozenset()},
        {"older_by_change": True},
    ],
)
def test_a_row_that_contradicts_itself_is_refused(more):
    with pytest.raises(ValueError, match="〇〇市"):
        overhead(**more)
