"""変更 from the contractor's check over the branch's two people to the agency's word that it was seen."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from surety.demo import cast
from surety.demo.cases import CONTRACT_COPY
from tests.e2e import counter_changes, journeys
from tests.e2e.axe import find_barriers
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e
# 27,000,000 with 10,800,000 paid in advance; the demo has issued its 変更-1.
WORK = "〇〇地区農道舗装工事"


def apply(contractor: Visitor) -> str:
    """From the check to the receipt number; nothing is typed twice."""
    journeys.open_contract(contractor, work_name=WORK)
    contractor.follow("変更の要否を確認する")
    contractor.page.get_by_label("請負金額").fill("30,000,000")
    contractor.page.get_by_label(re.compile("^前払金額")).fill("12,000,000")
    expect(contractor.page.locator("#answer-said")).to_have_text("必要 1件")
    contractor.shoot("80-change-check")
    contractor.press("変更を申し込む")
    contractor.sees_heading("変更の申込の作成")
    expect(contractor.page.locator("#f-price")).to_have_value("30,000,000")
    contractor.write("changed_on", "R8.11.20")
    contractor.press("確認へ進む")
    contractor.sees(re.compile("入力内容を確認してください"))
    contractor.shoot("81-change-faults")
    contractor.write("reason", "設計変更により、舗装の面積が増えたため")
    contractor.attach("change_contract", CONTRACT_COPY)
    contractor.press("選んだファイルを添付する")
    contractor.sees("contract_copy.pdf")
    contractor.shoot("82-change-form")
    assert find_barriers(contractor.page) == []
    contractor.press("確認へ進む")
    contractor.sees_heading("変更の申込の確認")
    contractor.shoot("83-change-confirm")
    assert find_barriers(contractor.page) == []
    contractor.tick("declares")
    contractor.press("この内容で送信する")
    contractor.sees(re.compile("受付番号は"))
    contractor.shoot("84-change-sent")
    assert find_barriers(contractor.page) == []
    found = re.search(r"R\d{8}-\d{4,}", contractor.page.locator("main").inner_text())
    assert found
    return found[0]


def test_a_change_from_the_check_to_the_agencys_word(visit: Callable[..., Visitor]) -> None:
    contractor, desk, issuer, officer = visit(), visit(), visit(), visit()
    contractor.log_in(cast.MEMBER)
    receipt = apply(contractor)
    contractor.go("/applications/status")
    contractor.sees(receipt)
    contractor.shoot("91-status")
    desk.log_in(cast.UNDERWRITER)
    counter_changes.approve(desk, receipt)
    issuer.log_in(cast.ISSUER)
    counter_changes.issue(issuer, receipt, version="変更-2")
    contractor.site.work()

    journeys.open_contract(contractor, work_name=WORK)
    contractor.sees("変更-2")
    contractor.shoot("92-contract-changed")
    pair = journeys.show_key(contractor)
    contractor.go(f"/guarantees/{pair.number}/compare")
    contractor.shoot("93-compare")
    assert find_barriers(contractor.page) == []
    officer.log_in(cast.OFFICER)
    journeys.check_certificate(officer, pair)
    officer.sees(re.compile("変更の確認（変更-2）"))
    officer.shoot("94-viewer-changed")
    assert find_barriers(officer.page) == []
    officer.follow("変わったところを見る")
    for shown in ("10,800,000円", "12,000,000円", "＋1,200,000円", "30,000,000円"):
        expect(officer.page.locator("main")).to_contain_text(shown)
    officer.shoot("95-viewer-compare")
    officer.follow("証書の確認へ戻る")
    officer.press("変更の内容を確認した")
    officer.sees("変更の確認済み")
    officer.shoot("96-acknowledged")
    journeys.open_contract(contractor, work_name=WORK)
    contractor.sees("変更の確認済み")
