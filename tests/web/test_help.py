"""画面の使い方."""

import pytest

from blueprints._help import _PAGES, help_key
from surety.data.help_text import load_help
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import make_user


@pytest.mark.parametrize("key", list(load_help()))
def test_every_page_has_a_purpose_steps_and_questions(client: SuretyClient, key: str) -> None:
    page = load_help()[key]
    assert page.purpose
    assert 3 <= len(page.steps) <= 6
    assert page.questions
    assert all(question and answer for question, answer in page.questions)
    shown = client.get(f"/help/{key}").text
    assert page.steps[-1] in shown
    assert page.questions[-1][1] in shown


def test_an_unknown_page_is_404(client: SuretyClient) -> None:
    assert client.get("/help/nothing").status_code == 404


def test_the_guarantors_pages_stand_in_the_contents_of_its_people_only(client: SuretyClient) -> None:
    assert 'href="/help/desk"' not in client.get("/help").text
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    assert 'href="/help/desk"' in client.get("/help").text


def test_pages_lead_to_their_own_help(client: SuretyClient) -> None:
    assert 'href="/help/agencies">この画面の使い方' in client.get("/agencies").text
    assert 'href="/help/registration">この画面の使い方' in client.get("/registrations").text
    assert "この画面の使い方</a>" not in client.get("/faq").text


def test_every_help_page_that_is_led_to_exists_and_every_one_is_led_to() -> None:
    assert {key for _name, key in _PAGES} == set(load_help())


def test_every_endpoint_that_is_named_exists(app) -> None:
    blueprints = {f"{name}." for name in app.blueprints}
    assert [name for name, _key in _PAGES if name not in blueprints | set(app.view_functions)] == []


def test_the_narrower_name_decides() -> None:
    assert help_key("applications.status") == "status"
    assert help_key("applications.edit") == "application"
    assert help_key("home.index") is None
    assert help_key(None) is None
