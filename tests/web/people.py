"""People at the screens of accounts: logging in, being an administrator."""

from werkzeug.test import TestResponse

from surety.extensions import db
from surety.models import User
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import PASSWORD, make_contractor, make_user

PERSON = {
    "name": "見本　一郎",
    "name_kana": "みほん　いちろう",
    "department": "弘前営業所",
    "job_title": "",
    "email": "ichiro@example.co.jp",
}


def log_in(client: SuretyClient, login_id: str, password: str = PASSWORD, **more: str) -> TestResponse:
    """Send the login form."""
    return client.post(
        "/account/login", data={"login_id": login_id, "password": password, "next": "", **more}
    )


def member() -> User:
    """A contractor's 担当者 with a password."""
    return make_user(Role.CONTRACTOR_MEMBER, with_password=True)


def newest() -> User:
    """The user added last."""
    return db.session.query(User).order_by(User.id.desc()).first()


def as_admin(client: SuretyClient) -> User:
    """Be a company's administrator."""
    admin = make_user(Role.CONTRACTOR_ADMIN, contractor=make_contractor())
    client.sign_in(admin)
    return admin


def as_head_office(client: SuretyClient) -> User:
    """Be a 本店管理者."""
    admin = make_user(Role.STAFF_ADMIN)
    client.sign_in(admin)
    return admin
