"""Guessing passwords, and why it locks nobody out."""

from datetime import timedelta

import time_machine

from surety.extensions import db
from surety.models import OutgoingMail
from tests.factories import PASSWORD
from tests.web.people import log_in, member

REFUSED = "IDまたはパスワードが一致しません"


def test_strangers_are_slowed_down_kindly(client):
    user = member()
    with time_machine.travel("2026-11-20 01:00:00+00:00", tick=False) as machine:
        for _ in range(10):
            assert log_in(client, user.login_id, "wrong wrong wrong").status_code == 422
        answer = log_in(client, user.login_id)
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "300"
        assert "約5分後に" in answer.text
        machine.shift(timedelta(minutes=5))
        assert log_in(client, user.login_id).status_code == 303


def test_unknown_ids_are_slowed_down_just_the_same(client):
    with time_machine.travel("2026-11-20 01:00:00+00:00", tick=False):
        answers = [log_in(client, "C9999999-99", "wrong wrong wrong").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_right_passwords_do_not_use_up_tries(client):
    user = member()
    with time_machine.travel("2026-11-20 01:00:00+00:00", tick=False):
        assert {log_in(client, user.login_id).status_code for _ in range(35)} == {303}


def test_a_stranger_cannot_lock_the_owner_out_of_a_known_browser(app, client):
    user = member()
    with time_machine.travel("2026-11-20 01:00:00+00:00", tick=False):
        log_in(client, user.login_id)
        client.post("/account/logout")
        stranger = app.test_client()
        for _ in range(11):
            last = stranger.post(
                "/account/login",
                data={"login_id": user.login_id, "password": "x" * 15},
                environ_base={"REMOTE_ADDR": "192.0.2.9"},
            )
        assert last.status_code == 429
        assert log_in(client, user.login_id).status_code == 303


def test_a_browser_known_for_somebody_else_gets_no_tries_of_its_own(client):
    mine, other = member(), member()
    with time_machine.travel("2026-11-20 01:00:00+00:00", tick=False):
        log_in(client, mine.login_id)
        client.post("/account/logout")
        answers = [log_in(client, other.login_id, "wrong wrong wrong").status_code for _ in range(11)]
    assert answers[-1] == 429


def test_a_forged_browser_mark_is_ignored(client):
    user = member()
    client.set_cookie("surety_known", f"{'a' * 32}.{'b' * 32}")
    with time_machine.travel("2026-11-20 01:00:00+00:00", tick=False):
        answers = [log_in(client, user.login_id, "wrong wrong wrong").status_code for _ in range(11)]
    assert answers[-1] == 429


def test_a_new_browser_is_told_by_mail_but_not_the_first_login_nor_a_known_one(app, client):
    user = member()
    log_in(client, user.login_id)
    log_in(client, user.login_id)
    assert db.session.query(OutgoingMail).count() == 0
    other = app.test_client()
    other.post(
        "/account/login",
        data={"login_id": user.login_id, "password": PASSWORD},
        headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0"},
    )
    mail = db.session.query(OutgoingMail).one()
    assert mail.message_kind == "new_login"
    assert mail.recipient == user.email
    assert "Windows の Edge" in mail.body
    assert user.login_id not in mail.body
