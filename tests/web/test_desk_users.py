"""The head office looking after staff, agency officers and the heads of contractors' users."""

import pytest

from surety.extensions import db
from surety.models import OutgoingMail, RoleChange, User
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import make_contractor, make_user
from tests.web.people import PERSON, as_head_office, newest


def add_staff(client: SuretyClient, role: Role = Role.STAFF_ISSUER, branch: str = "041"):
    data = {**PERSON, "role": role.value, "branch": branch, "agency_code": ""}
    return client.post("/account/desk-users/new", data=data)


def test_a_company_keeps_at_least_one_administrator(client):
    company = make_contractor()
    lonely = make_user(Role.CONTRACTOR_ADMIN, contractor=company)
    as_head_office(client)
    client.post(f"/account/desk-users/{lonely.id}/stop")
    assert "管理者が一人もいなくなります" in client.get(f"/account/desk-users/{lonely.id}").text
    db.session.refresh(lonely)
    assert lonely.is_active


def test_a_new_staff_member_waits_for_a_second_administrator(app, client):
    as_head_office(client)
    assert add_staff(client).status_code == 303
    user, change = newest(), db.session.query(RoleChange).one()
    assert not user.is_active
    assert db.session.query(OutgoingMail).count() == 0
    client.post(f"/account/role-changes/{change.id}/approve")
    assert "申し出た方とは別の管理者" in client.get("/account/desk-users").text
    second = app.test_client()
    as_head_office(second)
    assert "承認する" in second.get("/account/desk-users").text
    second.post(f"/account/role-changes/{change.id}/approve")
    db.session.refresh(user)
    assert (user.is_active, user.role) == (True, Role.STAFF_ISSUER)
    assert db.session.query(OutgoingMail).one().recipient == PERSON["email"]


def test_a_declined_staff_member_never_gets_in(app, client):
    as_head_office(client)
    add_staff(client)
    user, change = newest(), db.session.query(RoleChange).one()
    second = app.test_client()
    as_head_office(second)
    second.post(f"/account/role-changes/{change.id}/decline")
    client.post(f"/account/desk-users/{user.id}/resume")
    db.session.refresh(user)
    assert not user.is_active
    assert db.session.query(OutgoingMail).count() == 0


def test_a_staff_role_changes_only_with_two_administrators(app, client):
    as_head_office(client)
    user = make_user(Role.STAFF_UNDERWRITER)
    client.post(f"/account/desk-users/{user.id}/role", data={"role": "staff_issuer"})
    db.session.refresh(user)
    assert user.role is Role.STAFF_UNDERWRITER
    change = db.session.query(RoleChange).one()
    second = app.test_client()
    as_head_office(second)
    second.post(f"/account/role-changes/{change.id}/approve")
    db.session.refresh(user)
    assert user.role is Role.STAFF_ISSUER
    assert second.post(f"/account/role-changes/{change.id}/approve").status_code == 404


def test_the_person_concerned_does_not_approve_the_own_role(app, client):
    as_head_office(client)
    concerned = make_user(Role.STAFF_ADMIN)
    client.post(f"/account/desk-users/{concerned.id}/role", data={"role": "staff_issuer"})
    change = db.session.query(RoleChange).one()
    theirs = app.test_client()
    theirs.sign_in(concerned)
    theirs.post(f"/account/role-changes/{change.id}/approve")
    db.session.refresh(concerned)
    assert concerned.role is Role.STAFF_ADMIN


def test_the_own_role_cannot_be_proposed(client):
    admin = as_head_office(client)
    client.post(f"/account/desk-users/{admin.id}/role", data={"role": "staff_issuer"})
    assert db.session.query(RoleChange).count() == 0


def test_editing_a_staff_member_cannot_smuggle_in_a_role(client):
    as_head_office(client)
    user = make_user(Role.STAFF_UNDERWRITER)
    data = {**PERSON, "role": "staff_admin", "version_id": str(user.version_id)}
    client.post(f"/account/desk-users/{user.id}", data=data)
    db.session.refresh(user)
    assert user.role is Role.STAFF_UNDERWRITER


def test_the_head_office_adds_an_agencys_officer(client):
    as_head_office(client)
    agency = make_user(Role.AGENCY_OFFICER).agency
    data = {**PERSON, "role": "agency_officer", "branch": "", "agency_code": agency.code}
    assert client.post("/account/desk-users/new", data=data).status_code == 303
    assert (newest().agency_id, newest().is_active) == (agency.id, True)
    assert newest().login_id == "H0001"


@pytest.mark.parametrize(
    "data, told",
    [
        ({"role": "agency_officer", "agency_code": "no-such-town"}, "この発注者コードの発注者はありません"),
        ({"role": "agency_officer", "agency_code": ""}, "発注者コードを入力してください"),
        ({"role": "staff_issuer", "branch": ""}, "所属の支店を選んでください"),
        ({"role": "contractor_admin", "branch": ""}, "役割を選んでください"),
    ],
)
def test_a_person_without_a_home_is_refused_with_the_reason(client, data, told):
    as_head_office(client)
    answer = client.post("/account/desk-users/new", data={**PERSON, **data})
    assert answer.status_code == 422
    assert told in answer.text


def test_the_head_office_sees_no_ordinary_users_of_contractors(client):
    as_head_office(client)
    member, admin = make_user(Role.CONTRACTOR_MEMBER), make_user(Role.CONTRACTOR_ADMIN)
    assert client.get(f"/account/desk-users/{member.id}").status_code == 404
    assert client.get(f"/account/desk-users/{admin.id}").status_code == 200


@pytest.mark.parametrize("side", ["staff", "agency", "contractor", "nonsense"])
def test_the_list_finds_people_and_survives_odd_searches(client, side):
    as_head_office(client)
    for words in ("見本", "100%", "_", "' OR 1=1 --"):
        assert client.get("/account/desk-users", query_string={"side": side, "q": words}).status_code == 200


def test_the_list_goes_on_by_login_id(client):
    as_head_office(client)
    for _ in range(51):
        make_user(Role.STAFF_UNDERWRITER)
    first = client.get("/account/desk-users").text
    assert "次の50件" in first
    last = db.session.query(User).order_by(User.login_id.desc()).first()
    assert last.login_id not in first


@pytest.mark.parametrize(
    "role", [Role.STAFF_UNDERWRITER, Role.STAFF_ISSUER, Role.AGENCY_OFFICER, Role.CONTRACTOR_ADMIN]
)
def test_only_the_head_office_manages_desk_users(client, role):
    client.sign_in(make_user(role))
    assert client.get("/account/desk-users").status_code == 403
    assert add_staff(client).status_code == 403
