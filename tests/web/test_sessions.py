"""Logins that last, idle out, are seen and are ended."""

from datetime import timedelta
from unittest.mock import patch

import time_machine
from sqlalchemy.exc import OperationalError

from surety import clock
from surety.extensions import db
from surety.models import LoginSession
from surety.services.sessions import start_session
from tests.factories import PASSWORD
from tests.web.people import log_in, member

REFUSED = "IDまたはパスワードが一致しません"


def test_a_login_gets_a_token_nobody_could_have_planted(client):
    user = member()
    token = client.csrf()
    client.set_cookie("surety", "planted-by-a-stranger")
    client.post(
        "/account/login",
        data={"login_id": user.login_id, "password": PASSWORD, "csrf_token": token},
        without_csrf=True,
    )
    cookie = client.get_cookie("surety")
    assert cookie.value != "planted-by-a-stranger"
    assert len(cookie.value) >= 43
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert db.session.query(LoginSession).one().token_hash != cookie.value


def test_logging_in_again_ends_the_login_before(client):
    user = member()
    log_in(client, user.login_id)
    log_in(client, user.login_id)
    assert db.session.query(LoginSession).filter(LoginSession.ended_s.is_(None)).count() == 1


def test_logging_out_kills_the_token(client):
    user = member()
    log_in(client, user.login_id)
    token = client.get_cookie("surety").value
    assert client.post("/account/logout").status_code == 303
    client.set_cookie("surety", token)
    assert client.get("/account").status_code == 303


def test_logging_out_by_a_link_is_impossible(client):
    client.sign_in(member())
    assert client.get("/account/logout").status_code == 405


def test_whoever_idled_out_is_told_so_and_comes_back_to_the_page(client):
    with time_machine.travel("2026-11-20 01:00:00+00:00", tick=False) as machine:
        user = member()
        client.sign_in(user)
        assert client.get("/account").status_code == 200
        machine.shift(timedelta(minutes=61))
        answer = client.get("/account?x=1")
        assert answer.location == "/account/login?next=%2Faccount%3Fx%3D1&ended=1"
        assert "一定時間操作がなかったため" in client.get(answer.location).text
        posted = client.post("/account/sessions/end-others", headers={"Referer": "http://localhost/account"})
        assert posted.location == "/account/login?next=%2Faccount&ended=1"


def test_a_login_ends_after_eight_hours_whatever_the_person_does(client):
    with time_machine.travel("2026-11-20 00:00:00+00:00", tick=False) as machine:
        client.sign_in(member())
        for _ in range(15):
            machine.shift(timedelta(minutes=32))
            if client.get("/account").status_code != 200:
                break
        assert clock.now().hour == 8


def test_working_keeps_the_login_alive(client):
    with time_machine.travel("2026-11-20 00:00:00+00:00", tick=False) as machine:
        client.sign_in(member())
        for _ in range(4):
            machine.shift(timedelta(minutes=50))
            assert client.get("/account").status_code == 200


def test_a_stopped_user_is_out_at_the_next_request(client):
    user = member()
    client.sign_in(user)
    user.is_active = False
    db.session.commit()
    assert client.get("/account").status_code == 303


def test_a_dead_database_note_does_not_cost_the_answer(client):
    user = member()
    with time_machine.travel("2026-11-20 00:00:00+00:00", tick=False) as machine:
        client.sign_in(user)
        machine.shift(timedelta(minutes=5))
        error = OperationalError("UPDATE", None, Exception("disk full"))
        with patch("surety.services.sessions.update", side_effect=error):
            assert client.get("/account").status_code == 200


def test_the_old_token_of_a_login_is_dead_after_the_password_changed(client):
    user = member()
    log_in(client, user.login_id)
    before = client.get_cookie("surety").value
    client.post(
        "/account/password",
        data={
            "current_password": PASSWORD,
            "new_password": "kawa no mizu wa tsumetai",
            "repeated": "kawa no mizu wa tsumetai",
        },
    )
    assert client.get_cookie("surety").value != before
    client.set_cookie("surety", before)
    assert client.get("/account").status_code == 303


def test_htmx_is_told_so_and_the_page_stays(client):
    answer = client.fragment("/account", headers={"HX-Current-URL": "http://localhost/account?a=1"})
    assert answer.status_code == 401
    assert "HX-Redirect" not in answer.headers


def test_one_can_see_and_end_ones_other_logins(client):
    user = member()
    client.sign_in(user)
    now_s = int(clock.now().timestamp())
    start_session(
        db.session(),
        user_id=user.id,
        address="192.0.2.7",
        browser="Mac の Safari",
        second_factor_passed=False,
        now_s=now_s,
    )
    db.session.commit()
    assert "192.0.2.7" in client.get("/account").text
    client.post("/account/sessions/end-others")
    assert "192.0.2.7" not in client.get("/account").text


def test_nobody_ends_other_peoples_logins(client):
    user, stranger = member(), member()
    client.sign_in(user)
    start_session(
        db.session(),
        user_id=stranger.id,
        address="",
        browser="",
        second_factor_passed=False,
        now_s=int(clock.now().timestamp()),
    )
    db.session.commit()
    foreign = db.session.query(LoginSession).filter_by(user_id=stranger.id).one()
    client.post(f"/account/sessions/{foreign.id}/end")
    db.session.refresh(foreign)
    assert foreign.ended_s is None
