"""契約保証予約（入札ボンド） from the bid to the 契約保証 that comes of it, through everybody's hands."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from surety import clock
from surety.demo import cast
from surety.demo.cases import CONTRACT_COPY
from surety.domain.dates import format_wareki
from tests.documents.reading import text_of
from tests.e2e import counter, counter_bonds, journeys
from tests.e2e.axe import find_barriers
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e
WORK = "市道〇〇線法面対策工事"


def day(days: int) -> str:
    return format_wareki(clock.today() + timedelta(days=days))


def apply(contractor: Visitor) -> str:
    """From the page of applications to the receipt number, with the figures moving on the way."""
    contractor.go("/applications")
    contractor.follow("契約保証予約（入札ボンド）へ")
    contractor.shoot("80-bond-index")
    contractor.press("入札ボンドを申し込む")
    journeys.choose_agency(contractor)
    contractor.write("work_number", "第0024号")
    contractor.write("work_name", WORK)
    contractor.write("bid_on", day(0))
    contractor.write("bid_price", "50,000,000")
    contractor.choose("ratio", "10")
    shown = expect(contractor.page.locator("#f-amount-result"))
    shown.to_contain_text("必要な金額は 5,000,000円（500万円）以上です。")
    contractor.write("amount", "4,000,000")
    shown.to_contain_text("8.0%")
    shown.to_contain_text("1,000,000円足りません")
    contractor.write("amount", "6,000,000")
    shown.to_contain_text("12.0%")
    expect(contractor.page.locator("#summary-figures")).to_contain_text("2,200円")
    contractor.write("award_on", day(3))
    contractor.write("valid_until", day(60))
    contractor.choose("advance_plan", "planned")
    contractor.shoot("81-bond-form")
    assert find_barriers(contractor.page) == []
    contractor.press("申込確認へ進む")
    contractor.sees_heading("申込内容の確認")
    contractor.shoot("82-bond-confirm")
    contractor.tick("declares")
    contractor.press("この内容で送信する")
    contractor.sees_heading("予約申込を送信しました")
    contractor.shoot("83-bond-sent")
    return contractor.page.locator(".receipt").inner_text().strip()


def read_paper(contractor: Visitor, number: str, folder: Path) -> None:
    """Found on its tab by its number; the paper says what was promised, and not the bid."""
    contractor.go("/guarantees?tab=bid_bond")
    contractor.write("number", number)
    contractor.press("番号で検索する")
    contractor.shoot("88-bond-list")
    contractor.follow(re.compile("^詳細"))
    contractor.sees_heading(WORK)
    contractor.shoot("89-bond-detail")
    assert find_barriers(contractor.page) == []
    paper = contractor.page.request.get(f"{contractor.page.url}/certificate.pdf").body()
    words = text_of(paper, folder)
    assert number in words
    assert "6,000,000" in words
    assert "50,000,000" not in words
    contractor.follow("予約証書を表示")
    expect(contractor.page.locator("main")).to_contain_text("契約保証予約証書")
    contractor.shoot("90-bond-certificate")
    contractor.page.go_back()


def test_a_bid_is_reserved_won_and_becomes_a_guarantee(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    contractor, underwriter, issuer = visit(), visit(), visit()
    contractor.log_in(cast.MEMBER)
    receipt = apply(contractor)
    underwriter.log_in(cast.UNDERWRITER)
    counter_bonds.approve(underwriter, receipt)
    issuer.log_in(cast.ISSUER)
    number = counter_bonds.issue(issuer, receipt)
    contractor.site.work()

    read_paper(contractor, number, tmp_path)
    contractor.write("won_on", day(0))
    contractor.write("won_price", "48,000,000")
    contractor.press("落札した")
    contractor.sees("落札を記録しました")
    contractor.shoot("91-bond-won")
    contractor.tick("with_advance")
    contractor.press("契約保証を申し込む")
    contractor.sees_heading("保証申込の作成（新規）")
    expect(contractor.page.locator('[name="work_name"]')).to_have_value(WORK)
    expect(contractor.page.locator('[name="price"]')).to_have_value("48,000,000")
    contractor.shoot("92-bond-converted")
    finish(contractor, underwriter, issuer)

    contractor.go("/bid-bonds")
    contractor.follow(re.compile(rf"^詳細\s*（{receipt}）"))
    expect(contractor.page.locator("main")).to_contain_text("契約保証へ移行")
    contractor.follow(re.compile(r"^\d{5}-\d{6}$"))
    contractor.sees_heading(WORK)


def finish(contractor: Visitor, underwriter: Visitor, issuer: Visitor) -> None:
    """What the bid bond could not know is typed; the application goes its usual way to the 契約保証."""
    contractor.write("period_from", day(10))
    contractor.write("period_to", day(130))
    contractor.write("contracted_on", day(9))
    contractor.attach("contract_copy", CONTRACT_COPY)
    contractor.press("選んだファイルを添付する")
    contractor.press("次の項目へ進む")
    contractor.choose("advance_form", "electronic")
    contractor.write("advance_amount", "19,200,000")
    contractor.write("advance_deposit_bank", "〇〇銀行 ××支店")
    contractor.choose("performance_form", "electronic")
    expect(contractor.page.locator('[name="performance_amount"]')).to_have_value("4,800,000")
    contractor.press("次の項目へ進む")
    receipt = journeys.send(contractor)
    counter.approve(underwriter, receipt)
    counter.put_on_account(underwriter, receipt, "契約保証")
    counter.issue(issuer, receipt, "契約保証")
    contractor.site.work()
