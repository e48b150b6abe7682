"""The main steps without a mouse: reached with Tab, done with Enter, Space and arrows, and always in sight."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from surety.demo import cast
from tests.e2e import journeys
from tests.e2e.visitors import KeyboardVisitor

pytestmark = pytest.mark.e2e


def test_an_application_is_written_and_sent_with_the_keyboard(visit: Callable[..., KeyboardVisitor]) -> None:
    visitor = visit(KeyboardVisitor)
    visitor.log_in(cast.MEMBER)
    receipt = journeys.apply(visitor, work_name="〇〇団地給水管更新工事")
    visitor.go("/applications/status")
    expect(visitor.page.get_by_role("row").filter(has_text=receipt)).to_contain_text("送信済み")


def test_key_and_certificate_are_read_with_the_keyboard(visit: Callable[..., KeyboardVisitor]) -> None:
    contractor, officer = visit(KeyboardVisitor), visit(KeyboardVisitor)
    contractor.log_in(cast.MEMBER)
    journeys.open_contract(contractor, work_name="〇〇小学校屋根改修工事")
    pair = journeys.show_key(contractor)
    officer.log_in(cast.OFFICER)
    officer.unfold("番号とキーをまとめて貼り付ける")
    officer.write("pasted", f"{pair.number} {pair.key}")
    officer.press("証書を確認する")
    officer.sees_heading("〇〇小学校屋根改修工事")
    officer.follow("証書を表示する")
    expect(officer.page.locator("main")).to_contain_text(pair.number)


def test_the_first_press_of_tab_offers_the_way_past_the_menu(visit: Callable[..., KeyboardVisitor]) -> None:
    visitor = visit(KeyboardVisitor)
    visitor.go("/")
    visitor.page.keyboard.press("Tab")
    skip = visitor.page.get_by_role("link", name="本文へ移動")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#main")).to_be_focused()
