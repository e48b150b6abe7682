"""A login ends over a form, and nothing that was typed is lost; the idle time is spent by setting the clock of the row back."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select, update

from surety.demo import cast
from surety.extensions import db
from surety.models import Application, LoginSession, User
from surety.queries.sessions import IDLE_SECONDS
from tests.e2e import journeys
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e
WORK = "〇〇川護岸補修工事（その２）"


def idle_out(visitor: Visitor, login: cast.Login) -> None:
    """Every login of the person was last seen more than the idle limit ago."""
    with visitor.site.app.app_context():
        person = select(User.id).where(User.login_id == login.login_id).scalar_subquery()
        long_ago = int(time.time()) - IDLE_SECONDS - 60
        db.session.execute(
            update(LoginSession).where(LoginSession.user_id == person).values(last_seen_s=long_ago)
        )
        db.session.commit()
        db.session.remove()


def saved_names(visitor: Visitor) -> set[str]:
    with visitor.site.app.app_context():
        drafts = db.session.scalars(select(Application.draft)).all()
        db.session.remove()
    return {str(dict(draft["texts"]).get("work_name")) for draft in drafts}


def work_name(page: Page) -> Locator:
    return page.locator('[name="work_name"]')


def log_in_aside(visitor: Visitor, link: Locator, login: cast.Login) -> Page:
    """Follow the link, which opens another window, and log in there."""
    with visitor.page.context.expect_page() as opened:
        link.click()
    aside = opened.value
    aside.locator("#f-login_id").fill(login.login_id)
    aside.locator("#f-password").fill(cast.PASSWORD)
    aside.get_by_role("button", name="ログインする", exact=True).click()
    expect(aside.get_by_role("heading", level=1, name="ログインしました")).to_be_visible()
    return aside


def begin(visitor: Visitor) -> None:
    visitor.log_in(cast.MEMBER)
    journeys.begin_application(visitor)
    visitor.write("work_number", "第0200号")
    expect(visitor.page.locator("#draft-saved")).to_contain_text("下書きを保存しました")


def test_a_page_that_saves_by_itself_goes_on_after_the_next_login(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    begin(visitor)
    page, notice = visitor.page, visitor.page.locator("#login-ended")
    address = page.url
    idle_out(visitor, cast.MEMBER)
    work_name(page).press_sequentially(WORK)
    page.keyboard.press("Tab")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("ログインが切れました")
    assert page.url == address
    expect(work_name(page)).to_have_value(WORK)
    assert page.evaluate("document.activeElement.name"), "the focus stays in the form"
    visitor.shoot("login-ended")
    notice.get_by_role("button", name="入力を続ける").click()
    expect(notice).to_contain_text("まだログインできていません")

    log_in_aside(visitor, notice.get_by_role("link"), cast.MEMBER).close()
    page.bring_to_front()
    # The window's focus is enough in a real desktop; the button does the same.
    if notice.is_visible():
        notice.get_by_role("button", name="入力を続ける").click()
    expect(notice).to_be_hidden()
    expect(page.locator("#draft-saved")).to_contain_text("下書きを保存しました")
    expect(work_name(page)).to_have_value(WORK)
    page.wait_for_load_state("networkidle")
    assert WORK in saved_names(visitor)
    work_name(page).fill(f"{WORK}　追加")
    with page.expect_response(re.compile("/autosave")) as saved:
        page.keyboard.press("Tab")
    assert saved.value.status == 200
    assert f"{WORK}　追加" in saved_names(visitor)
    visitor.press("次の項目へ進む")
    expect(page).to_have_url(re.compile("/guarantees$"))


def test_another_person_at_the_same_browser_saves_nothing_of_it(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    begin(visitor)
    page, notice = visitor.page, visitor.page.locator("#login-ended")
    idle_out(visitor, cast.MEMBER)
    work_name(page).fill("ほかの方には保存できない工事")
    page.keyboard.press("Tab")
    expect(notice).to_be_visible()
    log_in_aside(visitor, notice.get_by_role("link"), cast.SECOND_ADMIN).close()
    page.bring_to_front()
    notice.get_by_role("button", name="入力を続ける").click()
    expect(notice).to_contain_text("別の方がログインしています")
    page.locator('[name="work_place"]').fill("〇〇地内")
    with page.expect_response(lambda answer: "/autosave" in answer.url and answer.status == 400):
        page.keyboard.press("Tab")
    expect(notice).to_contain_text("別の方がログインしています")
    expect(page.locator("#failure")).to_be_hidden()
    assert "ほかの方には保存できない工事" not in saved_names(visitor)
    visitor.told = [line for line in visitor.told if not re.search("status of 400|Error Code 400", line)]


def test_what_is_refused_for_another_reason_is_said_as_before(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    begin(visitor)
    page = visitor.page
    page.route(
        "**/autosave",
        lambda route: route.fulfill(status=400, content_type="text/plain", body="読み取れません"),
    )
    work_name(page).fill("〇〇池浚渫工事")
    page.keyboard.press("Tab")
    expect(page.locator("#failure")).to_contain_text("読み取れません")
    expect(page.locator("#login-ended")).to_be_hidden()
    visitor.told = [line for line in visitor.told if not re.search("status of 400|Error Code 400", line)]


def test_a_token_that_is_too_old_is_renewed_without_a_word(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    begin(visitor)
    page = visitor.page
    page.evaluate("document.querySelector('meta[name=csrf-token]').content = 'too old'")
    work_name(page).fill("〇〇池浚渫工事")
    with page.expect_response(lambda answer: "/autosave" in answer.url and answer.status == 200):
        page.keyboard.press("Tab")
    expect(page.locator("#failure")).to_be_hidden()
    assert "〇〇池浚渫工事" in saved_names(visitor)
    visitor.told = [line for line in visitor.told if not re.search("status of 400|Error Code 400", line)]


def test_an_idle_page_says_so_by_itself(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.page.clock.install()
    visitor.log_in(cast.MEMBER)
    visitor.page.clock.fast_forward((IDLE_SECONDS - 299) * 1000)
    expect(visitor.page.get_by_role("dialog")).to_contain_text("あと5分でログアウトします")
    visitor.page.clock.fast_forward(300 * 1000)
    expect(visitor.page.get_by_role("dialog")).to_be_hidden()
    expect(visitor.page.locator("#login-ended")).to_be_visible()


def test_without_javascript_the_form_waits_for_the_login(visit: Callable[..., Visitor]) -> None:
    visitor = visit(java_script_enabled=False)
    visitor.log_in(cast.MEMBER)
    journeys.begin_application(visitor)
    name = '〇〇町"排水路"<改修>工事'
    visitor.write("work_name", name)
    idle_out(visitor, cast.MEMBER)
    visitor.press("次の項目へ進む")
    visitor.sees_heading("ログインが切れました")
    visitor.shoot("kept-form")
    assert name not in saved_names(visitor)
    log_in_aside(
        visitor, visitor.page.get_by_role("link", name="別の画面でログインする"), cast.MEMBER
    ).close()
    visitor.press("続ける")
    expect(visitor.page).to_have_url(re.compile("/guarantees$"))
    assert name in saved_names(visitor)
