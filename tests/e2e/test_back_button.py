"""Back on a shared computer: what was private stays gone after logout, and nothing is done a second time."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserType, Page, expect
from sqlalchemy import func, select

from surety.demo import cast
from surety.domain.states import RequestState
from surety.extensions import db
from surety.models import Application, Guarantee, GuaranteeRequest
from tests.e2e import journeys
from tests.e2e.site import Site
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e


@pytest.fixture
def shared(
    browser_type: BrowserType, browser_type_launch_args: dict[str, object], site: Site
) -> Iterator[Visitor]:
    """A browser that keeps pages in memory for Back, as people's browsers do and browsers under test do not."""
    browser = browser_type.launch(
        **browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"]
    )
    visitor = Visitor(browser.new_context(locale="ja-JP").new_page(), site)
    visitor.page.set_default_timeout(15_000)
    yield visitor
    assert visitor.told == []
    browser.close()


def ways_in(site: Site) -> dict[cast.Login, tuple[str, str]]:
    """Whose private page of which address holds which words."""
    with site.app.app_context():
        request = db.session.scalars(
            select(GuaranteeRequest).where(GuaranteeRequest.state == RequestState.REQUESTED)
        ).first()
        work = request.application.works_contract.work_name
        path = f"applications/{request.application_id}"
        db.session.remove()
    return {
        cast.ADMIN: (f"/{path}", work),
        cast.UNDERWRITER: (f"/desk/{path}", work),
        cast.OFFICER: ("/account", cast.OFFICER.name),
    }


@pytest.mark.parametrize(
    "login", [cast.ADMIN, cast.UNDERWRITER, cast.OFFICER], ids=lambda login: login.login_id
)
def test_after_logout_back_leads_to_the_login_page(shared: Visitor, login: cast.Login) -> None:
    address, words = ways_in(shared.site)[login]
    shared.log_in(login)
    shared.go(address)
    shared.sees(words)
    shared.page.get_by_role("button", name="ログアウト").click()
    shared.sees_heading("ログイン")
    shared.page.go_back()
    shared.sees_heading("ログイン")
    expect(shared.page.get_by_text(words)).to_have_count(0)


def test_the_next_person_at_the_computer_does_not_come_back_to_the_pages_before(shared: Visitor) -> None:
    address, words = ways_in(shared.site)[cast.ADMIN]
    shared.log_in(cast.ADMIN)
    shared.go(address)
    shared.page.get_by_role("button", name="ログアウト").click()
    shared.log_in(cast.SECOND_ADMIN)
    for _step in range(4):
        shared.page.go_back()
        expect(shared.page.get_by_text(words)).to_have_count(0)
    shared.go(address)
    shared.sees_heading("ページが見つかりません")
    expect(shared.page.get_by_text(words)).to_have_count(0)


def test_a_page_kept_in_memory_is_asked_for_anew(visit: Callable[..., Visitor]) -> None:
    """Browsers that keep even private pages say so with a persisted pageshow; the page answers by loading again."""
    visitor = visit()
    address, words = ways_in(visitor.site)[cast.ADMIN]
    visitor.log_in(cast.ADMIN)
    visitor.go(address)
    other_tab = visitor.page.context.new_page()
    other_tab.goto(visitor.site.url + "/home")
    other_tab.get_by_role("button", name="ログアウト").click()
    visitor.page.evaluate(
        "dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));"
        "document.body.dataset.shown = String(document.documentElement.checkVisibility())"
    )
    assert visitor.page.locator("body").get_attribute("data-shown") == "false"
    visitor.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    visitor.sees_heading("ログイン")
    expect(visitor.page.get_by_text(words)).to_have_count(0)


def count(site: Site, model: type[Application] | type[Guarantee]) -> int:
    with site.app.app_context():
        found = db.session.scalar(select(func.count()).select_from(model)) or 0
        db.session.remove()
    return found


def test_sending_again_from_a_stale_confirm_page_gives_the_one_application(shared: Visitor) -> None:
    shared.log_in(cast.MEMBER)
    journeys.begin_application(shared)
    journeys.fill_in_works(shared, name="〇〇線舗装打換工事")
    journeys.fill_in_guarantees(shared)
    shared.press("次の項目へ進む")
    shared.press("申込確認へ進む")
    stale = Visitor(shared.page.context.new_page(), shared.site)
    stale.go(shared.page.url)
    stale.sees_heading("申込内容の確認")
    shared.tick("declares")
    shared.press("この内容で送信する")
    shared.sees_heading("申込を送信しました")
    receipt, sent = shared.page.locator(".receipt").inner_text(), count(shared.site, Application)
    stale.tick("declares")
    stale.press("この内容で送信する")
    stale.sees_heading("申込を送信しました")
    assert stale.page.locator(".receipt").inner_text() == receipt
    assert count(shared.site, Application) == sent
    # Back does not come to the confirm page either: it is asked for anew and shows what was sent.
    shared.page.go_back()
    shared.sees_heading("申込の内容")
    shared.sees(receipt)
    assert stale.told == []


def issue_page(site: Site) -> str:
    with site.app.app_context():
        paid = select(GuaranteeRequest.id).where(GuaranteeRequest.state == RequestState.ON_ACCOUNT)
        found = db.session.scalars(paid.order_by(GuaranteeRequest.id)).first()
        db.session.remove()
    return f"/desk/requests/{found}/issue"


def press_issue(page: Page) -> None:
    page.locator('main [name="looked"]:not([type="hidden"])').check()
    page.get_by_role("button", name="証書を発行する").click()


def test_issuing_again_from_a_stale_page_or_after_back_gives_the_one_guarantee(shared: Visitor) -> None:
    shared.log_in(cast.ISSUER)
    address, before = issue_page(shared.site), count(shared.site, Guarantee)
    shared.go(address)
    stale = shared.page.context.new_page()
    stale.goto(shared.site.url + address)
    press_issue(shared.page)
    expect(shared.page).not_to_have_url(shared.site.url + address)
    issued_at = shared.page.url
    press_issue(stale)
    expect(stale).to_have_url(issued_at)
    shared.page.go_back()
    expect(shared.page.get_by_role("button", name="証書を発行する")).to_have_count(0)
    assert count(shared.site, Guarantee) == before + 1
