"""The works contract in all its kinds: the tables of docs/rules/works-contract.md, and what holds for every contract."""

from datetime import date

import pytest

from surety.domain.application_draft import Draft
from surety.domain.application_reading import WorksReading, read_draft
from surety.domain.application_rows import list_row_groups
from surety.domain.coverage import guaranteed_until
from surety.domain.products import Product
from surety.domain.works_checks import check_members, check_years
from surety.domain.works_years import WorkYear
from tests.domain.application_cases import TEXTS, Agency, figures, ground, problems
from tests.worked_tables import pairs, worked_tables, yen

LIMITS, SUMS, COVER, SHARES, LOW_BID = worked_tables("works-contract.md")
COMPANY = "〇〇建設株式会社"
THREE_YEARS = {
    "price": "100,000,000",
    "period_from": "2026-12-04",
    "period_to": "2029-03-20",
    "contracted_on": "2026-12-03",
    "year1": "令和8年度", "year1_planned": "30,000,000",
    "year2": "R9", "year2_planned": "40,000,000", "year2_limit": "38,000,000",
    "year3": "2028", "year3_planned": "30,000,000",
    "advance_year_base": "2026-planned", "advance_amount": "12,000,000",
    "performance_amount": "10,000,000",
}  # fmt: skip


def works(**texts: str) -> WorksReading:
    return read_draft(Draft(texts={**TEXTS, **texts})).works


def said(problems_) -> str:
    return next((problem.message for problem in problems_), "")


@pytest.mark.parametrize("planned, typed, limit", pairs(LIMITS))
def test_the_payment_limit_is_nine_tenths_or_what_the_contract_says(planned: str, typed: str, limit: str):
    year = WorkYear(row=1, year=2026, planned=yen(planned), own_limit=yen(typed) if typed else None)
    assert year.limit == yen(limit)


@pytest.mark.parametrize("price, period, years, words", pairs(SUMS))
def test_the_years_add_up_to_the_price(price: str, period: str, years: str, words: str):
    begins, ends = period.split(" to ")
    texts = {"price": price, "period_from": begins, "period_to": ends}
    for row, year in enumerate(years.split(), start=1):
        texts[f"year{row}"], texts[f"year{row}_planned"] = year.split(":")
    assert said(check_years(works(**texts))) == words


@pytest.mark.parametrize("product, contracted, ends, year, until", pairs(COVER))
def test_a_year_s_guarantee_ends_with_the_year(
    product: str, contracted: str, ends: str, year: str, until: str
):
    found = guaranteed_until(
        Product(product),
        starts_on=date.fromisoformat(contracted),
        period_to=date.fromisoformat(ends),
        has_fiscal_year_amount=bool(year),
        in_fiscal_year=int(year) if year else None,
    )
    assert found == date.fromisoformat(until)


@pytest.mark.parametrize("members, representative, words", pairs(SHARES))
def test_shares_total_100_and_the_applying_company_represents(members: str, representative: str, words: str):
    texts = {"joint_venture_name": "〇〇・△△特定建設工事共同企業体", "representative": representative}
    for row, member in enumerate(members.split(), start=1):
        name, share = member.split(":")
        texts |= {f"member{row}_name": name, f"member{row}_address": "平川市", f"member{row}_share": share}
    assert said(check_members(works(**texts), company=COMPANY)) == words


@pytest.mark.parametrize("low_bid, product, price, amount, judged", pairs(LOW_BID))
def test_after_a_low_bid_the_shares_change(low_bid: str, product: str, price: str, amount: str, judged: str):
    shown = figures(price=price, is_low_bid="1" if low_bid == "yes" else "", **{f"{product}_amount": amount})
    figure = shown.amount(Product(product))
    assert ("要確認" if figure.needs_check else "○") == judged


# The application of a multi-year contract.


def test_a_three_year_contract_has_no_problem_and_goes_by_the_year_chosen():
    assert problems(**THREE_YEARS) == {}
    shown = figures(**THREE_YEARS).amount(Product.ADVANCE)
    assert (shown.percent, shown.base_word) == ("40.0", "今年度対象額")
    performance = figures(**THREE_YEARS).amount(Product.PERFORMANCE)
    assert (performance.percent, performance.base_word) == ("10.0", "請負金額")


def test_the_payment_limit_of_a_year_can_be_the_base():
    request = read_draft(Draft(texts={**TEXTS, **THREE_YEARS, "advance_year_base": "2027-limit"})).request(
        Product.ADVANCE
    )
    assert (request.fiscal_year_amount, request.fiscal_year) == (38_000_000, 2027)


@pytest.mark.parametrize("chosen", ["", "2030-planned", "2026-", "x", "26-planned"])
def test_a_year_has_to_be_chosen_from_those_of_the_contract(chosen: str):
    found = problems(**{**THREE_YEARS, "advance_year_base": chosen})
    assert found["advance_year_base"].message == "今年度対象額とする年度を選んでください"


def test_a_year_has_one_advance_payment_guarantee():
    under = ground(taken_years={2026: "04126-000001"})
    found = problems(under=under, **THREE_YEARS)
    assert found["advance_year_base"].message == "令和8年度の前払金保証は、すでにあります（04126-000001）"
    assert "advance_year_base" not in problems(
        under=under, **{**THREE_YEARS, "advance_year_base": "2027-planned"}
    )


def test_a_contract_without_years_has_just_one():
    found = problems(under=ground(taken_years={None: "受付番号 1"}))
    assert found["advance_applies"].message == "この契約の前払金保証は、すでにあります（受付番号 1）"


def test_without_years_the_base_is_typed_as_before():
    request = read_draft(
        Draft(texts={**TEXTS, "advance_fiscal_year_amount": "3,000万", "advance_year_base": "2026-planned"})
    )
    assert request.request(Product.ADVANCE).fiscal_year_amount == 30_000_000
    assert request.request(Product.ADVANCE).fiscal_year is None


def test_rows_of_a_contract_that_stands_fast_are_not_complained_about():
    wrong = {"year1": "令和8年度", "joint_venture_name": "〇〇JV"}
    assert {"year1_planned", "member1_name"} <= problems(**wrong).keys()
    assert (
        not {"year1_planned", "member1_name"} & problems(under=ground(works_are_fixed=True), **wrong).keys()
    )


def test_the_rows_are_shown_in_words():
    texts = {
        **TEXTS,
        **THREE_YEARS,
        "joint_venture_name": "〇〇JV",
        "member1_name": COMPANY,
        "member1_share": "60",
        "representative": "1",
    }
    groups = list_row_groups(read_draft(Draft(texts=texts)), agency_name="平川市", branch_name="青森支店")
    rows = {row.field: (row.label, row.value) for group in groups for row in group.rows}
    assert rows["year2"] == ("令和9年度", "出来高予定額 40,000,000円　支払限度額 38,000,000円")
    assert rows["member1_name"] == ("JV構成員", f"{COMPANY}（代表者）　60%")
    assert rows["advance_year_base"] == ("今年度対象額とする年度", "令和8年度の出来高予定額")
    notes = {row.field: row.note for group in groups for row in group.rows}
    assert notes["year2"] == ""
    assert notes["year3"] == "出来高予定額の合計は 100,000,000円です。請負金額と一致しています"


def test_a_limit_above_the_year_s_amount_and_blanks_are_said():
    found = problems(**{**THREE_YEARS, "year1_limit": "30,000,001", "year3": "", "year2_planned": ""})
    assert (
        found["year1_limit"].message
        == "支払限度額（1行目）は 30,000,000円（出来高予定額）以下で入力してください"
    )
    assert found["year3"].is_blank
    assert found["year2_planned"].is_blank


def test_members_without_a_name_address_or_share_are_said():
    found = problems(member1_name=COMPANY, representative="1")
    assert {"joint_venture_name", "member1_address", "member1_share", "member2_name"} <= found.keys()
    assert all(found[name].is_blank for name in ("member1_address", "member2_name"))


def test_performance_before_the_contract_is_signed_needs_a_planned_advance():
    alone = {"advance_applies": "", "contracted_on": "", "performance_form": "paper"}
    assert problems(**alone, performance_advance_plan="planned") == {}
    # Where the agency's start hangs on the contract date, an electronic certificate needs the planned day.
    electronic = {**alone, "performance_form": "electronic", "performance_advance_plan": "planned"}
    assert problems(**electronic).keys() == {"performance_form"}
    assert problems(**{**electronic, "contracted_on": "令和7年12月10日"}) == {}
    refused = problems(**alone, performance_advance_plan="none")["performance_advance_plan"].message
    assert refused.startswith("契約保証は前払金保証とあわせてお引き受けする保証です")


def test_services_have_their_own_share_and_words():
    texts = {"work_kind": "services", "advance_amount": "15,000,001"}
    figure = figures(Agency("〇〇町"), **texts).amount(Product.ADVANCE)
    assert figure.base_word == "業務委託料"
    assert figure.needs_check
    assert (
        not figures(Agency("〇〇町"), **{**texts, "advance_amount": "15,000,000"})
        .amount(Product.ADVANCE)
        .needs_check
    )
    wrong = problems(**{**THREE_YEARS, "work_kind": "services", "year3_planned": "1"})
    assert "業務委託料（100,000,000円）" in wrong["year3_planned"].message
