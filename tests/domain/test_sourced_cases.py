"""The fourteen cases whose figures somebody has published: each row names its number in docs/rules/sourced-cases.md."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from surety.data.loading import load_agencies, load_tariffs
from surety.domain.agency_rules import (
    GENERAL_RULES,
    AmountRule,
    DecisiveDates,
    RuleCase,
    Verdict,
    amount_limit,
    find_amount_rule,
    judge_amount,
    yearly_payment_limit,
)
from surety.domain.bid_bond_checks import find_bond_problems
from surety.domain.bid_bond_draft import BidBondDraft
from surety.domain.bid_bond_reading import read_bid_bond
from surety.domain.change_check import check_changes
from surety.domain.interim import Halving
from surety.domain.overhead import overhead_pot
from surety.domain.premium import quote_premium
from surety.domain.price_change import ChangeNeed, judge_price_change
from surety.domain.products import Product, WorkKind
from surety.domain.work_scope import judge_work
from tests.bid_bond_readings import GROUND, TEXTS
from tests.domain import application_cases, test_change_check
from tests.domain.doc_tables import read_table

AGENCIES = {seed.name: seed for seed in load_agencies()}
(TARIFF,) = load_tariffs()
MAN, OKU = 10_000, 100_000_000
ADVANCE, INTERIM, PERFORMANCE = Product.ADVANCE, Product.INTERIM, Product.PERFORMANCE


@dataclass(frozen=True)
class Row:
    """One published figure: the number of its case, what it says, how we come to it, and what it has to be."""

    number: int
    says: str
    found: Callable[[], Any]
    expected: object


def rule(
    agency: str, product: Product = ADVANCE, *, day: str = "2026-06-01", case: RuleCase = RuleCase.NORMAL
) -> AmountRule:
    """The rule for works contracted on that day."""
    found = find_amount_rule(
        AGENCIES[agency].amount_rules,
        agency=agency,
        product=product,
        work_kind=WorkKind.WORKS,
        dates=DecisiveDates(contract=date.fromisoformat(day)),
        general=GENERAL_RULES,
        case=case,
    ).rule
    assert found is not None
    return found


def limit(agency: str, product: Product = ADVANCE, *, base: int, **which: Any) -> int:
    return amount_limit(rule(agency, product, **which), base_yen=base).yen


def verdict(
    agency: str, product: Product, *, amount: int, base: int, paid: int = 0, **which: Any
) -> tuple[Verdict, bool]:
    """How the amount stands, and whether an application with it is stopped."""
    judged = judge_amount(rule(agency, product, **which), amount=amount, base=base, advance_yen=paid)
    return judged.verdict, judged.blocks


def shown(product: Product, **typed: str) -> str:
    """The percentage beside an amount of the form."""
    return application_cases.figures(**typed).amount(product).percent


def pot(agency: str, product: Product, *, payment: int) -> int:
    return overhead_pot(
        AGENCIES[agency].overheads,
        agency=agency,
        product=product,
        work_kind=WorkKind.WORKS,
        dates=DecisiveDates(contract=date(2026, 6, 1)),
        advance_yen=payment,
    ).yen


def premium(product: Product, amount: int, *, days: int | None = None) -> tuple[int, int]:
    """Premium or fee, and the consumption tax on it."""
    quote = quote_premium(TARIFF, product=product, amount=amount, period_days=days)
    return quote.premium_yen, quote.tax_yen


def need(*, price: int = 50_000_000, paid: int = 20_000_000) -> ChangeNeed:
    """Whether the leaflet's 前払金保証 follows a changed works contract."""
    before = test_change_check.facts(paid={test_change_check.NUMBER: 20_000_000})
    after = test_change_check.facts(price, paid={test_change_check.NUMBER: paid})
    covered = test_change_check.covered(before=before)
    return check_changes([covered], after=after, today=test_change_check.TODAY)[0].need


def rider(**typed: str) -> str:
    """What is said against a 契約保証 whose works contract plans no 前払金."""
    return application_cases.problems(**typed)["performance_advance_plan"].message


def reservation(**typed: str) -> str:
    """What is said against a 契約保証予約 where no 前払金 is planned."""
    reading = read_bid_bond(BidBondDraft(texts={**TEXTS, **typed}))
    return {each.field: each.message for each in find_bond_problems(reading, ground=GROUND)}["advance_plan"]


def price_line(first: int, changed: int) -> ChangeNeed:
    (line,) = AGENCIES["多久市"].price_changes
    return judge_price_change(line, first_yen=first, changed_yen=changed)[0]


def is_covered(day: str, price: int) -> bool | None:
    begins, ends = date(2025, 10, 1), date(2026, 3, 20)
    return judge_work(rule("武蔵野市", day=day), price_yen=price, begins=begins, ends=ends).covered


ROWS = (
    Row(1, "40 % of 50,000,000", lambda: limit("平川市", base=50_000_000), 20_000_000),
    Row(1, "10 % of 50,000,000", lambda: limit("平川市", PERFORMANCE, base=50_000_000), 5_000_000),
    Row(1, "the form shows 40.0 %", lambda: shown(ADVANCE, advance_amount="20,000,000"), "40.0"),
    Row(1, "the form shows 10.0 %", lambda: shown(PERFORMANCE, performance_amount="500万円"), "10.0"),
    Row(
        2,
        "9,680,000 × 40 %",
        lambda: limit("愛知中部水道企業団", base=9_680_000, day="2023-12-01"),
        3_872_000,
    ),
    Row(
        2,
        "cut below 10万円",
        lambda: limit("愛知中部水道企業団", base=9_680_000, day="2023-11-30"),
        3_800_000,
    ),
    Row(
        3,
        "half of 16 June to 28 February",
        lambda: Halving(date(2025, 6, 16), date(2026, 2, 28)).first_day,
        date(2025, 10, 23),
    ),
    Row(
        4, "a low bid's 前払金", lambda: limit("君津市", base=5_000 * MAN, case=RuleCase.LOW_BID), 1_000 * MAN
    ),
    Row(
        4,
        "a low bid's 契約保証",
        lambda: limit("君津市", PERFORMANCE, base=5_000 * MAN, case=RuleCase.LOW_BID),
        1_500 * MAN,
    ),
    Row(
        4,
        "above a low bid's 20 %",
        lambda: verdict("君津市", ADVANCE, amount=10_000_001, base=5_000 * MAN, case=RuleCase.LOW_BID),
        (Verdict.OVER, True),
    ),
    Row(
        4,
        "below a low bid's 30 %",
        lambda: verdict("君津市", PERFORMANCE, amount=14_999_999, base=5_000 * MAN, case=RuleCase.LOW_BID),
        (Verdict.UNDER, True),
    ),
    *(
        Row(
            5,
            f"{agency}: {amount:,} after 20,000,000",
            lambda agency=agency, amount=amount: verdict(  # type: ignore[misc]  # bound for this row
                agency, INTERIM, amount=amount, base=5_000 * MAN, paid=2_000 * MAN
            ),
            answer,
        )
        for agency in ("高浜町", "郡山市", "塩尻市")
        for amount, answer in ((10_000_000, (Verdict.WITHIN, False)), (10_000_001, (Verdict.OVER, True)))
    ),
    Row(6, "25 % of a 前払金", lambda: pot("新発田市", ADVANCE, payment=20_000_000), 5_000_000),
    Row(6, "nothing of a 中間前払金", lambda: pot("新発田市", INTERIM, payment=10_000_000), 0),
    Row(7, "出来高予定額 × 9/10", lambda: yearly_payment_limit(30_000_000), 27_000_000),
    Row(7, "the rest is cut", lambda: yearly_payment_limit(30_000_001), 27_000_000),
    Row(8, "0.065 % of 10,000,000", lambda: premium(INTERIM, 10_000_000)[0], 6_500),
    Row(8, "0.065 % of 20,000,000", lambda: premium(INTERIM, 20_000_000)[0], 13_000),
    Row(9, "前払金保証料 is exempt", lambda: premium(ADVANCE, 20_000_000)[1], 0),
    Row(9, "中間前払金保証料 is exempt", lambda: premium(INTERIM, 10_000_000)[1], 0),
    Row(9, "契約保証料 is exempt", lambda: premium(PERFORMANCE, 5_000_000, days=107)[1], 0),
    Row(9, "予約手数料 is taxed", lambda: premium(Product.BID_BOND, 5_000_000), (2_000, 200)),
    Row(
        10,
        "契約保証 without a planned 前払金",
        lambda: rider(advance_applies="", performance_advance_plan="none"),
        "契約保証は前払金保証とあわせてお引き受けする保証です。前払金を受ける予定がない契約では、お申し込みいただけません",
    ),
    Row(
        10,
        "契約保証予約 without a planned 前払金",
        lambda: reservation(advance_plan="none"),
        "契約保証の予約は、前払金を受ける予定の契約でお引き受けしています。前払金の予定がない案件では、お申し込みいただけません",
    ),
    Row(11, "the price alone", lambda: need(price=60_000_000), ChangeNeed.NOT_NEEDED),
    Row(11, "more 前払金", lambda: need(price=60_000_000, paid=24_000_000), ChangeNeed.NEEDED),
    Row(12, "目黒区 on the last day", lambda: limit("目黒区", base=20 * OKU, day="2026-03-31"), 5 * OKU),
    Row(12, "目黒区 on the first day", lambda: limit("目黒区", base=20 * OKU, day="2026-04-01"), 8 * OKU),
    Row(12, "武蔵野市: 130万円 before", lambda: is_covered("2025-09-30", 130 * MAN), False),
    Row(12, "武蔵野市: 130万円 and a yen before", lambda: is_covered("2025-09-30", 130 * MAN + 1), True),
    Row(12, "武蔵野市: 200万円 after", lambda: is_covered("2025-10-01", 200 * MAN), False),
    Row(12, "武蔵野市: 200万円 and a yen after", lambda: is_covered("2025-10-01", 200 * MAN + 1), True),
    Row(13, "多久市: below 1.25 times", lambda: price_line(10_000_000, 12_499_999), ChangeNeed.NOT_NEEDED),
    Row(13, "多久市: 1.25 times", lambda: price_line(10_000_000, 12_500_000), ChangeNeed.NEEDED),
    Row(14, "10 % of 100,000,000", lambda: limit("平川市", PERFORMANCE, base=OKU), 10_000_000),
    Row(
        14,
        "the form shows 10.0 %",
        lambda: shown(PERFORMANCE, price="1億円", performance_amount="1000万円"),
        "10.0",
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.number}: {row.says}")
def test_the_figure_is_the_published_one(row: Row) -> None:
    assert row.found() == row.expected


def test_every_case_has_rows_and_a_page_where_it_is_done_by_hand() -> None:
    told = {
        int(number): place for number, _case, _source, place in read_table("sourced-cases.md", "The cases")
    }
    assert set(told) == {row.number for row in ROWS} == set(range(1, 15))
    assert all(told.values())
