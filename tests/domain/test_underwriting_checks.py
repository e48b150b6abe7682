"""Each check of a review: when it is ○, 要確認 or ×, and what it says."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from surety.domain.agency_rules import AmountRule, RuleFinding
from surety.domain.application_fields import AdvancePlan
from surety.domain.application_reading import OtherReading, Reading, RequestReading, WorksReading
from surety.domain.electronic_acceptance import ElectronicReason, ElectronicVerdict
from surety.domain.products import CertificateForm, PaymentMethod, Product, Redeposit, WorkKind
from surety.domain.underwriting_checks import (
    CaseFacts,
    Check,
    Mark,
    RequestFacts,
    check_request,
    check_works,
)

TODAY = date(2026, 11, 22)
UNTIL = date(2027, 3, 20)


class Handling:
    """An agency of a test: one rule for every product, electronic or not."""

    name = "〇〇市"
    acceptances = ()

    def __init__(self, rule: AmountRule | None = None, verdict: ElectronicVerdict | None = None) -> None:
        self.rule = rule
        self.verdict = verdict or ElectronicVerdict(
            ElectronicReason.OFFERED, "〇〇市は電子保証に対応しています"
        )

    def find_rule(self, _product: Product, **_case: object) -> RuleFinding:
        return RuleFinding(self.rule)

    def judge_electronic(self, _product: Product, **_case: object) -> ElectronicVerdict:
        return self.verdict


def rule(product: Product = Product.ADVANCE, percent: int = 40, **more: object) -> AmountRule:
    return AmountRule(
        agency="〇〇市",
        product=product,
        work_kind=WorkKind.WORKS,
        source_url="https://example.lg.jp/rule",
        source_read_on=TODAY,
        ratio_percent=Decimal(percent),
        **more,
    )


def works(**more: object) -> WorksReading:
    values: dict[str, object] = {
        "agency_id": 1,
        "work_kind": WorkKind.WORKS,
        "work_number": "第0000号",
        "work_name": "市道〇〇線道路改良工事",
        "work_place": "",
        "price": 50_000_000,
        "period_from": date(2026, 11, 21),
        "period_to": UNTIL,
        "contracted_on": date(2026, 11, 20),
        "announced_on": None,
        "notified_on": None,
        "is_low_bid": False,
        "joint_venture_name": "",
    }
    return WorksReading(**(values | more))


def requested(product: Product = Product.ADVANCE, **more: object) -> RequestReading:
    values: dict[str, object] = {
        "product": product,
        "applies": True,
        "form": CertificateForm.ELECTRONIC,
        "fiscal_year_amount": None,
        "amount": 20_000_000 if product is Product.ADVANCE else 5_000_000,
        "deposit_bank": "〇〇銀行 ××支店",
        "redeposit": Redeposit.NOT_USED,
        "payment_method": PaymentMethod.BANK_TRANSFER,
        "bill_to": "〇〇建設株式会社",
        "wants_paper_statement": False,
        "advance_plan": None,
    }
    return RequestReading(**(values | more))


def case(contract: WorksReading | None = None, **more: object) -> CaseFacts:
    other = OtherReading(
        branch_id=1, wants_issue_mail=False, issue_mail_address="", department="", job_title="",
        contact_name="", contact_phone="", message="",
    )  # fmt: skip
    reading = Reading(
        works=contract or works(),
        requests=(requested(), requested(Product.PERFORMANCE)),
        other=other,
        unreadable={},
    )
    facts = CaseFacts(
        today=TODAY,
        reading=reading,
        handling=Handling(rule()),
        has_active_user=True,
        has_monthly_account=False,
        attachments=1,
        twins=(),
        advance_words="この申込で前払金保証も申し込まれています",
    )
    return replace(facts, **more)


def find(checks: tuple[Check, ...], code: str) -> Check:
    return next(check for check in checks if check.code == code)


def judged(facts: CaseFacts, request: RequestReading | None = None, **more: object) -> tuple[Check, ...]:
    return check_request(facts, RequestFacts(request=request or requested(), cover_end=UNTIL, **more))


def test_an_ordinary_case_is_all_right_and_every_check_says_why_and_from_where() -> None:
    checks = (*check_works(case()), *judged(case()))
    assert {check.mark for check in checks} == {Mark.OK}
    assert all(check.reason.endswith("。") and check.source for check in checks)
    assert len({check.key for check in checks}) == len(checks)


def test_the_amount_is_judged_by_the_agencys_rule_and_names_its_source() -> None:
    over = find(judged(case(), requested(amount=20_000_001)), "amount")
    assert over.mark is Mark.BAD
    assert "1円超えています" in over.reason
    assert over.source_url == "https://example.lg.jp/rule"
    within = find(judged(case()), "amount")
    assert "40.0%" in within.reason


def test_a_performance_guarantee_below_the_agencys_share_is_refused() -> None:
    facts = case(handling=Handling(rule(Product.PERFORMANCE, 10)))
    short = find(judged(facts, requested(Product.PERFORMANCE, amount=4_999_999)), "amount")
    assert short.mark is Mark.BAD
    assert "足りません" in short.reason


def test_the_general_frame_is_never_certain() -> None:
    facts = case(handling=Handling(rule(is_general=True)))
    assert find(judged(facts), "amount").mark is Mark.CHECK


def test_without_any_rule_people_look() -> None:
    assert find(judged(case(handling=Handling(None))), "amount").mark is Mark.CHECK


def test_an_amount_above_its_base_is_refused_whatever_the_rule_says() -> None:
    too_much = find(judged(case(handling=Handling(None)), requested(amount=50_000_001)), "amount")
    assert too_much.mark is Mark.BAD


def test_the_base_is_this_years_amount_where_it_is_given() -> None:
    half = requested(fiscal_year_amount=25_000_000)
    assert find(judged(case(), half), "amount").mark is Mark.BAD
    assert "今年度対象額" in find(judged(case(), half), "amount").reason


@pytest.mark.parametrize(
    "price, mark", [(5_000_000, Mark.OK), (4_999_999, Mark.CHECK)], ids=["at the bound", "below"]
)
def test_a_work_outside_the_agencys_bounds_is_looked_at(price: int, mark: Mark) -> None:
    facts = case(works(price=price), handling=Handling(rule(threshold_yen=5_000_000)))
    assert find(judged(facts, requested(amount=1_000_000)), "scope").mark is mark


def test_electronic_surety_is_refused_where_the_agency_does_not_take_it() -> None:
    never = ElectronicVerdict(ElectronicReason.NOT_KNOWN, "〇〇市は電子保証に対応していません")
    facts = case(handling=Handling(rule(), never))
    assert find(judged(facts), "form").mark is Mark.BAD
    assert find(judged(facts, requested(form=CertificateForm.PAPER)), "form").mark is Mark.OK


def test_a_caution_about_the_start_is_looked_at() -> None:
    unsure = ElectronicVerdict(
        ElectronicReason.OFFERED, "〇〇市は電子保証に対応しています", "開始日は月だけ公表"
    )
    assert find(judged(case(handling=Handling(rule(), unsure))), "form").mark is Mark.CHECK


@pytest.mark.parametrize(
    "changes, mark",
    [
        ({"period_to": date(2026, 11, 21)}, Mark.BAD),
        ({"contracted_on": date(2027, 3, 21)}, Mark.BAD),
        ({"announced_on": date(2026, 11, 21)}, Mark.BAD),
        ({"notified_on": date(2026, 11, 21)}, Mark.BAD),
        ({"contracted_on": None}, Mark.CHECK),
        ({"contracted_on": date(2026, 11, 23)}, Mark.CHECK),
        ({"contracted_on": TODAY}, Mark.OK),
        ({"announced_on": date(2026, 11, 20)}, Mark.OK),
        ({"period_to": None}, Mark.BAD),
    ],
)
def test_the_dates_stand_in_their_order(changes: dict[str, object], mark: Mark) -> None:
    assert find(check_works(case(works(**changes))), "dates").mark is mark


def test_a_performance_guarantee_rides_on_an_advance_payment() -> None:
    alone = case(advance_words="")
    planned = requested(Product.PERFORMANCE, advance_plan=AdvancePlan.PLANNED)
    none = requested(Product.PERFORMANCE, advance_plan=AdvancePlan.NONE)
    assert find(judged(alone, planned), "rider").mark is Mark.CHECK
    assert find(judged(alone, none), "rider").mark is Mark.BAD
    assert find(judged(case(), none), "rider").mark is Mark.OK


def test_an_advance_needs_its_bank_and_a_performance_guarantee_does_not() -> None:
    assert find(judged(case(), requested(deposit_bank="")), "bank").mark is Mark.BAD
    assert "bank" not in {check.code for check in judged(case(), requested(Product.PERFORMANCE))}


def test_the_monthly_account_is_for_companies_that_have_one() -> None:
    wish = requested(payment_method=PaymentMethod.MONTHLY_ACCOUNT)
    assert find(judged(case(), wish), "payment").mark is Mark.BAD
    assert find(judged(case(has_monthly_account=True), wish), "payment").mark is Mark.OK


@pytest.mark.parametrize("days, mark", [(-1, Mark.BAD), (0, Mark.OK)])
def test_a_cover_that_is_over_is_refused(days: int, mark: Mark) -> None:
    ends = date.fromordinal(TODAY.toordinal() + days)
    checks = check_request(case(), RequestFacts(request=requested(), cover_end=ends))
    assert find(checks, "cover").mark is mark


def test_what_cannot_be_printed_is_refused_in_the_printers_own_words() -> None:
    words = "印刷できない文字があります：「\U0001f3d7」。"
    found = find(judged(case(), printing_problem=words), "printing")
    assert (found.mark, found.reason) == (Mark.BAD, words)


def test_twins_papers_joint_ventures_and_companies_without_people_are_looked_at() -> None:
    facts = case(
        works(joint_venture_name="〇〇・△△特定建設工事共同企業体"),
        twins=("R20261101-0001（前払金保証・発行済み）",),
        attachments=0,
        has_active_user=False,
    )
    marks = {check.code: check.mark for check in check_works(facts)}
    assert marks == {
        "contractor": Mark.CHECK,
        "dates": Mark.OK,
        "attachments": Mark.CHECK,
        "joint_venture": Mark.CHECK,
        "twins": Mark.CHECK,
    }
