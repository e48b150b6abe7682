"""Editing dated rows: the worked table, and what no edit may do to the days it does not speak of."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain.amount_rule import AmountRule
from surety.domain.electronic_acceptance import StartPrecision
from surety.domain.errors import RuleViolation, Stale
from surety.domain.handover import Channel
from surety.domain.products import DecisiveDate, Product, WorkKind
from surety.domain.rule_edits import (
    KnownRule,
    RuleEdit,
    add_rule,
    apply_edit,
    cautions,
    change_rule,
    changed_from,
    contradict,
    correct_rule,
    end_rule,
    withdraw_rule,
)
from surety.domain.rule_kinds import holds_on
from tests.domain.doc_tables import read_table
from tests.domain.rule_rows import acceptance, amount, handover, overhead, price_change

TODAY = date(2026, 11, 22)


def parse(text: str) -> list[AmountRule]:
    """40@2025-10-01..2026-03-31 50@2026-04-01.. as rows."""
    rows = []
    for word in text.split():
        percent, span = word.split("@")
        rows.append(amount(percent, *span.split("..")))
    return rows


def edit_for(act: str, known: KnownRule, new: str) -> RuleEdit:
    if act == "end":
        return end_rule(known, date.fromisoformat(new))
    if act == "withdraw":
        return withdraw_rule(known)
    (rule,) = parse(new)
    return {
        "add": lambda: add_rule(rule),
        "change": lambda: change_rule(known, rule),
        "correct": lambda: correct_rule(known, rule),
    }[act]()


@pytest.mark.parametrize(
    "now,act,new,then,first", read_table("agency-rules.md", "Worked table: changing a row")
)
def test_an_act_does_what_the_worked_table_says(now, act, new, then, first):
    known = [KnownRule(number, rule) for number, rule in enumerate(parse(now), 1)]
    if then.startswith("rule."):
        with pytest.raises(RuleViolation) as refused:
            apply_edit(known, edit_for(act, known[0], new))
        assert refused.value.code == then
        return
    edit = edit_for(act, known[0], new)
    assert list(apply_edit(known, edit)) == parse(then)
    found = changed_from(edit, retired=[known[0].rule] if edit.retired else [])
    assert found == (None if first == "always" else date.fromisoformat(first))


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(start=DAYS, day=DAYS, probe=DAYS)
def test_a_change_leaves_every_day_before_it_as_it_was(start, day, probe):
    known = KnownRule(1, amount("40", start.isoformat()))
    try:
        edit = change_rule(known, amount("30", day.isoformat()))
    except RuleViolation:
        assert day <= start
        return
    (ratio,) = {rule.ratio_percent for rule in apply_edit([known], edit) if holds_on(rule, probe)} or {None}
    expected = None if probe < start else Decimal(40) if probe < day else Decimal(30)
    assert ratio == expected


@given(spans=st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=6), day=DAYS)
def test_whatever_was_added_one_after_the_other_no_day_has_two_rows(spans, day):
    known: list[KnownRule] = []
    for number, (one, other) in enumerate(spans):
        rule = amount("40", min(one, other).isoformat(), max(one, other).isoformat())
        try:
            apply_edit(known, add_rule(rule))
        except RuleViolation:
            continue
        known.append(KnownRule(number, rule))
    assert sum(holds_on(row.rule, day) for row in known) <= 1


def test_a_row_that_another_approval_took_out_is_not_taken_out_again():
    with pytest.raises(Stale):
        apply_edit([KnownRule(1, amount())], withdraw_rule(KnownRule(2, amount("30"))))


def test_a_change_keeps_to_its_product():
    with pytest.raises(RuleViolation) as refused:
        change_rule(KnownRule(1, amount()), amount("20", "2026-04-01", product=Product.INTERIM))
    assert refused.value.code == "rule.other_subject"


@pytest.mark.parametrize(
    "one,other,expected",
    [
        (amount(), amount(work_kind=WorkKind.SERVICES), False),
        (amount(last="2026-03-31"), amount("30", "2026-03-31"), True),
        (amount(last="2026-03-31"), amount("30", "2026-04-01"), False),
        (acceptance("2026-04-01"), acceptance("2027-04-01"), True),
        (
            acceptance("2026-04-01", decisive_date=DecisiveDate.ANNOUNCEMENT),
            acceptance("2026-04-01", decisive_date=DecisiveDate.NOTICE),
            False,
        ),
        (
            acceptance(products=frozenset({Product.ADVANCE})),
            acceptance(products=frozenset({Product.PERFORMANCE})),
            False,
        ),
        (handover(), handover(Channel.UPLOAD), False),
        (handover(), handover(), True),
        (handover(), handover(notes="別の注意"), True),
        (handover(address="a@example.lg.jp"), handover(address="b@example.lg.jp"), False),
        (price_change(), price_change(None), True),
        (amount(), price_change(), False),
        (overhead(), overhead("20", "2026-04-01"), True),
        (overhead(), price_change(), False),
    ],
)
def test_which_rows_contradict_each_other(one, other, expected):
    assert contradict(one, other) is expected
    assert contradict(other, one) is expected


def test_only_a_difference_before_today_is_cautioned_of():
    known = KnownRule(1, amount("40", "2020-04-01"))
    past = change_rule(known, amount("30", (TODAY - timedelta(days=1)).isoformat()))
    future = change_rule(known, amount("30", TODAY.isoformat()))
    assert "今日より前" in cautions(past, retired=[known.rule], on=TODAY)[0]
    assert cautions(future, retired=[known.rule], on=TODAY) == ()


def test_a_changed_basis_and_a_start_by_month_are_cautioned_of():
    known = KnownRule(1, amount())
    basis = change_rule(known, amount("40", "2027-04-01", decisive_date=DecisiveDate.ANNOUNCEMENT))
    assert "基準日の種類" in cautions(basis, retired=[known.rule], on=TODAY)[0]
    month = add_rule(acceptance("2027-04-01", start_precision=StartPrecision.MONTH))
    assert "月までしか" in cautions(month, retired=[], on=TODAY)[0]
