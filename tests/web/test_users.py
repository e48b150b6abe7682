"""Administrators looking after users: their own company's, and the head office's."""

import pytest

from surety.extensions import db
from surety.models import AuditEvent, OutgoingMail, User
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import make_user
from tests.web.people import PERSON, as_admin, newest


def add(client: SuretyClient, role: Role = Role.CONTRACTOR_MEMBER, **more: str):
    return client.post("/account/users/new", data={**PERSON, "role": role.value, **more})


@pytest.mark.parametrize("role", [Role.CONTRACTOR_ADMIN, Role.CONTRACTOR_MEMBER, Role.CONTRACTOR_VIEWER])
def test_an_administrator_adds_a_colleague_who_is_invited_by_mail(client, role):
    admin = as_admin(client)
    assert add(client, role).status_code == 303
    user = newest()
    assert (user.contractor_id, user.role, user.password_hash) == (admin.contractor_id, role, "")
    assert user.name_kana == "ミホン　イチロウ"
    assert user.login_id == f"{admin.contractor.customer_number}-01"
    mail = db.session.query(OutgoingMail).one()
    assert (mail.message_kind, mail.recipient) == ("user_added", "ichiro@example.co.jp")
    assert user.login_id not in mail.body
    page = client.get("/account/users").text
    assert user.login_id in page
    assert "案内を送信済み" in page


def test_login_ids_count_up_in_each_company(client):
    as_admin(client)
    add(client)
    add(client, email="another@example.co.jp")
    assert newest().login_id.endswith("-02")


def test_no_other_sides_role_can_be_given(client):
    as_admin(client)
    before = db.session.query(User).count()
    for role in (Role.STAFF_ADMIN, Role.STAFF_ISSUER, Role.AGENCY_OFFICER):
        assert add(client, role).status_code == 422
    assert db.session.query(User).count() == before


def test_two_people_of_a_company_do_not_share_a_mail_address(client):
    as_admin(client)
    add(client)
    answer = add(client)
    assert answer.status_code == 422
    assert "このメールアドレスは 見本　一郎 さんが使っています" in answer.text


@pytest.mark.parametrize("role", [Role.CONTRACTOR_MEMBER, Role.CONTRACTOR_VIEWER])
def test_other_roles_cannot_manage_users(client, role):
    user = make_user(role)
    client.sign_in(user)
    assert client.get("/account/users").status_code == 403
    assert client.get(f"/account/users/{user.id}").status_code == 403
    assert add(client).status_code == 403
    assert client.post(f"/account/users/{user.id}/stop").status_code == 403


@pytest.mark.parametrize("act", ["", "/stop", "/resume", "/invite", "/reset-second-factor"])
def test_other_company_gets_404(client, act):
    as_admin(client)
    stranger = make_user(Role.CONTRACTOR_MEMBER)
    data = {**PERSON, "role": "contractor_admin", "version_id": "1", "password": "x"}
    assert client.post(f"/account/users/{stranger.id}{act}", data=data).status_code == 404
    assert client.post(f"/account/users/999999{act}", data=data).status_code == 404
    if not act:
        assert client.get(f"/account/users/{stranger.id}").status_code == 404


def test_staff_are_no_colleagues_of_a_company(client):
    as_admin(client)
    staff = make_user(Role.STAFF_ADMIN)
    assert client.get(f"/account/users/{staff.id}").status_code == 404


def test_a_changed_mail_address_is_told_to_the_old_one(client):
    admin = as_admin(client)
    user = make_user(Role.CONTRACTOR_MEMBER, contractor=admin.contractor)
    old = user.email
    data = {**PERSON, "role": "contractor_viewer", "version_id": str(user.version_id)}
    assert client.post(f"/account/users/{user.id}", data=data).status_code == 303
    db.session.refresh(user)
    assert (user.email, user.role, user.department) == (PERSON["email"], Role.CONTRACTOR_VIEWER, "弘前営業所")
    mail = db.session.query(OutgoingMail).one()
    assert (mail.message_kind, mail.recipient) == ("account_changed", old)
    event = db.session.query(AuditEvent).one()
    assert set(event.facts["changed"]) == {"name", "name_kana", "email", "department", "role"}


def test_the_second_of_two_savers_is_told(client):
    admin = as_admin(client)
    user = make_user(Role.CONTRACTOR_MEMBER, contractor=admin.contractor)
    data = {**PERSON, "role": "contractor_member", "version_id": str(user.version_id)}
    assert client.post(f"/account/users/{user.id}", data=data).status_code == 303
    assert client.post(f"/account/users/{user.id}", data={**data, "name": "見本　花子"}).status_code == 409


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "１"])
def test_a_form_without_a_sensible_version_is_refused_as_stale(client, version):
    admin = as_admin(client)
    user = make_user(Role.CONTRACTOR_MEMBER, contractor=admin.contractor)
    data = {**PERSON, "role": "contractor_member", "version_id": version}
    assert client.post(f"/account/users/{user.id}", data=data).status_code == 409


def test_stopping_somebody_ends_their_login_at_once(app, client):
    admin = as_admin(client)
    user = make_user(Role.CONTRACTOR_MEMBER, contractor=admin.contractor)
    theirs = app.test_client()
    theirs.sign_in(user)
    assert theirs.get("/account").status_code == 200
    client.post(f"/account/users/{user.id}/stop")
    assert theirs.get("/account").status_code == 303
    client.post(f"/account/users/{user.id}/resume")
    db.session.refresh(user)
    assert user.is_active
    assert theirs.get("/account").status_code == 303


def test_nobody_stops_themselves(client):
    admin = as_admin(client)
    make_user(Role.CONTRACTOR_ADMIN, contractor=admin.contractor)
    client.post(f"/account/users/{admin.id}/stop")
    assert "ご自身を利用停止にすることはできません" in client.get("/account/users").text
    db.session.refresh(admin)
    assert admin.is_active


def test_nobody_changes_the_own_role(client):
    admin = as_admin(client)
    make_user(Role.CONTRACTOR_ADMIN, contractor=admin.contractor)
    data = {**PERSON, "role": "contractor_member", "version_id": str(admin.version_id)}
    answer = client.post(f"/account/users/{admin.id}", data=data)
    assert answer.status_code == 422
    assert "ご自身の役割は変更できません" in answer.text


def test_an_invitation_is_not_sent_to_who_has_a_password(client):
    admin = as_admin(client)
    user = make_user(Role.CONTRACTOR_MEMBER, contractor=admin.contractor, with_password=True)
    client.post(f"/account/users/{user.id}/invite")
    assert db.session.query(OutgoingMail).count() == 0


def test_an_invitation_can_be_sent_again(client):
    as_admin(client)
    add(client)
    client.post(f"/account/users/{newest().id}/invite")
    assert db.session.query(OutgoingMail).count() == 2


def test_a_name_with_markup_stays_text(client):
    as_admin(client)
    add(client, name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get("/account/users").text


def test_company_and_own_page_show_what_is_known(client):
    admin = as_admin(client)
    assert admin.contractor.name in client.get("/account/company").text
    assert admin.login_id in client.get("/account").text
