"""変更の要否: the worked table of docs/rules/changes.md, and what a single row cannot show."""

from dataclasses import replace
from datetime import date

import pytest

from surety.data.loading import load_agencies
from surety.domain.agency_rules import GENERAL_RULES, DecisiveDates, find_amount_rule
from surety.domain.change_case import Answer, Covered, Ground
from surety.domain.change_check import check_changes, most_urgent
from surety.domain.contract_facts import ContractFacts, Fact, find_differences
from surety.domain.price_change import ChangeNeed
from surety.domain.products import Product, WorkKind
from tests.domain.doc_tables import read_table, yen

AGENCIES = {seed.name: seed for seed in load_agencies()}
TODAY = date(2026, 1, 15)
NUMBER, OTHER = "04125-000001", "04125-000002"


def facts(price: int = 50_000_000, **more: object) -> ContractFacts:
    values: dict[str, object] = {
        "price": price,
        "period_from": date(2025, 12, 4),
        "period_to": date(2026, 3, 20),
        "work_name": "市道〇〇線道路改良工事",
        "beneficiary": "平川市長",
        "contractor": "〇〇建設株式会社",
        "representative": "代表取締役　見本　太郎",
        "address": "青森県〇〇市〇〇町0丁目0番0号",
        **more,
    }
    return ContractFacts(**values)


def covered(
    product: Product = Product.ADVANCE, amount: int = 20_000_000, *, agency: str = "平川市", **more: object
) -> Covered:
    seed = AGENCIES[agency]
    work_kind = more.get("work_kind", WorkKind.WORKS)
    found = find_amount_rule(
        seed.amount_rules,
        agency=agency,
        product=product,
        work_kind=work_kind,
        dates=DecisiveDates(contract=date(2025, 12, 3)),
        general=GENERAL_RULES,
    )
    values: dict[str, object] = {
        "number": NUMBER,
        "product": product,
        "work_kind": work_kind,
        "agency": agency,
        "amount": amount,
        "until": date(2026, 3, 20),
        "starts_on": date(2025, 12, 3),
        "first_price": 50_000_000,
        "before": facts(),
        "rule": found.rule,
        "price_rule": seed.price_changes[0] if seed.price_changes else None,
        **more,
    }
    return Covered(**values)


def check(
    *guarantees: Covered, before: ContractFacts, after: ContractFacts, today: date = TODAY
) -> tuple[Answer, ...]:
    return check_changes([replace(each, before=before) for each in guarantees], after=after, today=today)


@pytest.mark.parametrize(
    "agency,product,price,amount,until,new_price,new_end,new_paid,also,answer,grounds",
    read_table("changes.md", "Worked table"),
)
def test_the_answer_is_the_one_of_the_worked_table(
    *, agency, product, price, amount, until, new_price, new_end, new_paid, also, answer, grounds
):
    guarantee = covered(
        Product(product),
        yen(amount),
        agency=agency,
        until=date.fromisoformat(until),
        first_price=yen(price),
    )
    is_payment = guarantee.product is not Product.PERFORMANCE
    guarantees = [guarantee] if is_payment else [guarantee, covered(number=OTHER)]
    paying = NUMBER if is_payment else OTHER
    before = facts(
        yen(price), paid={each.number: each.amount for each in guarantees if each.number == paying}
    )
    after = replace(before, price=yen(new_price) if new_price else before.price)
    if new_end:
        after = replace(after, period_to=date.fromisoformat(new_end))
    if new_paid:
        after = replace(after, paid={paying: yen(new_paid)})
    if also:
        after = replace(after, **{also: "変更後の記載"})
    found = check(*guarantees, before=before, after=after)[0]
    assert found.need.value == answer
    assert [finding.ground.value for finding in found.findings] == grounds.split()
    assert all(finding.reason.endswith("。") for finding in found.findings)


def test_nothing_changed_is_no_finding():
    before = facts(paid={NUMBER: 20_000_000})
    assert find_differences(before, before, work_kind=WorkKind.WORKS) == ()
    (answer,) = check(covered(), before=before, after=before)
    assert (answer.need, answer.findings) == (ChangeNeed.NOT_NEEDED, ())


def test_each_guarantee_of_the_contract_gets_its_own_answer():
    before = facts(paid={NUMBER: 20_000_000})
    after = replace(before, price=55_000_000, period_to=date(2026, 5, 29))
    advance, performance = check(
        covered(), covered(Product.PERFORMANCE, 5_000_000, number=OTHER), before=before, after=after
    )
    assert (advance.number, advance.need) == (NUMBER, ChangeNeed.ASK)
    assert (performance.number, performance.need) == (OTHER, ChangeNeed.NEEDED)


def test_a_fiscal_years_guarantee_is_measured_by_its_own_base():
    before = facts(paid={NUMBER: 12_000_000}, year_amounts={NUMBER: 30_000_000})
    one = covered(amount=12_000_000)
    (less,) = check(one, before=before, after=replace(before, price=31_000_000))
    assert (less.need, less.findings[0].ground) == (ChangeNeed.NOT_NEEDED, Ground.PRICE_NOTE)
    (base,) = check(one, before=before, after=replace(before, year_amounts={NUMBER: 25_000_000}))
    assert base.need is ChangeNeed.ASK
    assert "上限 40.0%（10,000,000円）を 2,000,000円超えています" in base.findings[0].reason


def test_a_fiscal_years_guarantee_ends_with_its_year_however_long_the_works_take():
    before = facts(paid={NUMBER: 12_000_000}, year_amounts={NUMBER: 30_000_000}, period_to=date(2027, 3, 20))
    later = replace(before, period_to=date(2027, 9, 30))
    (within,) = check(covered(amount=12_000_000, until=date(2026, 3, 31)), before=before, after=later)
    assert "は過ぎませんが" in within.findings[0].reason
    (beyond,) = check(
        covered(until=date(2027, 3, 20)),
        before=facts(paid=before.paid),
        after=replace(later, year_amounts={}),
    )
    assert "の終わりが保証期限（令和9年3月20日）を過ぎます" in beyond.findings[0].reason


def test_an_additional_advance_over_the_limit_says_both():
    before = facts(paid={NUMBER: 20_000_000})
    (answer,) = check(covered(), before=before, after=replace(before, paid={NUMBER: 20_500_000}))
    assert answer.need is ChangeNeed.NEEDED
    assert "追加の前払金を請求する前に" in answer.findings[0].reason
    assert "500,000円超えています" in answer.findings[0].reason


def test_an_interim_payment_concerns_neither_the_advance_nor_its_rider():
    before = facts(paid={NUMBER: 20_000_000, OTHER: 10_000_000})
    after = replace(before, paid={NUMBER: 20_000_000, OTHER: 9_000_000})
    advance, interim, performance = check(
        covered(),
        covered(Product.INTERIM, 10_000_000, number=OTHER),
        covered(Product.PERFORMANCE, 5_000_000, number="04125-000003"),
        before=before,
        after=after,
    )
    assert advance.findings == ()
    assert (interim.need, interim.findings[0].subject) == (ChangeNeed.ASK, "中間前払金額")
    assert performance.need is ChangeNeed.NOT_NEEDED


def test_each_is_compared_with_its_own_certificate():
    old = facts(paid={NUMBER: 20_000_000})
    new = replace(old, period_to=date(2026, 5, 29))
    changed = covered(until=date(2026, 5, 29), before=new)
    left_behind = covered(Product.PERFORMANCE, 5_000_000, number=OTHER, before=old)
    advance, performance = check_changes([changed, left_behind], after=new, today=TODAY)
    assert advance.findings == ()
    assert performance.need is ChangeNeed.NEEDED


def test_an_interim_payment_without_an_advance_guarantee_is_no_loss_of_the_advance():
    before = facts(paid={OTHER: 10_000_000})
    interim, performance = check(
        covered(Product.INTERIM, 10_000_000, number=OTHER),
        covered(Product.PERFORMANCE, 5_000_000),
        before=before,
        after=replace(before, paid={OTHER: 9_000_000}),
    )
    assert (interim.need, performance.need) == (ChangeNeed.ASK, ChangeNeed.NOT_NEEDED)


def test_services_are_spoken_of_in_their_own_words():
    before = facts(paid={NUMBER: 15_000_000})
    after = replace(before, price=60_000_000, work_name="〇〇橋詳細設計業務委託")
    one = covered(amount=15_000_000, work_kind=WorkKind.SERVICES)
    (answer,) = check(one, before=before, after=after)
    assert [finding.subject for finding in answer.findings] == ["業務委託料", "委託業務名"]
    labels = [each.label for each in find_differences(before, after, work_kind=WorkKind.SERVICES)]
    assert labels == ["業務委託料", "委託業務名"]


def test_differences_say_before_and_after_in_words_and_for_machines():
    before = facts(
        paid={NUMBER: 20_000_000, OTHER: 10_000_000}, joint_venture="〇〇・△△特定建設工事共同企業体"
    )
    after = replace(
        before, period_to=date(2026, 5, 29), paid={NUMBER: 22_000_000, OTHER: 0}, joint_venture="", members="△△が脱退"
    )  # fmt: skip
    found = find_differences(before, after, work_kind=WorkKind.WORKS, interim=frozenset({OTHER}))
    said = [(each.fact, each.label, each.before, each.after, each.value, each.number) for each in found]
    assert said == [
        (Fact.PAID, "前払金額", "20,000,000円", "22,000,000円", "22000000", NUMBER),
        (Fact.PAID, "中間前払金額", "10,000,000円", "0円", "0", OTHER),
        (Fact.PERIOD_TO, "工期の終わり", "令和8年3月20日", "令和8年5月29日", "2026-05-29", ""),
        (Fact.JOINT_VENTURE, "JV名", "〇〇・△△特定建設工事共同企業体", "－", "", ""),
        (Fact.MEMBERS, "JV構成員", "－", "△△が脱退", "△△が脱退", ""),
    ]


def test_the_most_urgent_need_wins():
    assert most_urgent([ChangeNeed.NOT_NEEDED, ChangeNeed.ASK, ChangeNeed.NEEDED]) is ChangeNeed.NEEDED
    assert most_urgent([ChangeNeed.NOT_NEEDED, ChangeNeed.ASK]) is ChangeNeed.ASK
    assert most_urgent([]) is ChangeNeed.NOT_NEEDED
