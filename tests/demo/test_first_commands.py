"""The commands with which a real deployment begins."""

import re

from flask import Flask
from sqlalchemy import select

from surety.extensions import db
from surety.models import Contractor, User
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import make_contractor

ADD = ["staff", "add", "--name", "見本　花子", "--email", "hanako@example.co.jp"]


def test_the_first_administrator_chooses_a_password_by_the_printed_link(
    app: Flask, client: SuretyClient
) -> None:
    done = app.test_cli_runner().invoke(args=ADD)
    assert done.exit_code == 0, done.output
    path = re.search(r"http://localhost(/account/activate/\S+)", done.output)
    assert path
    user = db.session.scalars(select(User)).one()
    assert (user.role, user.password_hash) == (Role.STAFF_ADMIN, "")
    words = {"new_password": "four words make one", "repeated": "four words make one"}
    assert client.post(path[1], data=words).status_code in {302, 303}
    db.session.refresh(user)
    assert user.password_hash


def test_a_third_administrator_needs_the_two_who_are_there(app: Flask) -> None:
    run = app.test_cli_runner()
    assert [run.invoke(args=ADD).exit_code for _ in range(2)] == [0, 0]
    refused = run.invoke(args=ADD)
    assert refused.exit_code == 1
    assert "本店管理者がすでに二人います" in refused.output


def test_a_wrong_mail_address_is_refused_in_words(app: Flask) -> None:
    refused = app.test_cli_runner().invoke(args=[*ADD[:-1], "hanako"])
    assert refused.exit_code == 1
    assert "メールアドレス" in refused.output


def test_a_monthly_account_is_agreed_and_ended(app: Flask) -> None:
    company = make_contractor(monthly_account=False)
    number, run = company.customer_number, app.test_cli_runner()

    def has_account() -> bool:
        db.session.expire_all()
        return db.session.scalars(select(Contractor.monthly_account)).one()

    assert run.invoke(args=["contractors", "monthly-account", number.lower()]).exit_code == 0
    assert has_account()
    assert run.invoke(args=["contractors", "monthly-account", number, "--end"]).exit_code == 0
    assert not has_account()
    assert run.invoke(args=["contractors", "monthly-account", "C9999999"]).exit_code == 1


def test_reference_data_is_loaded_once(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["reference", "load"])
    assert (done.exit_code, done.output) == (0, "0 rows added.\n")
