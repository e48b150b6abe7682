"""Components and our script in a real browser: accessible, narrow, and kind to input methods."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.e2e.axe import assert_accessible, assert_reflows

pytestmark = pytest.mark.e2e
PAGES = ["/form", "/overview", "/error", "/visitor/error"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1280, 375])
def test_the_page_breaks_no_rule_of_wcag(page: Page, gallery_url: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(gallery_url + path)
    assert_accessible(page)


@pytest.mark.parametrize("path", PAGES)
def test_the_page_needs_no_sideways_scrolling_at_320_px(page: Page, gallery_url: str, path: str) -> None:
    page.goto(gallery_url + path)
    assert_reflows(page)


def test_the_page_keeps_the_content_security_policy(page: Page, gallery_url: str) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    for path in ("/form", "/overview"):
        page.goto(gallery_url + path)
    assert told == []


def test_a_refused_form_moves_the_focus_to_the_summary_and_from_there_to_the_field(
    page: Page, gallery_url: str
) -> None:
    page.goto(f"{gallery_url}/form")
    page.get_by_label("前払金保証金額").fill("")
    page.get_by_role("button", name="次の項目へ進む").click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert_accessible(page)
    page.locator("#error-summary").get_by_role("link", name=re.compile("前払金保証金額")).click()
    expect(page.get_by_label("前払金保証金額")).to_be_focused()


def test_typing_fills_the_result_and_leaves_the_caret_alone(page: Page, gallery_url: str) -> None:
    page.goto(f"{gallery_url}/form")
    box = page.get_by_label("前払金保証金額")
    box.fill("")
    with page.expect_response("**/form/live"):
        box.press_sequentially("12345")
    expect(page.locator("#f-amount-result")).to_have_text("12345")
    expect(box).to_be_focused()
    assert box.evaluate("box => box.selectionStart") == 5


def test_figures_get_commas_when_the_box_is_left(page: Page, gallery_url: str) -> None:
    page.goto(f"{gallery_url}/form")
    box = page.get_by_label("前払金保証金額")
    box.fill("２０００００００円")
    box.press("Tab")
    expect(box).to_have_value("20,000,000")
    box.fill("2000万")
    box.press("Tab")
    expect(box).to_have_value("2000万")


def test_half_converted_words_are_not_sent(page: Page, gallery_url: str) -> None:
    page.goto(f"{gallery_url}/form")
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if "/live" in request.url else None)
    box = page.get_by_label("前払金保証金額")
    box.fill("")
    page.wait_for_timeout(600)
    sent.clear()
    page.context.new_cdp_session(page).send(
        "Input.imeSetComposition", {"text": "にせん", "selectionStart": 3, "selectionEnd": 3}
    )
    page.wait_for_timeout(600)
    assert sent == []
    with page.expect_response("**/form/live"):
        page.context.new_cdp_session(page).send("Input.insertText", {"text": "二千万"})
    page.wait_for_timeout(600)
    assert len(sent) == 1


def test_a_refused_request_says_why_and_keeps_the_page(page: Page, gallery_url: str) -> None:
    page.goto(f"{gallery_url}/overview")
    page.get_by_role("button", name="取り消す").click()
    expect(page.locator("#failure")).to_contain_text(
        "ほかの方が先に更新しました。最新の内容を確認してください。"
    )
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_without_a_connection_the_person_can_try_again(page: Page, gallery_url: str) -> None:
    page.goto(f"{gallery_url}/form")
    page.route("**/form/live", lambda route: route.abort())
    page.get_by_label("前払金保証金額").fill("500")
    expect(page.get_by_text("通信できませんでした")).to_be_visible()
    page.unroute("**/form/live")
    page.get_by_role("button", name="もう一度試す").click()
    expect(page.locator("#f-amount-result")).to_have_text("500")
    expect(page.locator("#failure")).to_be_hidden()


def test_number_and_key_are_copied_and_that_is_said(
    page: Page, context: BrowserContext, gallery_url: str
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{gallery_url}/overview")
    page.get_by_role("button", name="番号とキーをコピー").click()
    expect(page.get_by_text("コピーしました")).to_be_visible()
    assert (
        page.evaluate("navigator.clipboard.readText()")
        == "保証契約番号：04126-000001\n認証キー：Z28Y-UE4J-3BUX"
    )


def test_the_button_that_only_serves_without_javascript_is_gone(page: Page, gallery_url: str) -> None:
    page.goto(f"{gallery_url}/form")
    expect(page.get_by_role("button", name="再計算")).to_have_count(0)


def test_the_warning_before_the_session_ends_keeps_it_with_one_press(page: Page, gallery_url: str) -> None:
    page.clock.install()
    page.goto(f"{gallery_url}/form")
    page.clock.fast_forward("56:00")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page)
    with page.expect_response(f"{gallery_url}/"):
        page.get_by_role("button", name="ログインを続ける").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.clock.fast_forward("54:00")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.clock.fast_forward("07:00")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("link", name="別の画面でログインする")).to_be_visible()
    assert_accessible(page)


def test_everything_is_there_without_javascript(page: Page, gallery_url: str) -> None:
    browser = page.context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False, locale="ja-JP").new_page()
    plain.goto(f"{gallery_url}/form")
    assert plain.get_by_role("button", name="再計算").count() == 1
    plain.get_by_label("前払金保証金額").fill("")
    plain.get_by_role("button", name="次の項目へ進む").click()
    assert "エラー" in plain.title()
    plain.context.close()


def test_colours_forced_by_the_person_leave_the_present_place_visible(page: Page, gallery_url: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{gallery_url}/form")
    here = page.locator(".nav a[aria-current]").evaluate("a => getComputedStyle(a).borderBottomColor")
    other = page.locator(".nav a:not([aria-current])").first.evaluate(
        "a => getComputedStyle(a).borderBottomColor"
    )
    assert here != other
