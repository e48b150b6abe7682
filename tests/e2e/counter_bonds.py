"""The branch's side of a bid bond: reviewing, its fee, issuing."""

import re

from tests.e2e.axe import find_barriers
from tests.e2e.visitors import Visitor


def open_bond(visitor: Visitor, receipt: str) -> None:
    """The branch finds it by its receipt number."""
    visitor.go("/desk")
    visitor.write("words", receipt)
    visitor.press("検索する")
    visitor.follow(re.compile(rf"^開く\s*（{receipt}）"))
    visitor.sees_heading(re.compile(receipt))


def approve(underwriter: Visitor, receipt: str) -> None:
    open_bond(underwriter, receipt)
    underwriter.press("審査を始める")
    underwriter.shoot("84-bond-review")
    assert find_barriers(underwriter.page) == []
    for box in underwriter.page.locator('form[action$="/approve"] input[type="text"]').all():
        box.fill("公告の写しで確認しました。")
    underwriter.press("承認する")
    underwriter.sees("予約手数料のお支払い待ち")
    underwriter.follow("手数料・入金")
    underwriter.shoot("85-bond-fee")
    underwriter.press("一括納付に計上する")
    underwriter.sees("一括納付に計上しました")
    underwriter.follow("発行へ進む")
    underwriter.sees("別の方が発行します")


def issue(issuer: Visitor, receipt: str) -> str:
    """The second person; gives the 予約番号."""
    open_bond(issuer, receipt)
    issuer.follow("発行へ進む")
    issuer.shoot("86-bond-issue")
    issuer.tick("looked")
    issuer.press("予約証書を発行する")
    issuer.sees("発行済み")
    issuer.shoot("87-bond-issued")
    found = re.search(r"Y\d{5}-\d{6}", issuer.page.locator("main").inner_text())
    assert found
    return found[0]
