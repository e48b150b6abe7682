"""割合 while typing: one request a pause, the caret stays, input methods are left in peace, the newest answer wins."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from surety.demo import cast
from tests.e2e import journeys
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e
LIVE = "**/recalculate"
PAUSE = 400


@pytest.fixture
def page_with_amount(visit: Callable[..., Visitor]) -> Page:
    visitor = visit()
    visitor.log_in(cast.SECOND_ADMIN)
    journeys.begin_application(visitor)
    journeys.fill_in_works(visitor, name="〇〇線側溝改良工事", copy=False)
    visitor.tick("advance_applies")
    return visitor.page


def amount(page: Page) -> Locator:
    return page.locator("#f-advance_amount")


def result(page: Page) -> Locator:
    return page.locator("#f-advance_amount-result")


def live_requests(page: Page) -> list[Request]:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/recalculate") else None)
    return sent


def test_a_pause_in_typing_asks_once_and_the_caret_stays(page_with_amount: Page) -> None:
    page, sent = page_with_amount, live_requests(page_with_amount)
    amount(page).press_sequentially("20000000", delay=40)
    expect(result(page)).to_contain_text("40.0%")
    assert len(sent) == 1
    amount(page).evaluate("box => box.setSelectionRange(1, 1)")
    page.keyboard.press("Delete")
    expect(result(page)).to_contain_text("4.0%")
    assert len(sent) == 2
    assert amount(page).evaluate("box => [document.activeElement === box, box.selectionStart]") == [True, 1]


def test_an_amount_over_the_limit_says_by_how_much(page_with_amount: Page) -> None:
    amount(page_with_amount).press_sequentially("２０００万１円", delay=10)
    expect(result(page_with_amount)).to_contain_text("20,000,000円")
    expect(result(page_with_amount)).not_to_contain_text("の 40.0%")


def test_words_under_conversion_are_not_sent(page_with_amount: Page) -> None:
    page, sent = page_with_amount, live_requests(page_with_amount)
    keyboard = page.context.new_cdp_session(page)
    amount(page).focus()
    for text in ("に", "にせ", "にせん", "にせんまん"):
        keyboard.send("Input.imeSetComposition", {"text": text, "selectionStart": 1, "selectionEnd": 1})
        page.wait_for_timeout(PAUSE + 150)
    assert sent == []
    keyboard.send("Input.insertText", {"text": "2000万"})
    expect(result(page)).to_contain_text("40.0%")
    page.wait_for_timeout(PAUSE + 150)
    assert len(sent) == 1


def test_a_late_answer_never_overwrites_a_newer_one(page_with_amount: Page) -> None:
    page, held = page_with_amount, list[Route]()

    def keep_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route(LIVE, keep_the_first)
    amount(page).press_sequentially("1000000", delay=20)
    page.wait_for_timeout(PAUSE + 300)
    assert len(held) == 1
    amount(page).press_sequentially("0", delay=20)
    expect(result(page)).to_contain_text("20.0%")
    held[0].fulfill(status=200, content_type="text/html", body="<span>2.0%</span>")
    page.wait_for_timeout(300)
    expect(result(page)).to_contain_text("20.0%")
