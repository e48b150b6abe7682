"""A visitor of the demo looks around with nothing but what the pages show."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from surety.demo import cast
from tests.e2e.axe import assert_accessible, assert_reflows
from tests.e2e.visitors import Visitor

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("login", cast.LOGINS, ids=lambda login: login.login_id)
def test_one_press_opens_the_place_of_each_person(visit: Callable[..., Visitor], login: cast.Login) -> None:
    visitor = visit()
    visitor.go("/")
    visitor.follow("見学する", inside=visitor.page.get_by_role("banner"))
    visitor.sees_heading("見学する")
    visitor.press(re.compile(rf"^見学する\s*（{login.organisation} {login.role.label} {login.login_id}）$"))
    if login.role.value.startswith("contractor"):
        visitor.sees(login.organisation)
    else:
        visitor.sees_heading("確認コードの入力")
        hint = visitor.page.get_by_text("いまの確認コードは")
        code = re.search(r"\d{6}", hint.inner_text())
        if code is None:
            # Somebody logged in with it a moment ago: the page says to wait.
            expect(hint).to_contain_text("使用済み")
            visitor.write("code", visitor.site.code_for(login.login_id))
        else:
            assert_accessible(visitor.page)
            assert_reflows(visitor.page)
            visitor.write("code", code[0])
        visitor.press("確認する")
    expect(visitor.page.get_by_role("button", name="ログアウト")).to_be_visible()
    expect(visitor.page.get_by_role("banner")).to_contain_text(login.name)
