"""The branch's side of the journeys: reviewing, approving, settling, issuing."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.documents.reading import text_of
from tests.e2e.visitors import Visitor


def open_case(visitor: Visitor, receipt: str) -> None:
    """Find an application by its receipt number."""
    visitor.go("/desk")
    visitor.write("words", receipt)
    visitor.press("検索する")
    if not re.search(r"/desk/applications/\d+", visitor.page.url):
        visitor.page.get_by_role("main").get_by_role("link", name=re.compile(receipt)).first.click()
    visitor.sees_heading(re.compile(receipt))


def approve_registration(visitor: Visitor, receipt: str, folder: Path) -> tuple[str, str]:
    """Review, approve as a new company, print the 利用通知書; gives its login id and initial password."""
    visitor.go("/desk/registrations")
    visitor.follow(re.compile(receipt))
    visitor.press("審査を始める")
    visitor.shoot("10-desk-registration")
    visitor.follow("承認する")
    visitor.choose("contractor", "new")
    visitor.choose("delivery", "post")
    visitor.shoot("11-desk-registration-approve")
    visitor.press("承認する")
    visitor.shoot("12-desk-registration-approved")
    with visitor.page.expect_download() as download:
        visitor.press("利用通知書（PDF）を印刷用に取り出す")
    text = text_of(Path(download.value.path()).read_bytes(), folder)
    login_id = re.search(r"C\d{7}-\d{2}", text)
    password = re.search(r"\b[a-z0-9]{4}(-[a-z0-9]{4}){3}\b", text)
    assert login_id, text
    assert password, text
    return login_id[0], password[0]


def ask_to_mend(visitor: Visitor, receipt: str, comments: dict[str, str]) -> None:
    """審査を始める, then 修正を依頼する with a word beside each field."""
    open_case(visitor, receipt)
    visitor.press("審査を始める")
    visitor.shoot("30-desk-review")
    visitor.follow("修正を依頼する")
    for field, text in comments.items():
        visitor.write(f"comment-{field}", text)
    visitor.shoot("31-desk-return")
    visitor.press("修正を依頼する")
    visitor.sees_heading(re.compile(receipt))


def approve(visitor: Visitor, receipt: str) -> None:
    """審査を始める and approve every requested guarantee, with words for each 要確認."""
    open_case(visitor, receipt)
    visitor.press("審査を始める")
    visitor.shoot("34-desk-review-again")
    form = visitor.page.locator('form[action$="/approve"]')
    expect(form).to_be_visible()
    for box in form.locator('input[type="text"], textarea').all():
        box.fill("契約書の写しと発注者の公表資料で確認しました。")
    for tick in form.locator('[name="requests"]').all():
        tick.check()
    visitor.press("承認する")
    expect(visitor.page.get_by_text("お支払い待ち").first).to_be_visible()
    visitor.shoot("35-desk-approved")


def put_on_account(visitor: Visitor, receipt: str, product: str) -> None:
    """保証料・入金: the premium goes on the company's monthly account."""
    open_case(visitor, receipt)
    visitor.follow(re.compile(rf"保証料・入金\s*（{product}）"))
    visitor.shoot(f"36-desk-premium-{product}")
    visitor.press("一括納付に計上する")


def issue(visitor: Visitor, receipt: str, product: str) -> None:
    """発行, by the second person."""
    open_case(visitor, receipt)
    visitor.follow(re.compile(rf"発行へ進む\s*（{product}）"))
    visitor.shoot(f"37-desk-issue-{product}")
    visitor.tick("looked")
    visitor.press("電子証書を発行する")
    visitor.sees_heading(re.compile("保証契約"))
    visitor.shoot(f"38-desk-issued-{product}")
