"""A three-year contract of a JV: the first year's guarantee, then the next year's without typing the contract again."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from surety import clock
from surety.demo import cast
from surety.demo.cases import CONTRACT_COPY
from surety.domain.dates import fiscal_year, format_wareki
from surety.domain.fiscal_years import format_fiscal_year
from tests.e2e import counter, journeys
from tests.e2e.axe import find_barriers
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e
WORK = "△△川水門建設工事"


def fill_in_contract(contractor: Visitor, *, begins: date) -> None:
    """The works with three years and two companies; the sums are said while one types."""
    journeys.begin_application(contractor)
    first = fiscal_year(begins)
    journeys.choose_agency(contractor)
    contractor.write("work_name", WORK)
    contractor.write("price", "100,000,000")
    contractor.write("period_from", format_wareki(begins))
    contractor.write("period_to", format_wareki(date(first + 3, 3, 20)))
    contractor.write("contracted_on", format_wareki(begins - timedelta(days=1)))
    contractor.press("年度ごとの金額を入力する")
    expect(contractor.page.locator('[name="year3"]')).to_have_value(format_fiscal_year(first + 2))
    for row, amount in enumerate(("30,000,000", "40,000,000", "20,000,000"), start=1):
        contractor.write(f"year{row}_planned", amount)
    contractor.write("joint_venture_name", "〇〇・△△特定建設工事共同企業体")
    total = expect(contractor.page.locator("#years-total"))
    total.to_contain_text("10,000,000円少なくなっています")
    contractor.write("year3_planned", "30,000,000")
    contractor.press("構成員を入力する")
    journeys.fill_in_members(contractor)
    assert find_barriers(contractor.page) == []
    contractor.shoot("80-works-rows")
    contractor.attach("contract_copy", CONTRACT_COPY)
    contractor.press("次の項目へ進む")
    contractor.sees_heading(re.compile("保証申込の作成"))


def test_three_years_of_a_joint_venture(visit: Callable[..., Visitor]) -> None:
    contractor, underwriter, issuer = visit(), visit(), visit()
    begins = clock.today() - timedelta(days=2)
    first = fiscal_year(begins)
    contractor.log_in(cast.MEMBER)
    fill_in_contract(contractor, begins=begins)
    contractor.tick("advance_applies")
    contractor.choose("advance_form", "electronic")
    contractor.choose("advance_year_base", f"{first}-planned")
    contractor.write("advance_amount", "12,000,000")
    expect(contractor.page.locator("#f-advance_amount-result")).to_contain_text("今年度対象額の 40.0%")
    contractor.write("advance_deposit_bank", "〇〇銀行 ××支店")
    contractor.choose("advance_redeposit", "not_used")
    contractor.shoot("81-works-year")
    contractor.press("次の項目へ進む")
    receipt = journeys.send(contractor)

    underwriter.log_in(cast.UNDERWRITER)
    counter.open_case(underwriter, receipt)
    underwriter.sees(re.compile("△△建設株式会社　40%"))
    counter.approve(underwriter, receipt)
    counter.put_on_account(underwriter, receipt, "前払金保証")
    issuer.log_in(cast.ISSUER)
    counter.issue(issuer, receipt, "前払金保証")
    contractor.site.work()

    journeys.open_contract(contractor, work_name=WORK)
    contractor.follow("請負契約のページを開く")
    contractor.sees(f"{format_fiscal_year(first + 1)}")
    contractor.shoot("82-works-contract")
    assert find_barriers(contractor.page) == []
    contractor.press("次年度の前払金保証を申し込む")
    contractor.sees_heading("前払金保証申込の作成（新規）")
    expect(contractor.page.locator('[name="advance_year_base"]')).to_have_value(f"{first + 1}-planned")
    contractor.write("advance_amount", "16,000,000")
    expect(contractor.page.locator("#f-advance_amount-result")).to_contain_text("40.0%")
    contractor.press("次の項目へ進む")
    second = journeys.send(contractor)
    counter.open_case(underwriter, second)
    underwriter.sees("繰越しの有無")
    underwriter.follow("この請負契約の保証をすべて見る")
    underwriter.sees(second)
    underwriter.shoot("83-works-desk")
