"""What was typed outlives the login it was typed in: docs/rules/accounts.md, "A login that ends over a form"."""

import re
import time
from html import unescape
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from surety.extensions import db
from surety.models import Application, LoginSession, User
from surety.security.permissions import Role
from surety.services.sessions import end_all_sessions
from tests.client import SuretyClient
from tests.draft_cases import make_draft
from tests.factories import make_user
from tests.web.application_pages import fields, page_path

WORK = '〇〇橋<補修>工事 "その2"'


@pytest.fixture
def user(app) -> User:
    return make_user(Role.CONTRACTOR_MEMBER, with_password=True)


@pytest.fixture
def draft(user) -> Application:
    return make_draft(user)


def opened(browser: SuretyClient, user: User, draft: Application) -> dict[str, str]:
    """The form as the person has it before them, with something typed that no one has saved."""
    browser.sign_in(user)
    return {**fields(browser.get(page_path(draft)).text), "work_name": WORK, "action": "next"}


def end_logins(user: User) -> None:
    end_all_sessions(db.session(), user_id=user.id, now_s=int(time.time()))
    db.session.commit()


def send(browser: SuretyClient, draft: Application, shown: dict[str, str]) -> TestResponse:
    """Press the button as a browser without JavaScript does: the token is a field, not a header."""
    return browser.post(page_path(draft), data=shown, without_csrf=True)


def again(browser: SuretyClient, draft: Application, page: TestResponse) -> TestResponse:
    """Press 続ける on the page that waits."""
    assert f'action="{page_path(draft)}"' in page.text
    kept = {name: unescape(text) for name, text in fields(page.text).items()}
    return send(browser, draft, kept)


def saved_name(draft: Application) -> str:
    db.session.expire_all()
    return dict(draft.draft["texts"])["work_name"]


def test_after_the_next_login_the_form_goes_where_it_was_going(client, user, draft):
    shown = opened(client, user, draft)
    end_logins(user)
    waits = send(client, draft, shown)
    assert waits.status_code == 401
    assert "ログインが切れました" in waits.text
    assert "work_name" in fields(waits.text)
    assert saved_name(draft) != WORK
    client.sign_in(user)
    assert again(client, draft, waits).status_code == 303
    assert saved_name(draft) == WORK


def test_an_idle_login_is_an_ended_login(client, user, draft):
    shown = opened(client, user, draft)
    db.session.query(LoginSession).update({"last_seen_s": int(time.time()) - 4_000})
    db.session.commit()
    assert send(client, draft, shown).status_code == 401


def test_pressing_before_logging_in_changes_nothing(client, user, draft):
    shown = opened(client, user, draft)
    end_logins(user)
    waits = send(client, draft, shown)
    still = again(client, draft, waits)
    assert still.status_code == 401
    client.sign_in(user)
    assert again(client, draft, still).status_code == 303
    assert saved_name(draft) == WORK


def test_half_a_login_is_not_enough_and_costs_nothing(client, user, draft):
    shown = opened(client, user, draft)
    end_logins(user)
    waits = send(client, draft, shown)
    client.sign_in(user)
    user.must_change_password = True
    db.session.commit()
    half = again(client, draft, waits)
    assert half.status_code == 401
    assert "ログインがまだ終わっていません" in half.text
    user.must_change_password = False
    db.session.commit()
    assert again(client, draft, half).status_code == 303
    assert saved_name(draft) == WORK


def test_a_colleague_cannot_send_what_somebody_else_typed(client, user, draft):
    shown = opened(client, user, draft)
    end_logins(user)
    waits = send(client, draft, shown)
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN, contractor=user.contractor))
    refused = again(client, draft, waits)
    assert refused.status_code == 409
    assert "別の方がログインしています" in refused.text
    assert saved_name(draft) != WORK
    client.sign_in(user)
    assert again(client, draft, refused).status_code == 303


def test_a_new_login_of_the_same_person_elsewhere_in_the_browser_costs_one_more_press(client, user, draft):
    shown = opened(client, user, draft)
    client.sign_in(user)
    stale = send(client, draft, shown)
    assert stale.status_code == 409
    assert saved_name(draft) != WORK
    assert again(client, draft, stale).status_code == 303
    assert saved_name(draft) == WORK


@pytest.mark.parametrize("mark", ["", "1.", "1." + "0" * 64, "１.x", "-1.x", "9" * 30 + ".x"])
def test_words_of_a_foreign_site_are_never_given_back(client, user, draft, mark):
    shown = opened(client, user, draft) | {"form_owner": mark}
    end_logins(user)
    answer = send(client, draft, shown)
    assert answer.status_code == 303
    assert answer.location.startswith("/account/login")
    client.sign_in(user)
    assert send(client, draft, shown | {"csrf_token": "guessed"}).status_code == 400


def test_the_mark_alone_opens_nothing(client, user, draft):
    shown = opened(client, user, draft)
    for token in ("", "guessed"):
        answer = send(client, draft, shown | {"csrf_token": token})
        assert answer.status_code == 409
        assert saved_name(draft) != WORK


def test_a_file_is_asked_for_again_by_name(client, user, draft):
    shown = opened(client, user, draft)
    end_logins(user)
    waits = client.post(
        page_path(draft),
        data=shown | {"contract_copy": (BytesIO(b"%PDF-1.4"), "契約書の写し.pdf")},
        without_csrf=True,
    )
    assert waits.status_code == 401
    assert "契約書の写し.pdf" in waits.text


def test_a_password_is_never_given_back(client, user):
    client.sign_in(user)
    shown = fields(client.get("/account/password").text)
    end_logins(user)
    answer = client.post(
        "/account/password",
        data={**shown, "current_password": "secret-1", "new_password": "secret-2", "repeated": "secret-2"},
        without_csrf=True,
    )
    assert answer.status_code == 303
    assert "secret" not in answer.text


def test_a_page_that_saves_by_itself_is_left_standing(client, user, draft):
    shown = opened(client, user, draft)
    end_logins(user)
    answer = client.fragment(f"{page_path(draft)}/autosave", method="POST", data=shown)
    assert answer.status_code == 401
    assert "HX-Redirect" not in answer.headers
    assert "この画面の入力はそのまま続けられます" in answer.text


def test_the_waiting_page_learns_the_new_token_and_for_whom_it_is(client, user, draft):
    page = opened(client, user, draft) and client.get(page_path(draft)).text
    end_logins(user)
    assert client.fragment("/account/back-in").status_code == 401
    client.sign_in(user)
    proof = client.fragment("/account/back-in").text
    token, person = re.search(r'data-token="([^"]+)" data-person="([^"]+)"', proof).groups()
    assert f'name="person" content="{person}"' in page
    shown = fields(page) | {"work_name": WORK}
    sent = client.post(
        f"{page_path(draft)}/autosave",
        data=shown,
        headers={"X-CSRFToken": token, "HX-Request": "true"},
        without_csrf=True,
    )
    assert sent.status_code == 200
    assert saved_name(draft) == WORK


def test_nobody_else_has_the_same_mark(client, user):
    client.sign_in(user)
    mine = fields(client.get("/account/password").text)["form_owner"]
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER))
    assert fields(client.get("/account/password").text)["form_owner"] != mine
