"""Changing a password, setting it by a mailed link, and having forgotten it."""

import re
from datetime import timedelta

import pytest
import time_machine

from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.models import AuditEvent, LoginSession, OneTimeToken, OutgoingMail, User
from surety.security.identity import SYSTEM
from surety.security.permissions import Role
from surety.services import passwords
from surety.services.users import invite, renew_initial_password
from tests.client import SuretyClient
from tests.factories import PASSWORD, make_user

NEW = "kawa no mizu wa tsumetai"
SENT = "お申し出を受け付けました"


def member() -> User:
    return make_user(Role.CONTRACTOR_MEMBER, with_password=True)


def change(client: SuretyClient, new: str, current: str = PASSWORD, repeated: str | None = None):
    return client.post(
        "/account/password",
        data={"current_password": current, "new_password": new, "repeated": repeated or new},
    )


def link_in(mail: OutgoingMail) -> str:
    return re.search(r"http://localhost(/account/\S+)", mail.body).group(1)


def invited(app) -> tuple[User, str]:
    user = make_user(Role.CONTRACTOR_MEMBER)
    invite(
        db.session(),
        user,
        letterhead=Letterhead.of(app.config["SETTINGS"]),
        actor=SYSTEM,
        added_by="見本　太郎",
    )
    db.session.commit()
    return user, link_in(db.session.query(OutgoingMail).filter_by(recipient=user.email).one())


def set_by(client: SuretyClient, link: str, new: str = NEW):
    return client.post(link, data={"new_password": new, "repeated": new})


def ask_for_reset(client: SuretyClient, login_id: str, mail_address: str):
    return client.post("/account/forgotten", data={"login_id": login_id, "mail_address": mail_address})


def test_a_new_password_needs_the_current_one(client):
    client.sign_in(member())
    answer = change(client, NEW, current="not my password at all")
    assert answer.status_code == 422
    assert "現在のパスワードが一致しません" in answer.text


def test_a_changed_password_ends_other_logins_and_is_told_by_mail(client):
    user = member()
    client.sign_in(user)
    client.sign_in(user)
    assert change(client, NEW).status_code == 303
    assert client.get("/account").status_code == 200
    assert db.session.query(LoginSession).filter(LoginSession.ended_s.is_(None)).count() == 1
    mail = db.session.query(OutgoingMail).one()
    assert (mail.message_kind, mail.recipient) == ("password_changed", user.email)
    assert NEW not in mail.body
    assert [event.action for event in db.session.query(AuditEvent)] == ["user.password_changed"]


@pytest.mark.parametrize(
    "new, told",
    [
        ("short but good", "パスワードは15文字以上で入力してください"),
        ("x9" * 65, "パスワードは128文字以内で入力してください"),
        ("password12345678", "よく使われるパスワードです"),
        ("abcabcabcabcabcabc", "よく使われるパスワードです"),
        ("aaaabbbbaaaabbbb", "よく使われるパスワードです"),
        (PASSWORD, "いまと違うパスワードを入力してください"),
    ],
)
def test_a_bad_password_is_refused_with_the_reason(client, new, told):
    client.sign_in(member())
    answer = change(client, new)
    assert answer.status_code == 422
    assert told in answer.text
    assert new not in answer.text


def test_a_password_around_the_own_login_id_is_refused(client):
    user = member()
    user.login_id = "C0000001-01"
    db.session.commit()
    client.sign_in(user)
    assert "会社名・氏名・IDを中心にした" in change(client, "c0000001-01-xyz").text


def test_the_repeated_password_must_be_the_same(client):
    client.sign_in(member())
    assert change(client, NEW, repeated=NEW + "!").status_code == 422


def test_guessing_the_current_password_on_a_borrowed_screen_is_slowed_down(client):
    client.sign_in(member())
    with time_machine.travel("2026-11-20 01:00:00+00:00", tick=False):
        client.sign_in(member())
        answers = [change(client, NEW, current="wrong wrong wrong").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_an_invited_person_chooses_the_first_password_once(app, client):
    user, link = invited(app)
    assert user.login_id in client.get(link).text
    assert set_by(client, link).status_code == 303
    assert client.get(link).status_code == 410
    assert set_by(client, link, "mori no naka no chiisana ie").status_code == 410
    answer = client.post("/account/login", data={"login_id": user.login_id, "password": NEW})
    assert answer.status_code == 303


def test_opening_the_link_does_not_use_it_up(app, client):
    _user, link = invited(app)
    client.get(link)
    client.get(link)
    assert set_by(client, link).status_code == 303


def test_a_refused_password_leaves_the_link_good(app, client):
    _user, link = invited(app)
    assert set_by(client, link, "short").status_code == 422
    assert set_by(client, link).status_code == 303


def test_an_invitation_ends_after_14_days(app, client):
    with time_machine.travel("2026-11-01 01:00:00+00:00", tick=False) as machine:
        _user, link = invited(app)
        machine.shift(timedelta(days=14))
        assert client.get(link).status_code == 410
        assert set_by(client, link).status_code == 410


def test_a_new_invitation_kills_the_one_before(app, client):
    user, first = invited(app)
    invite(
        db.session(),
        user,
        letterhead=Letterhead.of(app.config["SETTINGS"]),
        actor=SYSTEM,
        added_by="見本　太郎",
    )
    db.session.commit()
    assert client.get(first).status_code == 410


def test_a_link_of_one_kind_does_not_open_the_other(app, client):
    _user, link = invited(app)
    assert client.get(link.replace("/activate/", "/reset/")).status_code == 410


def test_a_stopped_person_cannot_use_the_link(app, client):
    user, link = invited(app)
    user.is_active = False
    db.session.commit()
    assert set_by(client, link).status_code == 410


def test_only_the_hash_of_a_link_is_kept(app):
    _user, link = invited(app)
    assert db.session.query(OneTimeToken).one().token_hash != link.rsplit("/", 1)[1]


def test_a_forgotten_password_is_replaced_by_mail(client):
    user = member()
    assert SENT in ask_for_reset(client, user.login_id, user.email).text
    link = link_in(db.session.query(OutgoingMail).one())
    client.sign_in(user)
    assert set_by(client, link).status_code == 303
    assert client.get("/account").status_code == 303
    kinds = {mail.message_kind for mail in db.session.query(OutgoingMail)}
    assert kinds == {"password_reset", "password_changed"}


def test_a_reset_link_lives_30_minutes(client):
    with time_machine.travel("2026-11-20 01:00:00+00:00", tick=False) as machine:
        user = member()
        ask_for_reset(client, user.login_id, user.email)
        link = link_in(db.session.query(OutgoingMail).one())
        machine.shift(timedelta(minutes=30))
        assert client.get(link).status_code == 410


def test_a_reset_never_goes_round_the_second_factor(client):
    user = make_user(Role.STAFF_ISSUER, with_password=True)
    user.totp_envelope = "sealed"
    db.session.commit()
    ask_for_reset(client, user.login_id, user.email)
    set_by(client, link_in(db.session.query(OutgoingMail).filter_by(message_kind="password_reset").one()))
    client.post("/account/login", data={"login_id": user.login_id, "password": NEW})
    for path in (
        "/account",
        "/account/password",
        "/account/second-factor/set-up",
        "/account/second-factor/picture.svg",
    ):
        assert client.get(path).location.startswith("/account/second-factor?")


def test_a_reset_tells_nobody_whether_the_account_exists(client):
    user = member()
    right = ask_for_reset(client, user.login_id, user.email)
    wrong_mail = ask_for_reset(client, user.login_id, "somebody@example.co.jp")
    unknown = ask_for_reset(client, "C9999999-99", "nobody@example.co.jp")
    assert right.status_code == wrong_mail.status_code == unknown.status_code == 200
    assert right.text == wrong_mail.text == unknown.text
    assert db.session.query(OutgoingMail).count() == 1
    assert db.session.query(OneTimeToken).count() == 1


def test_a_reset_for_nobody_does_the_same_work(client, monkeypatch):
    user = member()
    calls: list[str] = []
    real = passwords.notify
    monkeypatch.setattr(passwords, "notify", lambda *a, **k: (calls.append("mail"), real(*a, **k))[1])
    ask_for_reset(client, user.login_id, user.email)
    ask_for_reset(client, "C9999999-99", "nobody@example.co.jp")
    assert calls == ["mail", "mail"]


def test_strangers_cannot_use_up_the_owners_tries(app, client):
    user = member()
    with time_machine.travel("2026-11-20 01:00:00+00:00", tick=False):
        for _ in range(4):
            ask_for_reset(app.test_client(), user.login_id, "guess@example.co.jp")
        assert ask_for_reset(client, user.login_id, user.email).status_code == 200
    assert db.session.query(OutgoingMail).count() == 1


def test_asking_for_links_again_and_again_is_slowed_down(client):
    user = member()
    with time_machine.travel("2026-11-20 01:00:00+00:00", tick=False):
        answers = [ask_for_reset(client, user.login_id, user.email).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_a_forced_password_must_differ_from_the_initial_one(client):
    user = member()
    initial = renew_initial_password(db.session(), user, actor=SYSTEM)
    db.session.commit()
    client.post("/account/login", data={"login_id": user.login_id, "password": initial})
    answer = client.post("/account/password", data={"new_password": initial, "repeated": initial})
    assert answer.status_code == 422
