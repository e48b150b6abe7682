"""The worked tables of docs/rules/agency-rules.md on the shipped data."""

from datetime import date

import pytest

from surety.data.loading import load_agencies
from surety.domain.agency_rules import (
    GENERAL_RULES,
    AmountRule,
    DecisiveDates,
    RuleCase,
    amount_limit,
    find_amount_rule,
    judge_amount,
)
from surety.domain.price_change import judge_price_change
from surety.domain.products import Product, WorkKind
from surety.domain.rule_words import rule_sentence
from surety.domain.work_scope import judge_work
from tests.domain.doc_tables import read_table, yen

PAGE = "agency-rules.md"
AGENCIES = {seed.name: seed for seed in load_agencies()}


def in_force(agency: str, product: str, work: str, day: str, case: str = "normal") -> AmountRule:
    finding = find_amount_rule(
        AGENCIES[agency].amount_rules,
        agency=agency,
        product=Product(product),
        work_kind=WorkKind(work),
        dates=DecisiveDates(contract=date.fromisoformat(day)),
        general=GENERAL_RULES,
        case=RuleCase(case),
    )
    assert finding.rule is not None
    assert finding.missing_date is None
    return finding.rule


@pytest.mark.parametrize(
    "agency,product,work,case,day,base,paid,limit,own,why", read_table(PAGE, "Worked table: limits")
)
def test_the_limit_is_the_one_of_the_worked_table(
    *, agency, product, work, case, day, base, paid, limit, own, why
):
    rule = in_force(agency, product, work, day, case)
    found = amount_limit(rule, base_yen=yen(base), advance_yen=yen(paid))
    assert found.yen == yen(limit), why
    assert rule.certain is (own == "yes")
    assert rule.agency == agency


@pytest.mark.parametrize(
    "agency,product,base,paid,amount,verdict,blocks,sentence", read_table(PAGE, "Worked table: judgements")
)
def test_the_judgement_is_the_one_of_the_worked_table(
    agency, product, base, paid, amount, verdict, blocks, sentence
):
    product, _, work = product.partition("-")
    rule = in_force(agency, product, work or "works", "2026-06-01")
    judgement = judge_amount(rule, amount=yen(amount), base=yen(base), advance_yen=yen(paid))
    assert judgement.verdict.value == verdict
    assert judgement.sentence == sentence
    assert judgement.blocks is (blocks == "yes")


@pytest.mark.parametrize(
    "agency,product,work,day,price,begins,ends,covered,why",
    read_table(PAGE, "Worked table: which works are covered"),
)
def test_the_scope_is_the_one_of_the_worked_table(
    agency, product, work, day, price, begins, ends, covered, why
):
    verdict = judge_work(
        in_force(agency, product, work, day),
        price_yen=yen(price),
        begins=date.fromisoformat(begins),
        ends=date.fromisoformat(ends),
    )
    assert verdict.covered is {"yes": True, "no": False, "look": None}[covered], why
    assert bool(verdict.sentences) is (covered != "yes")


@pytest.mark.parametrize(
    "agency,product,day,sentence", read_table(PAGE, "Worked table: the sentence beside the amount")
)
def test_the_sentence_is_the_one_of_the_worked_table(agency, product, day, sentence):
    assert rule_sentence(in_force(agency, product, "works", day)) == sentence


@pytest.mark.parametrize("agency,first,changed,answer", read_table(PAGE, "When the price changes"))
def test_the_price_change_answer_is_the_one_of_the_worked_table(agency, first, changed, answer):
    rules = AGENCIES[agency].price_changes
    need, sentence = judge_price_change(
        rules[0] if rules else None, first_yen=yen(first), changed_yen=yen(changed)
    )
    assert need.value == answer
    assert sentence.endswith("。")
