"""Logging in and out in the browser."""

from datetime import timedelta
from unittest.mock import Mock, patch

import pytest
import time_machine

from surety.extensions import db
from surety.models import AuditEvent, User
from surety.security import passwords
from surety.security.identity import SYSTEM
from surety.security.permissions import Role
from surety.services.users import renew_initial_password
from tests.factories import PASSWORD, make_user
from tests.web.people import log_in, member

REFUSED = "IDまたはパスワードが一致しません"


def stopped() -> str:
    user = member()
    user.is_active = False
    db.session.commit()
    return user.login_id


def unfinished() -> str:
    return make_user(Role.CONTRACTOR_MEMBER).login_id


def test_the_right_password_opens_the_account(client):
    user = member()
    answer = log_in(client, user.login_id)
    assert answer.status_code == 303
    assert client.get("/account").status_code == 200


def test_ids_may_be_typed_in_any_case_and_width(client):
    user = member()
    user.login_id = "C0000001-01"
    db.session.commit()
    assert log_in(client, "ｃ0000001－０１").status_code == 303


def test_a_password_typed_in_full_width_signs_is_the_same_password(client):
    user = member()
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign != " " else " " for sign in PASSWORD)
    assert log_in(client, user.login_id, wide).status_code == 303


@pytest.mark.parametrize("make_id", [lambda: "C9999999-99", lambda: member().login_id, stopped, unfinished])
def test_every_refusal_is_the_same_page(client, make_id):
    login_id = make_id()
    password = (
        "this one is plainly wrong"
        if db.session.query(User).filter_by(login_id=login_id, is_active=True).count()
        else PASSWORD
    )
    answer = log_in(client, login_id, password)
    assert answer.status_code == 422
    page = answer.text.replace(login_id, "ID")
    reference = log_in(client, "ZZZZZZ", PASSWORD).text.replace("ZZZZZZ", "ID")
    assert page == reference
    assert REFUSED in page


@pytest.mark.parametrize("make_id", [lambda: "C9999999-99", lambda: member().login_id, stopped, unfinished])
def test_every_refusal_costs_exactly_one_password_check(client, make_id):
    login_id = make_id()
    with patch.object(passwords, "_HASHER", Mock(wraps=passwords._HASHER)) as hasher:
        log_in(client, login_id, "this one is plainly wrong")
    assert hasher.verify.call_count == 1
    assert hasher.hash.call_count == 0
    stored = hasher.verify.call_args.args[0]
    assert stored.startswith("$argon2id$v=19$m=47104,t=1,p=1$")


@pytest.mark.parametrize("path", ["/account/login", "/account/forgotten", "/account/logout"])
def test_a_form_without_its_token_is_refused(client, path):
    client.sign_in(member())
    answer = client.post(path, data={"login_id": "x", "password": "y"}, without_csrf=True)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "wanted, reached",
    [
        ("/account", "/account"),
        ("/applications?page=2", "/applications?page=2"),
        ("//evil.example", None),
        ("/\\evil.example", None),
        ("https://evil.example/", None),
        ("/%0d%0aSet-Cookie:x", "/%0d%0aSet-Cookie:x"),
        ("/\tevil", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_after_login_only_own_pages_are_reached(client, wanted, reached):
    user = member()
    location = log_in(client, user.login_id, next=wanted).location
    assert "evil.example" not in location
    if reached:
        assert location == reached
    else:
        assert location in {"/", "/home"}


def test_the_last_login_is_shown(client):
    user = member()
    with time_machine.travel("2026-11-20 01:24:00+00:00", tick=False):
        log_in(client, user.login_id)
    client.sign_out()
    log_in(client, user.login_id)
    assert "前回のログインは 令和8年11月20日 10:24 です。" in client.get("/account").text


def test_logging_in_is_recorded_but_is_no_edit_of_the_user(client):
    user = member()
    version = user.version_id
    log_in(client, user.login_id)
    db.session.refresh(user)
    assert user.version_id == version
    event = db.session.query(AuditEvent).one()
    assert (event.action, event.actor_id) == ("user.logged_in", user.id)


def test_an_initial_password_is_read_in_any_writing_and_must_be_replaced(client):
    user = member()
    initial = renew_initial_password(db.session(), user, actor=SYSTEM)
    db.session.commit()
    typed = initial.upper().replace("-", " ").replace("A", "Ａ")
    assert log_in(client, user.login_id, typed).status_code == 303
    assert client.get("/account").location.startswith("/account/password")
    assert client.post("/account/sessions/end-others").location.startswith("/account/password")
    answer = client.post(
        "/account/password",
        data={"new_password": "kawa no mizu wa tsumetai", "repeated": "kawa no mizu wa tsumetai"},
    )
    assert answer.status_code == 303
    assert client.get("/account").status_code == 200
    assert log_in(client, user.login_id, initial).status_code == 422


def test_an_initial_password_ends_after_14_days_and_only_its_holder_learns_that(client):
    with time_machine.travel("2026-11-01 01:00:00+00:00", tick=False) as machine:
        user = member()
        initial = renew_initial_password(db.session(), user, actor=SYSTEM)
        db.session.commit()
        machine.shift(timedelta(days=14))
        right, wrong = (
            log_in(client, user.login_id, initial),
            log_in(client, user.login_id, "wrong wrong wrong"),
        )
    assert right.status_code == wrong.status_code == 422
    assert "初期パスワードの有効期限が過ぎています" in right.text
    assert "初期パスワードの有効期限が過ぎています" not in wrong.text
    assert REFUSED in wrong.text


def test_half_a_login_is_nobody_on_public_pages(client):
    user = make_user(Role.STAFF_UNDERWRITER, with_password=True)
    log_in(client, user.login_id)
    page = client.get("/account/login").text
    assert user.name not in page
    assert client.get("/account").location.startswith("/account/second-factor/set-up")
