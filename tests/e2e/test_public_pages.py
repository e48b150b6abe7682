"""Public pages, the directory, the help and the home in a real browser."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from surety.demo import cast
from surety.extensions import db
from surety.models import Guarantee
from tests.e2e.axe import assert_accessible, assert_reflows

pytestmark = pytest.mark.e2e
PUBLIC = [
    "/",
    "/about",
    "/accessibility",
    "/agencies",
    "/agencies/abira",
    "/agencies/hirakawa",
    "/contact",
    "/faq",
    "/help",
    "/help/application",
    "/privacy",
    "/terms",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_breaks_no_rule_wide_and_narrow(visit, path):
    visitor = visit()
    for width in (1280, 375):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.go(path)
        assert_accessible(visitor.page)
    assert_reflows(visitor.page)


def test_the_directory_narrows_while_one_types_and_the_address_follows(visit):
    visitor = visit()
    visitor.go("/agencies")
    visitor.page.get_by_label("発注者の名前").press_sequentially("ひらかわ")
    expect(visitor.page.locator("#agency-list")).to_contain_text("1件見つかりました。")
    expect(visitor.page.get_by_label("発注者の名前")).to_have_value("ひらかわ")
    expect(visitor.page.get_by_label("発注者の名前")).to_be_focused()
    assert "words=" in visitor.page.url
    visitor.page.reload()
    expect(visitor.page.locator("#agency-list")).to_contain_text("平川市")


def test_without_javascript_the_directory_is_searched_by_its_button(visit):
    visitor = visit(java_script_enabled=False)
    visitor.go("/agencies")
    visitor.write("words", "平川")
    visitor.press("さがす")
    visitor.sees("1件見つかりました。")


def test_a_question_is_found_and_its_answer_lies_open(visit):
    visitor = visit()
    visitor.go("/faq")
    visitor.page.get_by_label("質問をさがす").press_sequentially("初期パスワード")
    visitor.sees("初期パスワードは、発行から14日で使えなくなります。")


def test_the_home_breaks_no_rule_and_leads_to_what_waits(visit, site):
    # The other journeys hand over every key of the demo, whichever of them come first.
    with site.app.app_context():
        db.session.execute(update(Guarantee).values(handed_over_at=None))
        db.session.commit()
    visitor = visit()
    visitor.log_in(cast.MEMBER)
    for width in (1280, 375):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.go("/home")
        assert_accessible(visitor.page)
    assert_reflows(visitor.page)
    visitor.page.get_by_role("link", name="認証キーを確認").first.click()
    expect(visitor.page.get_by_role("button", name="認証キーを表示する")).to_be_visible()
