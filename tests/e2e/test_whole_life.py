"""A three-year works contract of a JV from the bid to the day after its last guarantee's term.

After every step contractor, branch and agency have to see the same certificate and the same state.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from surety import clock
from surety.demo import cast
from surety.demo.cases import CONTRACT_COPY
from surety.domain.dates import fiscal_year, format_wareki
from tests.documents.reading import pages_of, text_of
from tests.e2e import counter, counter_acts, counter_bonds, counter_changes, journeys
from tests.e2e.same_truth import Onlookers, Station
from tests.e2e.site import Site, fresh_site
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e
WORK = "△△川排水機場建設工事"
JOINT_VENTURE = "〇〇・△△特定建設工事共同企業体"
IN_FORCE, CHANGED = "有効です", "有効です（変更されています）"
CORRECTED, OVER = "有効です（訂正されています）", "満了しています"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A deployment of its own: in the end its worker is years ahead."""
    with fresh_site(tmp_path_factory) as it:
        yield it


@dataclass(frozen=True, slots=True)
class Life:
    """The people, and the days of the works contract, counted from today (JST)."""

    contractor: Visitor
    underwriter: Visitor
    issuer: Visitor
    onlookers: Onlookers
    signed: date

    @property
    def begins(self) -> date:
        return self.signed + timedelta(days=1)

    @property
    def first_year(self) -> int:
        return fiscal_year(self.begins)

    @property
    def first_year_end(self) -> date:
        return date(self.first_year + 1, 3, 31)

    @property
    def ends(self) -> date:
        return date(self.first_year + 3, 3, 20)

    @property
    def ends_later(self) -> date:
        """The end of the 工期 after the second change."""
        return self.ends + timedelta(days=10)


def reserve(life: Life, folder: Path) -> None:
    """入札ボンド: applied for, examined, issued by the second person, and won."""
    contractor = life.contractor
    contractor.go("/applications")
    contractor.follow("契約保証予約（入札ボンド）へ")
    contractor.press("入札ボンドを申し込む")
    journeys.choose_agency(contractor)
    contractor.write("work_number", "第0300号")
    contractor.write("work_name", WORK)
    contractor.write("joint_venture_name", JOINT_VENTURE)
    contractor.write("representative", cast.COMPANY)
    contractor.write("bid_on", format_wareki(clock.today()))
    contractor.write("bid_price", "98,000,000")
    contractor.choose("ratio", "10")
    contractor.write("amount", "10,000,000")
    contractor.write("award_on", format_wareki(clock.today()))
    contractor.write("valid_until", format_wareki(clock.today() + timedelta(days=60)))
    contractor.choose("advance_plan", "planned")
    contractor.press("申込確認へ進む")
    contractor.tick("declares")
    contractor.press("この内容で送信する")
    contractor.sees_heading("予約申込を送信しました")
    receipt = contractor.page.locator(".receipt").inner_text().strip()
    counter_bonds.approve(life.underwriter, receipt)
    number = counter_bonds.issue(life.issuer, receipt)
    contractor.site.work()

    contractor.go("/guarantees?tab=bid_bond")
    contractor.write("number", number)
    contractor.press("番号で検索する")
    contractor.follow(re.compile("^詳細"))
    contractor.sees_heading(WORK)
    paper = contractor.page.request.get(f"{contractor.page.url}/certificate.pdf").body()
    life.onlookers.keep(paper, "90-bond.pdf")
    assert pages_of(paper) == 1
    assert "10,000,000" in text_of(paper, folder)
    contractor.write("won_on", format_wareki(clock.today()))
    contractor.write("won_price", "96,000,000")
    contractor.press("落札した")
    contractor.tick("with_advance")
    contractor.press("契約保証を申し込む")
    contractor.sees_heading("保証申込の作成（新規）")


def apply_for_performance_and_advance(life: Life) -> str:
    """What the bid knew stands there; years, members and amounts are added. Gives the receipt number."""
    contractor = life.contractor
    expect(contractor.page.locator('[name="price"]')).to_have_value("96,000,000")
    expect(contractor.page.locator('[name="joint_venture_name"]')).to_have_value(JOINT_VENTURE)
    contractor.write("period_from", format_wareki(life.begins))
    contractor.write("period_to", format_wareki(life.ends))
    contractor.write("contracted_on", format_wareki(life.signed))
    contractor.press("年度ごとの金額を入力する")
    for row, amount in enumerate(("30,000,000", "40,000,000", "26,000,000"), start=1):
        contractor.write(f"year{row}_planned", amount)
    expect(contractor.page.locator('[name="member1_name"]')).to_have_value(cast.COMPANY)
    contractor.shoot("90-life-converted")
    journeys.fill_in_members(contractor)
    contractor.attach("contract_copy", CONTRACT_COPY)
    contractor.press("選んだファイルを添付する")
    contractor.sees("contract_copy.pdf")
    contractor.press("次の項目へ進む")
    contractor.choose("advance_form", "electronic")
    contractor.choose("advance_year_base", f"{life.first_year}-planned")
    contractor.write("advance_amount", "12,000,000")
    expect(contractor.page.locator("#f-advance_amount-result")).to_contain_text("今年度対象額の 40.0%")
    contractor.write("advance_deposit_bank", "〇〇銀行 ××支店")
    contractor.choose("advance_redeposit", "not_used")
    contractor.choose("performance_form", "electronic")
    expect(contractor.page.locator('[name="performance_amount"]')).to_have_value("9,600,000")
    contractor.press("次の項目へ進む")
    return journeys.send(contractor)


def issue(life: Life, receipt: str, *products: str) -> None:
    """The branch's two people, for each product of the application."""
    counter.approve(life.underwriter, receipt)
    for product in products:
        counter.put_on_account(life.underwriter, receipt, product)
    for product in products:
        counter.issue(life.issuer, receipt, product)
    life.contractor.site.work()


def pair_of(contractor: Visitor, kind: str) -> journeys.Pair:
    journeys.open_contract(contractor, work_name=WORK, kind=kind)
    return journeys.show_key(contractor)


def apply_for_interim(life: Life) -> str:
    contractor = life.contractor
    journeys.open_contract(contractor, work_name=WORK)
    contractor.follow("条件と足りないものを確かめる")
    contractor.press("中間前払金保証を申し込む")
    contractor.write("interim_amount", "6,000,000")
    expect(contractor.page.locator("#f-interim_amount-result")).to_contain_text("18,000,000円（60.0%）")
    contractor.attach("interim_recognition", CONTRACT_COPY)
    contractor.press("選んだファイルを添付する")
    contractor.sees("contract_copy.pdf")
    contractor.press("次の項目へ進む")
    return journeys.send(contractor)


def change(life: Life, pair: journeys.Pair, *, reason: str, version: str, boxes: dict[str, str]) -> None:
    """From 変更の要否 over the application to 変更-n by the second person."""
    contractor = life.contractor
    contractor.go(f"/guarantees/{pair.number}")
    contractor.follow("変更の要否を確認する")
    for box, text in boxes.items():
        contractor.write(box, text)
    expect(contractor.page.locator("#answer-said")).to_contain_text(re.compile("必要|支店に確認"))
    contractor.press("変更を申し込む")
    contractor.write("changed_on", format_wareki(clock.today()))
    contractor.write("reason", reason)
    contractor.attach("change_contract", CONTRACT_COPY)
    contractor.press("選んだファイルを添付する")
    contractor.sees("contract_copy.pdf")
    contractor.shoot(f"91-life-{version}-form")
    contractor.press("確認へ進む")
    contractor.sees_heading("変更の申込の確認")
    contractor.shoot(f"91-life-{version}-confirm")
    contractor.tick("declares")
    contractor.press("この内容で送信する")
    contractor.sees(re.compile("受付番号は"))
    found = re.search(r"R\d{8}-\d{4,}", contractor.page.locator("main").inner_text())
    assert found
    counter_changes.approve(life.underwriter, found[0])
    counter_changes.issue(life.issuer, found[0], version=version)
    contractor.site.work()


def test_a_joint_ventures_three_years_from_the_bid_to_the_last_day(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    contractor, underwriter, issuer, officer = visit(), visit(), visit(), visit()
    life = Life(
        contractor, underwriter, issuer, Onlookers(contractor, underwriter, officer, tmp_path), clock.today()
    )
    agree = life.onlookers.agree
    contractor.log_in(cast.MEMBER)
    underwriter.log_in(cast.UNDERWRITER)
    issuer.log_in(cast.ISSUER)
    officer.log_in(cast.OFFICER)

    reserve(life, tmp_path)
    issue(life, apply_for_performance_and_advance(life), "契約保証", "前払金保証")
    performance, advance = pair_of(contractor, "契約"), pair_of(contractor, "前払")
    first_end, last_day = format_wareki(life.first_year_end), format_wareki(life.ends)
    agree(performance, Station("91-performance", 1, ("9,600,000", JOINT_VENTURE, last_day), IN_FORCE, "新規"))
    agree(advance, Station("92-advance", 1, ("12,000,000", "96,000,000", first_end), IN_FORCE, "新規"))

    issue(life, apply_for_interim(life), "中間前払金保証")
    interim = pair_of(contractor, "中間")
    agree(interim, Station("93-interim", 1, ("6,000,000", "96,000,000", first_end), IN_FORCE, "新規"))

    this_year = {f"year-{each.number}": "33,000,000" for each in (advance, interim)}
    more = {"price": "99,000,000", f"paid-{advance.number}": "13,200,000", **this_year}
    change(life, advance, reason="今年度の出来高予定額が増えたため", version="変更-1", boxes=more)
    agree(advance, Station("94-advance-1", 2, ("変更-1", "13,200,000", "99,000,000"), CHANGED, "変更-1"))
    agree(performance, Station("94-performance-1", 2, ("変更-1", "9,900,000"), CHANGED, "変更-1"))
    agree(interim, Station("94-interim-1", 2, ("変更-1", "6,000,000", "99,000,000"), CHANGED, "変更-1"))

    later = format_wareki(life.ends_later)
    change(life, performance, reason="工期が延びたため", version="変更-2", boxes={"period_to": later})
    agree(performance, Station("95-performance-2", 3, ("変更-2", "9,900,000", later), CHANGED, "変更-2"))
    agree(advance, Station("95-advance-2", 3, ("変更-2", "13,200,000", first_end, later), CHANGED, "変更-2"))

    counter_acts.propose(
        underwriter,
        advance.number,
        "証書の訂正",
        right__depository_branch="△△支店",
        reason="支店名の転記誤り",
    )
    counter_acts.carry_out(issuer, advance.number, "証書の訂正")
    contractor.site.work()
    agree(advance, Station("96-corrected", 4, ("13,200,000", "△△支店"), CORRECTED, "訂正"))

    contractor.site.work(on=life.first_year_end + timedelta(days=1))
    agree(advance, Station("97-advance-over", 4, ("13,200,000", "△△支店"), OVER, "満了"))
    agree(interim, Station("97-interim-over", 3, ("変更-2", "6,000,000"), OVER, "満了"))
    agree(performance, Station("97-performance", 3, ("変更-2", "9,900,000"), CHANGED, "変更-2"))
    contractor.site.work(on=life.ends_later + timedelta(days=1))
    agree(performance, Station("98-performance-over", 3, ("変更-2", "9,900,000"), OVER, "満了"))
