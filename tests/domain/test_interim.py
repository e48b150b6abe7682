"""中間前払金: each row of docs/rules/interim.md, and what holds for every period and price."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.data.loading import load_agencies
from surety.domain.agency_rules import GENERAL_RULES
from surety.domain.amount_rule import DecisiveDates, RuleFinding, find_amount_rule
from surety.domain.interim import Conclusion, Condition, Halving, InterimFacts, advise
from surety.domain.products import Product, WorkKind
from tests.worked_tables import pairs, worked_tables, yen

_CONDITIONS, _DAYS, _YEARS, _AMOUNTS, _CONCLUSIONS, *_ = worked_tables("interim.md")
_DAY = date.fromisoformat
_ALL = frozenset(Condition)


def finding(agency: str, work_kind: WorkKind) -> RuleFinding:
    seed = next(one for one in load_agencies() if one.name == agency)
    return find_amount_rule(
        seed.amount_rules,
        agency=agency,
        product=Product.INTERIM,
        work_kind=work_kind,
        dates=DecisiveDates(contract=date(2026, 6, 1)),
        general=GENERAL_RULES,
    )


def facts(agency: str = "高浜町", work_kind: WorkKind = WorkKind.WORKS, **changed: object) -> InterimFacts:
    given_: Mapping[str, object] = {
        "agency": agency,
        "work_kind": work_kind,
        "price_yen": 50_000_000,
        "base_yen": 50_000_000,
        "is_yearly": False,
        "advance_yen": 20_000_000,
        "begins": date(2025, 6, 16),
        "ends": date(2026, 2, 28),
        "guaranteed_until": date(2026, 2, 28),
        "is_in_force": True,
        "finding": finding(agency, work_kind),
        **changed,
    }
    return InterimFacts(**given_)  # type: ignore[arg-type]  # keywords handed through


@pytest.mark.parametrize("begins, ends, days, half, first_day", pairs(_DAYS))
def test_first_day(begins: str, ends: str, days: str, half: str, first_day: str) -> None:
    halving = Halving(_DAY(begins), _DAY(ends))
    assert (halving.days, halving.half, halving.first_day) == (int(days), int(half), _DAY(first_day))


@pytest.mark.parametrize("begins, ends, until, year_begins, year_ends, first_day", pairs(_YEARS))
def test_first_day_of_a_year(
    begins: str, ends: str, until: str, year_begins: str, year_ends: str, first_day: str
) -> None:
    halving = facts(
        is_yearly=True, begins=_DAY(begins), ends=_DAY(ends), guaranteed_until=_DAY(until)
    ).halving
    assert halving == Halving(_DAY(year_begins), _DAY(year_ends))
    assert halving.first_day == _DAY(first_day)


@pytest.mark.parametrize("agency, work, base, advance, limit, half", pairs(_AMOUNTS))
def test_limit(agency: str, work: str, base: str, advance: str, limit: str, half: str) -> None:
    asked = facts(agency, WorkKind(work), base_yen=yen(base), price_yen=yen(base), advance_yen=yen(advance))
    advice = advise(asked, ticked=_ALL, today=date(2025, 10, 23))
    assert (advice.limit.yen if advice.limit else None) == (yen(limit) if limit else None)
    assert advice.half_value_yen == yen(half)


@pytest.mark.parametrize("guarantee, agency, work, today, ticked, conclusion", pairs(_CONCLUSIONS))
def test_conclusion(guarantee: str, agency: str, work: str, today: str, ticked: str, conclusion: str) -> None:
    conditions = _ALL if ticked == "all" else {Condition(name) for name in ticked.split(", ") if name}
    asked = facts(agency, WorkKind(work), is_in_force=guarantee == "in_force")
    advice = advise(asked, ticked=conditions, today=_DAY(today))
    assert advice.conclusion is Conclusion(conclusion)


def test_what_is_missing_is_named_and_the_report_of_the_agency_always() -> None:
    advice = advise(facts(), ticked=(), today=date(2025, 9, 23))
    assert advice.days_left == 30
    assert advice.missing == (
        "工期の半分が過ぎること（令和7年10月23日から）",
        "工程表で前半に予定した作業を終えること",
        "終わった作業の金額が、請負金額の2分の1（25,000,000円）以上になること",
        "前払金を受け取ること",
        "部分払を請求していないことの確認",
        "認定調書（発注者に認定を請求すると、確認のうえ交付されます）",
    )
    ready = advise(facts(), ticked=_ALL, today=date(2025, 10, 23))
    assert ready.missing == ("認定調書（発注者に認定を請求すると、確認のうえ交付されます）",)


def test_a_bound_on_another_price_than_the_contract_s_is_left_to_the_agency() -> None:
    advice = advise(facts("松山市"), ticked=_ALL, today=date(2025, 10, 23))
    assert any("設計金額" in sentence for sentence in advice.missing)


def test_nothing_left_of_the_common_share_is_said() -> None:
    advice = advise(facts("郡山市", advance_yen=30_000_000), ticked=_ALL, today=date(2025, 10, 23))
    assert advice.conclusion is Conclusion.CONDITIONS
    assert "合計の限度額に達しています" in " ".join(advice.missing)


@given(
    begins=st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 1, 1)),
    length=st.integers(min_value=1, max_value=4000),
)
def test_on_the_first_day_half_has_passed_and_the_day_before_it_has_not(begins: date, length: int) -> None:
    halving = Halving(begins, begins + timedelta(days=length - 1))
    passed = (halving.first_day - begins).days
    assert 2 * passed >= length
    assert 2 * (passed - 1) < length


@given(
    base=st.integers(min_value=1, max_value=10**12),
    share=st.integers(min_value=0, max_value=100),
    agency=st.sampled_from(["高浜町", "郡山市", "塩尻市", "平川市"]),
)
def test_both_payments_together_stay_within_the_common_share(base: int, share: int, agency: str) -> None:
    advance = base * share // 100
    advice = advise(
        facts(agency, base_yen=base, price_yen=base, advance_yen=advance),
        ticked=_ALL,
        today=date(2025, 10, 23),
    )
    assert advice.limit is not None
    assert advice.limit.yen * 100 <= base * 20
    assert advice.limit.yen == 0 or (advance + advice.limit.yen) * 100 <= base * 60
    assert advice.half_value_yen * 2 >= base > (advice.half_value_yen - 1) * 2
