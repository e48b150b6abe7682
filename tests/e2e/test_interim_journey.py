"""中間前払金保証 from the guarantee's page to the city's hands, without typing the contract again."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from surety.demo import cast
from surety.demo.cases import CONTRACT_COPY
from tests.e2e import counter, journeys
from tests.e2e.axe import find_barriers
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e
# 18,500,000, of which 7,400,000 were paid in advance.
WORK = "〇〇小学校屋根改修工事"


def apply(contractor: Visitor) -> str:
    """From the first look at the conditions to the receipt number."""
    journeys.open_contract(contractor, work_name=WORK)
    contractor.follow("条件と足りないものを確かめる")
    contractor.sees("足りないもの（6件）")
    contractor.page.get_by_label(re.compile("前払金を受け取っている")).check()
    contractor.sees("足りないもの（5件）")
    contractor.shoot("70-interim-assistant")
    contractor.press("中間前払金保証を申し込む")
    contractor.sees_heading("中間前払金保証申込の作成（新規）")
    contractor.write("interim_amount", "3,700,000")
    shown = expect(contractor.page.locator("#f-interim_amount-result"))
    shown.to_contain_text("20.0%")
    shown.to_contain_text("11,100,000円（60.0%）")
    contractor.attach("interim_recognition", CONTRACT_COPY)
    contractor.press("選んだファイルを添付する")
    contractor.sees("contract_copy.pdf")
    contractor.shoot("71-interim-guarantees")
    assert find_barriers(contractor.page) == []
    contractor.press("前の項目へ戻る")
    contractor.sees(re.compile("同じ請負契約で申し込みます"))
    contractor.shoot("72-interim-works")
    assert find_barriers(contractor.page) == []
    contractor.press("次の項目へ進む")
    contractor.press("次の項目へ進む")
    return journeys.send(contractor)


def test_an_interim_payment_from_the_first_look_to_the_certificate(visit: Callable[..., Visitor]) -> None:
    contractor, underwriter, issuer, officer = visit(), visit(), visit(), visit()
    contractor.log_in(cast.MEMBER)
    receipt = apply(contractor)

    underwriter.log_in(cast.UNDERWRITER)
    counter.approve(underwriter, receipt)
    counter.put_on_account(underwriter, receipt, "中間前払金保証")
    issuer.log_in(cast.ISSUER)
    counter.issue(issuer, receipt, "中間前払金保証")
    contractor.site.work()

    journeys.open_contract(contractor, work_name=WORK, kind="中間")
    contractor.shoot("73-interim-contract")
    pair = journeys.show_key(contractor)
    contractor.follow("証書を表示")
    expect(contractor.page.locator("main")).to_contain_text("保証証書（中間前払金保証）")
    contractor.shoot("74-interim-certificate")
    journeys.check_certificate(officer, pair)
    officer.sees_heading(WORK)
    expect(officer.page.locator("main")).to_contain_text("3,700,000")
    officer.shoot("75-interim-viewer")

    # The guarantee it came from leads to it now, and to no second one.
    journeys.open_contract(contractor, work_name=WORK)
    contractor.follow("条件と足りないものを確かめる")
    contractor.sees(re.compile(receipt))
    expect(contractor.page.get_by_role("button", name="中間前払金保証を申し込む")).to_have_count(0)
