"""A 保証申込 judged: what is wrong, and what the live figures say."""

from datetime import date

import pytest

from surety.domain.application_checks import (
    needed_dates,
)
from surety.domain.application_draft import Draft
from surety.domain.application_figures import rule_words_for
from surety.domain.application_reading import read_draft
from surety.domain.products import DecisiveDate, Product
from tests.domain.application_cases import TEXTS, Agency, figures, ground, own_rule, problems
from tests.domain.doc_tables import read_table


def test_the_leaflet_s_application_has_no_problem():
    assert problems() == {}


def test_the_leaflet_s_figures_show_40_0_and_10_0_percent():
    shown = figures()
    assert [(f.echo, f.percent, f.base_word) for f in shown.amounts] == [
        ("2,000万円", "40.0", "請負金額"),
        ("500万円", "10.0", "請負金額"),
    ]
    assert [(f.filled, f.limit, f.is_bad) for f in shown.amounts] == [(400, 400, False), (100, 100, False)]


def test_an_agency_without_a_rule_of_its_own_is_judged_by_the_general_frame_and_never_blocks():
    over = figures(advance_amount="20,000,001").amount(Product.ADVANCE)
    assert over.percent == "40.000002"
    assert not over.is_bad
    assert over.needs_check
    assert "平川市の定めは、発注者にご確認ください" in over.sentence
    assert problems(advance_amount="20,000,001") == {}


def test_an_agency_s_own_limit_is_told_with_its_figure():
    agency = Agency("〇〇市", rules=(own_rule(),))
    found = problems(agency, advance_amount="20,000,001", advance_form="paper", performance_form="paper")
    assert found["advance_amount"].message == (
        "前払金保証金額は 20,000,000円（請負金額の40%）以下で入力してください"
    )
    assert figures(agency, advance_amount="20,000,001").amount(Product.ADVANCE).is_bad


def test_an_agency_s_own_minimum_is_told_with_its_figure():
    agency = Agency("〇〇市", rules=(own_rule(Product.PERFORMANCE, "10"),))
    found = problems(agency, performance_amount="450万", advance_form="paper", performance_form="paper")
    assert found["performance_amount"].message == (
        "契約保証金額は 5,000,000円（請負金額の10%）以上で入力してください"
    )
    assert figures(agency, performance_amount="450万").amount(Product.PERFORMANCE).sentence == (
        "必要額 5,000,000円に 500,000円足りません。"
    )


def test_the_room_that_is_left_is_said():
    shown = figures(Agency("〇〇市", rules=(own_rule(),)), advance_amount="1,500万").amount(Product.ADVANCE)
    assert shown.sentence == "上限 40.0%（20,000,000円）の範囲内です。あと 5,000,000円まで申し込めます。"


def test_the_ratio_is_of_the_year_s_amount_where_one_is_given():
    shown = figures(advance_fiscal_year_amount="3,000万", advance_amount="1,200万")
    assert shown.amount(Product.ADVANCE).percent == "40.0"
    assert shown.amount(Product.ADVANCE).base_word == "今年度対象額"
    assert shown.amount(Product.PERFORMANCE).base_word == "請負金額"


@pytest.mark.parametrize(
    "texts,sentence",
    [
        ({"advance_amount": ""}, "上限は 20,000,000円（2,000万円）です。発注者の定めをご確認ください。"),
        ({"price": ""}, "請負金額を入力すると、割合と上限を計算できます。"),
        (
            {"advance_amount": "二千万"},
            "前払金保証金額は数字で入力してください（漢数字は使えません。例：20,000,000）。",
        ),
    ],
)
def test_a_figure_that_cannot_be_worked_out_says_what_is_missing(texts, sentence):
    assert figures(**texts).amount(Product.ADVANCE).sentence == sentence


def test_the_premium_is_estimated_by_the_days_covered():
    shown = figures()
    assert [(p.product, p.yen, p.sentence) for p in shown.premiums] == [
        (Product.ADVANCE, 55000, "107日間"),
        (Product.PERFORMANCE, 7320, "107日間"),
    ]
    assert shown.premium_yen == 62320
    assert "見本料率" in shown.premium_note


def test_a_guarantee_that_is_not_applied_for_costs_nothing_and_has_no_problems():
    content = {"performance_applies": "", "performance_amount": "ばん", "performance_form": ""}
    assert problems(**content) == {}
    assert [premium.product for premium in figures(**content).premiums] == [Product.ADVANCE]


def test_before_the_agency_s_start_the_electronic_form_is_refused_with_the_reason():
    found = problems(contracted_on="R7.11.30", period_from="R7.12.1")
    assert found["advance_form"].message == (
        "前払金保証：平川市の電子保証は、令和7年12月1日以降の契約が対象です。「証書（紙）」を選んでください。"
    )
    assert "advance_form" not in problems(
        contracted_on="R7.11.30", advance_form="paper", performance_form="paper"
    )


def test_a_performance_guarantee_needs_an_advance_payment_to_ride_on():
    alone = {"advance_applies": ""}
    assert problems(**alone)["performance_advance_plan"].is_blank
    assert (
        "お申し込みいただけません"
        in problems(**alone, performance_advance_plan="none")["performance_advance_plan"].message
    )
    assert problems(**alone, performance_advance_plan="planned") == {}


def test_only_a_performance_guarantee_may_come_before_the_contract():
    assert problems(contracted_on="", advance_form="paper", performance_form="paper")[
        "contracted_on"
    ].is_blank
    before = {"contracted_on": "", "advance_applies": "", "performance_advance_plan": "planned"}
    assert problems(**before, performance_form="paper") == {}


@pytest.mark.parametrize(
    "texts,field,message",
    [
        (
            {"period_to": "R7.12.4"},
            "period_to",
            "工期の終わりは、工期の始まり（令和7年12月4日）より後の日付で入力してください",
        ),
        (
            {"contracted_on": "R8.3.21"},
            "contracted_on",
            "請負契約日は、工期の終わり（令和8年3月20日）より前の日付で入力してください",
        ),
        ({"period_to": "R8.2.30"}, "period_to", "工期の終わりの日付を確認してください（2月は28日までです）"),
        ({"work_name": ""}, "work_name", "工事名を入力してください"),
        ({"advance_deposit_bank": ""}, "advance_deposit_bank", "預託金融機関を入力してください"),
        ({"advance_redeposit": ""}, "advance_redeposit", "再預託利用区分を選んでください"),
        ({"issue_mail_address": ""}, "issue_mail_address", "メールアドレスを入力してください"),
        ({"issue_mail_address": "soumu"}, "issue_mail_address", "メールアドレスの形を確認してください（例：soumu@example.co.jp）"),
        ({"branch_id": "99"}, "branch_id", "申込送信先を選んでください"),
        ({"advance_amount": "6,000万"}, "advance_amount", "前払金保証金額は 50,000,000円（請負金額）以下で入力してください"),
        ({"advance_payment_method": "monthly_account"}, "advance_payment_method", "一括納付は、ご契約のある会社さまだけがお使いいただけます。別の支払方法を選んでください"),
    ],
)  # fmt: skip
def test_every_problem_says_what_to_do(texts, field, message):
    assert problems(**texts)[field].message == message


def test_services_have_words_of_their_own():
    found = problems(work_kind="services", work_name="", price="")
    assert found["work_name"].message == "委託業務名を入力してください"
    assert found["price"].message == "業務委託料を入力してください"


def test_a_company_with_a_monthly_account_may_use_it():
    assert problems(under=ground(has_monthly_account=True), advance_payment_method="monthly_account") == {}


def test_the_announcement_is_asked_for_only_where_the_agency_s_rule_hangs_on_it():
    dated = Agency(
        "〇〇市",
        rules=(own_rule(valid_from=date(2025, 10, 1), decisive_date=DecisiveDate.ANNOUNCEMENT),),
        acceptances=(),
    )
    reading = read_draft(Draft(texts=TEXTS))
    assert needed_dates(reading, ground=ground()) == ()
    assert needed_dates(reading, ground=ground(dated)) == ("announced_on",)
    paper = {"advance_form": "paper", "performance_form": "paper"}
    assert problems(dated, **paper)["announced_on"].is_blank
    assert problems(dated, **paper, announced_on="R7.11.10") == {}
    assert "以前の日付" in problems(dated, **paper, announced_on="R7.12.5")["announced_on"].message


def test_the_rule_is_named_beside_the_amount():
    reading = read_draft(Draft(texts=TEXTS))
    assert rule_words_for(reading, reading.requests[0], ground=ground()) == ("一般の枠：請負金額の40%以内。",)


def test_a_locked_product_is_not_judged_again():
    assert problems(under=ground(locked=frozenset({Product.ADVANCE})), advance_amount="") == {}


@pytest.mark.parametrize(
    "row", read_table("application.md", "Worked table"), ids=lambda row: " ".join(row[:4])
)
def test_the_worked_table_of_the_rules_page_holds(row):
    price, product, base, amount, shown, judged = row
    texts = {"price": price, f"{product}_amount": amount, "advance_fiscal_year_amount": base}
    figure = figures(**texts).amount(Product(product))
    assert figure.percent == shown
    assert (figure.is_bad, figure.needs_check) == {
        "○": (False, False),
        "要確認": (False, True),
        "×": (True, True),
    }[judged]
    assert (f"{product}_amount" in problems(**texts)) is (judged == "×")
