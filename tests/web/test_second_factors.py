"""The second factor in the browser: set up, given, replayed, lost."""

import re
from datetime import timedelta

import pyotp
import pytest
import time_machine

from surety import clock
from surety.extensions import db
from surety.models import OutgoingMail, RecoveryCode, User
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import PASSWORD, make_contractor, make_user

NOON = "2026-11-20 03:00:00+00:00"


def log_in(client: SuretyClient, user: User):
    return client.post("/account/login", data={"login_id": user.login_id, "password": PASSWORD, "next": ""})


def shown_secret(client: SuretyClient) -> str:
    page = client.get("/account/second-factor/set-up").text
    return re.search(r"設定キー</dt><dd class=\"code\">([A-Z2-7 ]+)<", page).group(1).replace(" ", "")


def enrol(client: SuretyClient, **more: str) -> tuple[str, list[str]]:
    """The secret and the recovery codes of a new enrolment."""
    secret = shown_secret(client)
    answer = client.post("/account/second-factor/set-up", data={"code": pyotp.TOTP(secret).now(), **more})
    assert answer.status_code == 200, answer.text
    return secret, re.findall(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>", answer.text)


def give(client: SuretyClient, code: str, **more: str):
    return client.post("/account/second-factor", data={"code": code, "next": "", **more})


def enrolled_member(client: SuretyClient) -> tuple[User, str, list[str]]:
    user = make_user(Role.CONTRACTOR_MEMBER, with_password=True)
    client.sign_in(user)
    secret, codes = enrol(client, password=PASSWORD)
    client.post("/account/logout")
    return user, secret, codes


@pytest.mark.parametrize(
    "role", [Role.STAFF_UNDERWRITER, Role.STAFF_ISSUER, Role.STAFF_ADMIN, Role.AGENCY_OFFICER]
)
def test_staff_and_agencies_must_set_one_up_at_the_first_login(client, role):
    user = make_user(role, with_password=True)
    log_in(client, user)
    assert client.get("/account").location == "/account/second-factor/set-up?next=/account"
    _secret, codes = enrol(client)
    assert len(set(codes)) == 10
    assert client.get("/account").status_code == 200


def test_contractors_may_do_without(client):
    log_in(client, make_user(Role.CONTRACTOR_ADMIN, with_password=True))
    assert "2段階認証を設定する" in client.get("/account").text


def test_from_then_on_the_password_alone_opens_nothing(client):
    with time_machine.travel(NOON, tick=False) as machine:
        user, secret, _codes = enrolled_member(client)
        log_in(client, user)
        assert client.get("/account").location == "/account/second-factor?next=/account"
        machine.shift(timedelta(minutes=1))
        assert give(client, pyotp.TOTP(secret).now()).status_code == 303
        assert client.get("/account").status_code == 200


def test_the_page_that_was_wanted_is_reached_after_the_code(client):
    with time_machine.travel(NOON, tick=False) as machine:
        user, secret, _codes = enrolled_member(client)
        log_in(client, user)
        machine.shift(timedelta(minutes=1))
        assert give(client, pyotp.TOTP(secret).now(), next="/account/company").location == "/account/company"


def test_a_code_works_once(client):
    with time_machine.travel(NOON, tick=False) as machine:
        user, secret, _codes = enrolled_member(client)
        machine.shift(timedelta(minutes=1))
        code = pyotp.TOTP(secret).now()
        log_in(client, user)
        assert give(client, code).status_code == 303
        client.post("/account/logout")
        log_in(client, user)
        assert give(client, code).status_code == 422


def test_the_code_that_enrolled_cannot_be_used_to_log_in(client):
    with time_machine.travel(NOON, tick=False):
        user, secret, _codes = enrolled_member(client)
        log_in(client, user)
        assert give(client, pyotp.TOTP(secret).now()).status_code == 422


@pytest.mark.parametrize("seconds, status", [(-60, 422), (-30, 303), (0, 303), (30, 303), (60, 422)])
def test_a_clock_may_be_one_step_off(client, seconds, status):
    with time_machine.travel(NOON, tick=False) as machine:
        user, secret, _codes = enrolled_member(client)
        machine.shift(timedelta(minutes=5))
        log_in(client, user)
        code = pyotp.TOTP(secret).at(int(machine_now()) + seconds)
        assert give(client, code).status_code == status


def machine_now() -> float:
    return clock.now().timestamp()


def test_a_code_may_be_typed_in_full_width_digits(client):
    with time_machine.travel(NOON, tick=False) as machine:
        user, secret, _codes = enrolled_member(client)
        machine.shift(timedelta(minutes=1))
        log_in(client, user)
        wide = "".join(chr(ord(digit) + 0xFEE0) for digit in pyotp.TOTP(secret).now())
        assert give(client, wide).status_code == 303


def test_the_token_changes_when_the_code_was_right(client):
    with time_machine.travel(NOON, tick=False) as machine:
        user, secret, _codes = enrolled_member(client)
        machine.shift(timedelta(minutes=1))
        log_in(client, user)
        before = client.get_cookie("surety").value
        give(client, pyotp.TOTP(secret).now())
        after = client.get_cookie("surety").value
        assert after != before
        client.set_cookie("surety", before)
        assert client.get("/account").location.startswith("/account/login")


def test_guessing_codes_is_slowed_down_over_all_logins(app, client):
    with time_machine.travel(NOON, tick=False):
        user, _secret, _codes = enrolled_member(client)
        answers = []
        for _ in range(6):
            browser = app.test_client()
            log_in(browser, user)
            answers.append(give(browser, "000000").status_code)
    assert answers == [422] * 5 + [429]


def test_a_recovery_code_stands_in_once(client):
    user, _secret, codes = enrolled_member(client)
    log_in(client, user)
    assert give(client, codes[3].lower()).status_code == 303
    assert "予備コードの残り 9個" in client.get("/account").text
    client.post("/account/logout")
    log_in(client, user)
    assert give(client, codes[3]).status_code == 422


def test_neither_secret_nor_recovery_codes_stand_in_the_database(client):
    user, secret, codes = enrolled_member(client)
    db.session.refresh(user)
    kept = user.totp_envelope + "".join(code.code_digest for code in db.session.query(RecoveryCode))
    assert secret not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_a_wrong_first_code_sets_nothing_up(client):
    user = make_user(Role.STAFF_ISSUER, with_password=True)
    log_in(client, user)
    answer = client.post("/account/second-factor/set-up", data={"code": "12345"})
    assert answer.status_code == 422
    db.session.refresh(user)
    assert user.totp_envelope == ""


def test_setting_up_later_needs_the_password(client):
    user = make_user(Role.CONTRACTOR_MEMBER, with_password=True)
    client.sign_in(user)
    code = pyotp.TOTP(shown_secret(client)).now()
    answer = client.post(
        "/account/second-factor/set-up", data={"code": code, "password": "wrong wrong wrong"}
    )
    assert answer.status_code == 422


def test_the_picture_is_an_svg_that_no_cache_keeps(client):
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER))
    answer = client.get("/account/second-factor/picture.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"<script" not in answer.data


def test_the_picture_stays_the_same_while_one_reads_the_page_and_is_new_in_another_login(client):
    user = make_user(Role.CONTRACTOR_MEMBER)
    client.sign_in(user)
    first = shown_secret(client)
    assert shown_secret(client) == first
    client.sign_in(user)
    assert shown_secret(client) != first


def test_contractors_may_take_it_away_with_their_password(client):
    with time_machine.travel(NOON, tick=False) as machine:
        user, secret, _codes = enrolled_member(client)
        machine.shift(timedelta(minutes=1))
        log_in(client, user)
        give(client, pyotp.TOTP(secret).now())
        assert (
            client.post("/account/second-factor/remove", data={"password": "wrong wrong wrong"}).status_code
            == 422
        )
        assert client.post("/account/second-factor/remove", data={"password": PASSWORD}).status_code == 303
    db.session.refresh(user)
    assert user.totp_envelope == ""
    changes = [
        mail.body
        for mail in db.session.query(OutgoingMail)
        .filter_by(message_kind="account_changed")
        .order_by(OutgoingMail.id)
    ]
    assert ["2段階認証の設定" in body for body in changes] == [True, False]
    assert ["2段階認証の解除" in body for body in changes] == [False, True]


def test_staff_cannot_take_theirs_away(client):
    user = make_user(Role.STAFF_ISSUER, with_password=True)
    log_in(client, user)
    enrol(client)
    client.post("/account/second-factor/remove", data={"password": PASSWORD})
    db.session.refresh(user)
    assert user.totp_envelope != ""


def test_a_company_admin_helps_a_colleague_who_lost_the_phone(app, client):
    company = make_contractor()
    admin = make_user(Role.CONTRACTOR_ADMIN, contractor=company, with_password=True)
    user = make_user(Role.CONTRACTOR_MEMBER, contractor=company, with_password=True)
    user.totp_envelope = "sealed"
    db.session.commit()
    theirs = app.test_client()
    theirs.sign_in(user)
    client.sign_in(admin)
    path = f"/account/users/{user.id}/reset-second-factor"
    assert "ご本人であることを確かめましたか" in client.get(path).text
    assert client.post(path, data={"password": "wrong wrong wrong"}).status_code == 422
    assert client.post(path, data={"password": PASSWORD}).status_code == 303
    db.session.refresh(user)
    assert user.totp_envelope == ""
    assert theirs.get("/account").status_code == 303


def test_an_admin_cannot_go_round_the_own_second_factor_that_way(client):
    admin = make_user(Role.CONTRACTOR_ADMIN, with_password=True)
    client.sign_in(admin)
    answer = client.post(f"/account/users/{admin.id}/reset-second-factor", data={"password": PASSWORD})
    assert answer.status_code == 422
