"""The branch's side of a change: reviewing, issuing."""

import re

from playwright.sync_api import expect

from tests.e2e.axe import find_barriers
from tests.e2e.visitors import Visitor


def open_case(visitor: Visitor, receipt: str, queue: str) -> None:
    visitor.go(f"/desk/changes?queue={queue}")
    row = visitor.page.get_by_role("row").filter(has_text=receipt)
    visitor.follow(re.compile("^開く"), inside=row)
    visitor.sees_heading(re.compile(receipt))


def approve(desk: Visitor, receipt: str) -> None:
    desk.go("/desk")
    desk.shoot("85-desk-board")
    open_case(desk, receipt, "new")
    desk.press("審査を始める")
    desk.shoot("86-desk-change")
    assert find_barriers(desk.page) == []
    for box in desk.page.get_by_label(re.compile("^確認した内容")).all():
        box.fill("変更契約書の写しで確認しました。")
    desk.press("承認する")
    desk.sees("変更を承認しました")
    desk.shoot("87-desk-change-approved")
    desk.follow("発行へ進む")
    desk.sees(re.compile("別の方が発行します"))


def issue(issuer: Visitor, receipt: str, *, version: str) -> None:
    """The second person, after a look at the certificate that it becomes."""
    open_case(issuer, receipt, "issue")
    issuer.follow(re.compile("^証書プレビュー"))
    expect(issuer.page.locator("main")).to_contain_text(version)
    issuer.shoot("88-change-preview")
    issuer.page.get_by_role("link", name="変更の申込に戻る").click()
    issuer.follow("発行へ進む")
    issuer.shoot("89-desk-issue-change")
    assert find_barriers(issuer.page) == []
    issuer.tick("looked")
    issuer.press("変更の証書を発行する")
    issuer.sees("変更の証書を発行しました")
    issuer.shoot("90-desk-change-issued")
