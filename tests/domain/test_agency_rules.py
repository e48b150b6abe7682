"""Limits and judgements against an independent oracle on exact fractions, and their edges."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain.agency_rules import (
    GENERAL_RULES,
    AmountRule,
    DecisiveDates,
    RuleCase,
    Verdict,
    amount_limit,
    find_amount_rule,
    find_overlaps,
    judge_amount,
    yearly_payment_limit,
)
from surety.domain.errors import RuleViolation
from surety.domain.products import DecisiveDate, Product, WorkKind

YEN = st.integers(min_value=1, max_value=10**13)
PERCENT = st.integers(min_value=1, max_value=100_000).map(lambda n: Decimal(n) / 1000)


def rule(product: Product = Product.ADVANCE, **fields: object) -> AmountRule:
    given_fields = {"ratio_percent": Decimal(40), **fields}
    return AmountRule(
        agency="見本市",
        product=product,
        work_kind=WorkKind.WORKS,
        source_url="https://example.lg.jp/",
        source_read_on=date(2026, 11, 22),
        **given_fields,
    )


def find(rules, *, product=Product.ADVANCE, work=WorkKind.WORKS, case=RuleCase.NORMAL, **dates):
    return find_amount_rule(
        rules,
        agency="見本市",
        product=product,
        work_kind=work,
        dates=DecisiveDates(**dates),
        general=GENERAL_RULES,
        case=case,
    )


@given(YEN, PERCENT, st.sampled_from([1, 1000, 10_000, 100_000]), st.none() | YEN)
def test_a_maximum_is_the_floor_cut_to_the_unit_under_the_cap(base, percent, unit, cap):
    limit = amount_limit(rule(ratio_percent=percent, rounding_unit=unit, cap_yen=cap), base_yen=base)
    numerator, denominator = percent.as_integer_ratio()
    exact = (base * numerator) // (denominator * 100)
    expected = exact // unit * unit
    assert limit.yen == (min(expected, cap) if cap else expected)
    assert limit.capped is (cap is not None and cap < expected)
    assert not limit.is_minimum


@given(YEN, PERCENT)
def test_a_minimum_is_the_smallest_yen_that_reaches_the_ratio(base, percent):
    limit = amount_limit(rule(Product.PERFORMANCE, ratio_percent=percent), base_yen=base)
    share = Fraction(base) * Fraction(percent) / 100
    assert limit.yen >= share > limit.yen - 1
    assert limit.is_minimum


@given(YEN, PERCENT, YEN)
def test_the_verdict_agrees_with_exact_fractions(base, percent, amount):
    share = Fraction(base) * Fraction(percent) / 100
    highest = judge_amount(rule(ratio_percent=percent), amount=amount, base=base)
    assert (highest.verdict is Verdict.OVER) is (amount > share)
    lowest = judge_amount(rule(Product.PERFORMANCE, ratio_percent=percent), amount=amount, base=base)
    assert (lowest.verdict is Verdict.UNDER) is (amount < share)


@given(YEN, YEN, st.sampled_from([1, 100_000]))
def test_interim_and_advance_together_never_pass_the_total(base, advance, unit):
    interim = rule(Product.INTERIM, ratio_percent=Decimal(20), total_percent=Decimal(60), rounding_unit=unit)
    limit = amount_limit(interim, base_yen=base, advance_yen=advance)
    assert 0 <= limit.yen <= Fraction(base, 5)
    assert limit.yen == 0 or limit.yen + advance <= Fraction(base * 6, 10)
    assert limit.yen % unit == 0


@given(YEN, YEN)
def test_room_is_the_distance_to_the_limit(base, amount):
    judgement = judge_amount(rule(rounding_unit=100_000), amount=amount, base=base)
    assert judgement.limit is not None
    assert judgement.room_yen == judgement.limit.yen - amount
    assert (judgement.room_yen < 0) is judgement.blocks


def test_the_leaflets_figures_are_forty_and_ten_percent():
    advance = judge_amount(rule(), amount=20_000_000, base=50_000_000)
    performance = judge_amount(
        rule(Product.PERFORMANCE, ratio_percent=Decimal(10)), amount=5_000_000, base=50_000_000
    )
    assert (advance.shown_percent, performance.shown_percent) == ("40.0", "10.0")
    assert (advance.room_yen, performance.room_yen) == (0, 0)
    assert (advance.mark, performance.mark) == ("○", "○")


def test_an_amount_a_yen_over_never_shows_as_the_limit():
    judgement = judge_amount(rule(), amount=20_000_001, base=50_000_000)
    assert judgement.verdict is Verdict.OVER
    assert judgement.shown_percent != "40.0"
    assert judgement.mark == "×"


def test_more_than_sixty_percent_together_is_refused():
    interim = rule(Product.INTERIM, ratio_percent=Decimal(20), total_percent=Decimal(60))
    fits = judge_amount(interim, amount=10_000_000, base=50_000_000, advance_yen=20_000_000)
    above = judge_amount(interim, amount=10_000_000, base=50_000_000, advance_yen=20_000_001)
    assert (fits.verdict, above.verdict) == (Verdict.WITHIN, Verdict.OVER)


def test_the_payment_limit_of_a_year_is_nine_tenths_of_the_planned_work():
    assert yearly_payment_limit(30_000_000) == 27_000_000
    assert yearly_payment_limit(9_999_999) == 8_999_999


def test_the_rule_is_stated_with_date_ratio_and_rounding():
    stated = rule(valid_from=date(2025, 12, 1), rounding_unit=100_000)
    sentence = amount_limit(stated, base_yen=50_000_000).sentence
    assert sentence == "見本市 令和7年12月1日以降の契約：請負金額の40%以内（10万円未満切捨て）"
    yearly = amount_limit(stated, base_yen=50_000_000, base_word="今年度対象額").sentence
    assert "今年度対象額の40%以内" in yearly


@pytest.mark.parametrize(
    "kind,dates,expected",
    [
        ("contract", {"contract": date(2026, 3, 31)}, Decimal(30)),
        ("contract", {"contract": date(2026, 4, 1)}, Decimal(40)),
        ("announcement", {"contract": date(2026, 5, 1), "announcement": date(2026, 3, 31)}, Decimal(30)),
        ("announcement", {"contract": date(2026, 5, 1), "announcement": date(2026, 4, 1)}, Decimal(40)),
        ("notice", {"contract": date(2026, 5, 1), "notice": date(2026, 3, 31)}, Decimal(30)),
        ("notice", {"contract": date(2026, 5, 1), "notice": date(2026, 4, 1)}, Decimal(40)),
    ],
)
def test_the_decisive_date_of_the_rule_decides(kind, dates, expected):
    decisive = DecisiveDate(kind)
    rules = [
        rule(ratio_percent=Decimal(30), valid_to=date(2026, 3, 31), decisive_date=decisive),
        rule(ratio_percent=Decimal(40), valid_from=date(2026, 4, 1), decisive_date=decisive),
    ]
    finding = find(rules, **dates)
    assert finding.rule is not None
    assert finding.rule.ratio_percent == expected


def test_a_missing_decisive_date_is_named_and_the_general_frame_stands_in():
    rules = [rule(valid_from=date(2026, 4, 1), decisive_date=DecisiveDate.ANNOUNCEMENT)]
    finding = find(rules, contract=date(2026, 5, 1))
    assert finding.missing_date is DecisiveDate.ANNOUNCEMENT
    assert finding.rule is not None
    assert finding.rule.is_general


def test_a_contract_before_the_start_was_announced_before_it_too():
    rules = [rule(valid_from=date(2026, 4, 1), decisive_date=DecisiveDate.ANNOUNCEMENT)]
    assert find(rules, contract=date(2026, 3, 31)).missing_date is None


def test_a_rule_without_a_ratio_borrows_the_general_one_and_says_so():
    finding = find([rule(ratio_percent=None, threshold_yen=1_300_000)])
    assert finding.rule is not None
    assert finding.rule.ratio_percent == Decimal(40)
    assert not finding.rule.certain
    assert "割合は一般の枠" in amount_limit(finding.rule, base_yen=1_000_000).sentence


def test_interim_payment_of_services_and_bid_bonds_have_no_general_rule():
    assert find([], product=Product.INTERIM, work=WorkKind.SERVICES).rule is None
    assert find([], product=Product.BID_BOND).rule is None
    judgement = judge_amount(None, amount=1, base=1)
    assert (judgement.verdict, judgement.mark, judgement.blocks) == (Verdict.NO_RULE, "要確認", False)


def test_a_low_bid_without_an_own_rule_gets_the_general_low_bid_ratio():
    finding = find([rule()], case=RuleCase.LOW_BID)
    assert finding.rule is not None
    assert (finding.rule.ratio_percent, finding.rule.certain) == (Decimal(20), False)


def test_overlapping_rows_are_found_and_adjoining_ones_are_not():
    early, late = rule(valid_to=date(2026, 3, 31)), rule(valid_from=date(2026, 4, 1))
    assert find_overlaps([early, late]) == []
    assert find_overlaps([early, rule()]) == [(early, rule())]


@pytest.mark.parametrize("amount,base", [(0, 1), (-1, 1), (1, 0), (1, -5)])
def test_an_amount_or_base_that_is_not_above_zero_is_a_kind_refusal(amount, base):
    with pytest.raises(RuleViolation, match="入力"):
        judge_amount(rule(), amount=amount, base=base)


@pytest.mark.parametrize(
    "fields",
    [
        {"valid_from": date(2026, 4, 1), "valid_to": date(2026, 3, 31)},
        {"ratio_percent": Decimal(0)},
        {"ratio_percent": Decimal(101)},
        {"sure_percent": Decimal(50)},
        {"offered": False},
        {"rounding_unit": 0},
        {"cap_yen": 0},
    ],
)
def test_a_row_that_contradicts_itself_is_refused(fields):
    with pytest.raises(ValueError, match="見本市"):
        rule(**fields)
