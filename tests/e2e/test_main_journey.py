"""The leaflet from end to end: a company registers, applies, is reviewed and issued; the city reads the certificate."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from surety.demo import cast
from tests.documents.reading import pages_of, text_of
from tests.e2e import counter, journeys
from tests.e2e.site import ROOT
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e
WORK = "市道〇〇線歩道新設工事"
PASSWORD = "harukaze no hashi wo wataru"
SAMPLE = ROOT / "docs" / "samples" / "01-good.xlsx"


def register_company(visitor: Visitor) -> str:
    visitor.go("/")
    visitor.shoot("01-top")
    visitor.follow("利用を申し込む")
    visitor.shoot("02-registration")
    visitor.follow("アップロードへ進む")
    visitor.tick("agree")
    visitor.shoot("03-terms")
    visitor.press("同意して進む")
    visitor.attach("workbook", SAMPLE)
    visitor.shoot("04-upload")
    visitor.page.locator('form:has([name="workbook"]) button').click()
    visitor.sees_heading("読み取り結果の確認")
    visitor.shoot("05-report")
    # The reader's remark is mended right there.
    visitor.write("fax", "０１７－０００－０００１")
    visitor.press("確認画面へ進む")
    visitor.sees_heading("利用申請の確認")
    visitor.sees("017-000-0001")
    visitor.shoot("06-registration-confirm")
    visitor.choose("delivery", "post")
    visitor.press("この内容で送信する")
    visitor.sees_heading("利用申請を受け付けました")
    visitor.shoot("07-registration-sent")
    return visitor.page.locator(".receipt").inner_text().strip()


def confirm_mail(visitor: Visitor, receipt: str) -> None:
    visitor.site.work()
    visitor.go("/mailbox?recipient=hanako@example.co.jp")
    visitor.shoot("08-mailbox")
    visitor.follow(re.compile("受け付け"))
    visitor.sees(re.compile(receipt))
    visitor.shoot("09-mail")
    visitor.page.get_by_role("article").get_by_role("link").first.click()
    visitor.press("確認する")
    visitor.sees_heading("メールアドレスの確認")
    visitor.sees("メールアドレスを確認しました")


def enter_for_the_first_time(visitor: Visitor, login_id: str, initial: str) -> None:
    visitor.go("/account/login")
    visitor.shoot("13-login")
    visitor.give_password(login_id, initial)
    visitor.sees_heading("パスワードの変更")
    visitor.shoot("14-first-password")
    visitor.write("new_password", PASSWORD)
    visitor.write("repeated", PASSWORD)
    visitor.press("変更する")
    visitor.shoot("15-dashboard")


def apply_with_live_percentages(visitor: Visitor) -> str:
    journeys.begin_application(visitor)
    visitor.shoot("20-works-empty")
    journeys.fill_in_works(visitor, name=WORK)
    visitor.shoot("21-guarantees-empty")
    journeys.fill_in_guarantees(visitor)
    # Seen while typing, before anything was sent.
    expect(visitor.page.locator("#f-advance_amount-result")).to_contain_text("40.0%")
    expect(visitor.page.locator("#f-performance_amount-result")).to_contain_text("10.0%")
    visitor.shoot("22-guarantees-filled")
    visitor.press("次の項目へ進む")
    visitor.shoot("23-other")
    receipt = journeys.send(visitor)
    visitor.shoot("25-sent")
    return receipt


def mend(visitor: Visitor, receipt: str) -> None:
    visitor.go("/applications/status")
    visitor.shoot("32-status")
    visitor.follow(re.compile(receipt))
    visitor.shoot("33-returned")
    visitor.follow("修正して再送信する")
    # The page with the request, not the first one.
    visitor.sees("支店名まで、正式な名称でご記入ください。")
    visitor.shoot("33-returned-field")
    visitor.write("advance_deposit_bank", "〇〇銀行 ××中央支店")
    visitor.press("次の項目へ進む")
    assert journeys.send(visitor) == receipt


def test_from_the_application_form_to_the_certificate_in_the_citys_hands(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    contractor, underwriter, issuer, officer = visit(), visit(), visit(), visit()
    site = contractor.site

    receipt = register_company(contractor)
    confirm_mail(contractor, receipt)
    underwriter.log_in(cast.UNDERWRITER)
    underwriter.shoot("10-desk-home")
    login_id, initial = counter.approve_registration(underwriter, receipt, tmp_path)
    site.run("contractors", "monthly-account", login_id.partition("-")[0])
    enter_for_the_first_time(contractor, login_id, initial)

    receipt = apply_with_live_percentages(contractor)
    counter.ask_to_mend(
        underwriter, receipt, {"advance_deposit_bank": "支店名まで、正式な名称でご記入ください。"}
    )
    mend(contractor, receipt)
    counter.approve(underwriter, receipt)
    issuer.log_in(cast.ISSUER)
    for product in ("前払金保証", "契約保証"):
        counter.put_on_account(underwriter, receipt, product)
        counter.issue(issuer, receipt, product)
    site.work()

    journeys.open_contract(contractor, work_name=WORK)
    contractor.shoot("41-contract")
    pair = journeys.show_key(contractor)
    contractor.shoot("42-key")
    notice = download(contractor, "お知らせ（PDF）をダウンロード", role="link")
    assert pages_of(notice) == 1
    assert f"{pair.number}" in text_of(notice, tmp_path)
    assert pair.key.replace("-", "") in re.sub(r"[-\s]", "", text_of(notice, tmp_path))
    contractor.press("提出済みにする")
    contractor.sees("に提出済みと記録しました。")

    officer.log_in(cast.OFFICER)
    officer.shoot("50-viewer")
    # Pasted together as it came, in full-width signs.
    officer.unfold("番号とキーをまとめて貼り付ける")
    officer.write("pasted", f"保証契約番号：{wide(pair.number)}　認証キー：{wide(pair.key.lower())}")
    officer.press("証書を確認する")
    officer.sees_heading(WORK)
    officer.shoot("51-viewer-verdict")
    assert_same_certificate(contractor, officer, pair, tmp_path)

    journeys.open_contract(contractor, work_name=WORK)
    contractor.sees("発注者が閲覧しました")
    contractor.shoot("60-opened")


def assert_same_certificate(contractor: Visitor, officer: Visitor, pair: journeys.Pair, folder: Path) -> None:
    officer.follow("証書を表示する")
    officer.shoot("52-viewer-certificate")
    theirs = officer.page.locator("main").inner_text()
    with officer.page.expect_download() as saved:
        officer.press("PDFを保存")
    paper = Path(saved.value.path()).read_bytes()

    contractor.follow("証書を表示")
    contractor.shoot("43-certificate")
    ours = contractor.page.locator("main").inner_text()
    assert ours == theirs
    assert pages_of(paper) == 1
    printed = squeezed(text_of(paper, folder))
    for value in ("20,000,000", "50,000,000", WORK, "平川市長", "〇〇建設株式会社", pair.number):
        assert squeezed(value) in squeezed(ours)
        assert squeezed(value) in printed


def download(visitor: Visitor, name: str, *, role: str = "button") -> bytes:
    with visitor.page.expect_download() as started:
        (visitor.follow if role == "link" else visitor.press)(name)
    return Path(started.value.path()).read_bytes()


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
