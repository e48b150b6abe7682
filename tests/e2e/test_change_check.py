"""変更の要否: the answer follows the typing, the branch is told, and says that it is dealt with."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from surety.demo import cast
from tests.e2e import journeys
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e
WORK = "〇〇小学校屋根改修工事"
PAID = re.compile("^前払金額")


def said(page: Page) -> str:
    return page.locator("#answer-said").inner_text()


def open_check(visitor: Visitor, *, work_name: str) -> Page:
    journeys.open_contract(visitor, work_name=work_name)
    visitor.follow("変更の要否を確認する")
    visitor.sees_heading("変更の要否を確認する")
    return visitor.page


def test_the_answer_follows_the_typing_and_the_branch_is_told(visit: Callable[..., Visitor]) -> None:
    member, desk = visit(), visit()
    member.log_in(cast.MEMBER)
    page = open_check(member, work_name=WORK)
    member.shoot("change-check")
    price = page.get_by_label("請負金額")
    price.fill("")
    price.press_sequentially("２０００万", delay=20)
    expect(page.locator("#answer-said")).to_have_text("不要 1件")
    expect(page.locator("#f-price-result")).to_have_text("2,000万円")
    assert price.evaluate("box => document.activeElement === box")
    assert price.input_value() == "２０００万"
    member.shoot("change-check-not-needed")
    page.get_by_label(PAID).fill("8,000,000")
    expect(page.locator("#answer-said")).to_have_text("必要 1件")
    expect(page.locator("#answer")).to_contain_text("追加の前払金を請求する前に")
    page.get_by_label("工期の終わり").fill("きのう")
    expect(page.locator("#answer-said")).to_contain_text("欄を確認してください")
    page.get_by_label("工期の終わり").fill("R10.3.31")
    expect(page.locator("#answer-said")).to_have_text("必要 1件")
    page.get_by_label("支店への連絡事項").fill("変更契約は来週の予定です。")
    expect(page.locator(".letter")).to_contain_text("変更契約は来週の予定です。")
    member.shoot("change-check-needed")
    member.press("この内容を支店に知らせる")
    member.sees("支店に知らせました")
    member.shoot("change-notice")
    desk.log_in(cast.UNDERWRITER)
    desk.go("/desk/change-notices")
    desk.shoot("desk-change-notices")
    row = desk.page.get_by_role("row").filter(has_text=WORK)
    desk.follow(re.compile("^開く"), inside=row)
    desk.sees("変更契約は来週の予定です。")
    desk.write("note", "変更契約書の写しをお願いしました。")
    desk.shoot("desk-change-notice")
    desk.press("対応済みにする")
    desk.sees("対応済みにしました")
    page.reload()
    member.sees("変更契約書の写しをお願いしました。")


def test_it_works_without_javascript(visit: Callable[..., Visitor]) -> None:
    member = visit(java_script_enabled=False)
    member.log_in(cast.MEMBER)
    page = open_check(member, work_name=WORK)
    page.get_by_label("工事名").fill("〇〇小学校屋根改修工事（その2）")
    member.press("変更の要否を確認する")
    expect(page.locator("#answer-said")).to_have_text("支店に確認 1件")
    member.press("この内容を支店に知らせる")
    member.sees("支店に知らせました")


def test_on_paper_stand_the_answers_and_the_letter_alone(visit: Callable[..., Visitor]) -> None:
    member = visit()
    member.log_in(cast.MEMBER)
    page = open_check(member, work_name="〇〇地区排水路整備工事")
    page.get_by_label("工期の終わり").fill("R10.3.31")
    expect(page.locator("#answer-said")).to_have_text("必要 1件、支店に確認 1件")
    page.emulate_media(media="print")
    expect(page.locator("#change-form")).to_be_hidden()
    expect(page.locator(".letter")).to_be_visible()
    expect(page.get_by_role("button", name="この内容を支店に知らせる")).to_be_hidden()
