"""The main steps on a phone, 375 px wide; at 320 px nothing needs sideways scrolling either."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from surety.demo import cast
from tests.e2e import journeys
from tests.e2e.axe import assert_accessible, assert_reflows
from tests.e2e.site import ROOT
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e
PHONE = {"viewport": {"width": 375, "height": 700}, "has_touch": True, "is_mobile": True}


class PhoneVisitor(Visitor):
    """A person with a phone, whose every page fits and whose every target is big enough for a finger."""

    def sees_heading(self, text: str | re.Pattern[str]) -> None:
        super().sees_heading(text)
        assert_accessible(self.page)
        assert_reflows(self.page)
        self.page.set_viewport_size({"width": 375, "height": 700})

    def _activate(self, target: Locator, _key: str) -> None:
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        assert box
        assert box["height"] >= 24, f"{target} is {box['height']} px high"
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 375, self.page.url
        target.tap()


def test_an_application_is_written_and_sent_on_a_phone(visit: Callable[..., PhoneVisitor]) -> None:
    visitor = visit(PhoneVisitor, **PHONE)
    visitor.log_in(cast.MEMBER)
    receipt = journeys.apply(visitor, work_name="〇〇通り街路灯更新工事")
    visitor.go("/applications/status")
    visitor.sees_heading("手続状況")
    visitor.follow(re.compile(receipt))
    visitor.sees_heading("申込の内容")


def test_key_and_certificate_are_read_on_a_phone(visit: Callable[..., PhoneVisitor]) -> None:
    contractor, officer = visit(PhoneVisitor, **PHONE), visit(PhoneVisitor, **PHONE)
    contractor.log_in(cast.MEMBER)
    journeys.open_contract(contractor, work_name="〇〇地区排水路整備工事")
    pair = journeys.show_key(contractor)
    journeys.check_certificate(officer, pair)
    officer.sees_heading("〇〇地区排水路整備工事")
    officer.follow("証書を表示する")
    expect(officer.page.locator("main")).to_contain_text(pair.number)


def test_a_workbook_is_uploaded_from_a_phone(visit: Callable[..., PhoneVisitor]) -> None:
    visitor = visit(PhoneVisitor, **PHONE)
    visitor.go("/registrations/terms")
    visitor.tick("agree")
    visitor.press("同意して進む")
    visitor.attach("workbook", Path(ROOT / "docs" / "samples" / "03-with-problems.xlsx"))
    visitor.press("読み取る")
    visitor.sees_heading("読み取り結果の確認")
