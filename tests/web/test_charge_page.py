"""A statement's own page at the branch: its steps, its payment, and the way to the case it is a step of."""

from datetime import timedelta

import pytest
from flask import Flask

from surety import clock
from surety.domain.act_states import ActKind
from surety.domain.products import PaymentMethod
from surety.extensions import db
from surety.models import Guarantee, Payment, PremiumStatement
from surety.queries.charges import list_unpaid_of
from surety.security.permissions import Role
from tests.act_cases import carry_out, propose
from tests.change_cases import make_priced_guarantee
from tests.change_money_cases import approved_change, issue
from tests.client import SuretyClient
from tests.factories import get_branch, make_contractor, make_user
from tests.guarantee_factories import actor_of


@pytest.fixture
def guarantee(app: Flask) -> Guarantee:
    """A reduction was issued, and waits to be taken back by a second person."""
    company = make_contractor()
    found = make_priced_guarantee(company, method=PaymentMethod.BANK_TRANSFER)
    writer = make_user(Role.CONTRACTOR_MEMBER, contractor=company)
    less = {"price": "40,000,000", f"paid-{found.number}": "16,000,000"}
    issue(approved_change(found, writer, **less), actor_of(make_user(Role.STAFF_ISSUER)))
    return found


@pytest.fixture
def asked(guarantee: Guarantee) -> PremiumStatement:
    act = propose(guarantee, ActKind.CHANGE_CANCEL, by=actor_of(make_user(Role.STAFF_UNDERWRITER)))
    carry_out(act, by=actor_of(make_user(Role.STAFF_ISSUER)))
    (statement,) = list_unpaid_of(db.session(), guarantee)
    return statement


def test_the_act_s_page_shows_what_will_be_asked_for(client: SuretyClient, guarantee: Guarantee) -> None:
    act = propose(guarantee, ActKind.CHANGE_CANCEL, by=actor_of(make_user(Role.STAFF_UNDERWRITER)))
    client.sign_in(make_user(Role.STAFF_ISSUER))
    page = client.get(f"/desk/acts/{act.id}").text
    for words in (
        "追加の保証料",
        "10,000円",
        "追加保証料計算書を作ります",
        f"{ActKind.CHANGE_CANCEL.label}を実行する",
    ):
        assert words in page


def test_an_act_that_waits_for_a_payment_says_so_and_cannot_be_pressed(
    client: SuretyClient, guarantee: Guarantee, asked: PremiumStatement
) -> None:
    act = propose(guarantee, ActKind.TERMINATION, by=actor_of(make_user(Role.STAFF_UNDERWRITER)))
    client.sign_in(make_user(Role.STAFF_ISSUER))
    page = client.get(f"/desk/acts/{act.id}").text
    assert f"未納の計算書（{asked.number}）があります" in page
    assert "解約を実行する" not in page
    answer = client.post(
        f"/desk/acts/{act.id}/carry-out", data={"version_id": str(act.version_id), "looked": "y"}
    )
    assert answer.status_code == 409
    assert asked.number in answer.text


def test_its_payment_is_recorded_once_and_the_company_sees_it(
    client: SuretyClient, guarantee: Guarantee, asked: PremiumStatement
) -> None:
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    assert f"/desk/statements/{asked.number}" in client.get(f"/desk/guarantees/{guarantee.number}").text
    address = f"/desk/statements/{asked.number}/payment"
    paid = {"amount": str(asked.amount), "paid_on": str(clock.today()), "method": "cash", "note": "窓口"}
    for wrong, told in (
        ({"amount": "1"}, "計算書の金額"),
        ({"amount": ""}, "入金額"),
        ({"paid_on": str(clock.today() + timedelta(days=1))}, "今日までの日付"),
    ):
        answer = client.post(address, data=paid | wrong)
        assert answer.status_code == 422
        assert told in answer.text
        assert 'value="窓口"' in answer.text, "what was typed is kept"
    for _ in range(2):
        assert client.post(address, data=paid).status_code == 303
    assert db.session.query(Payment).filter_by(statement_id=asked.id).count() == 1
    assert "入金を確認済みです" in client.get(f"/desk/statements/{asked.number}").text
    assert client.post(address, data=paid | {"amount": ""}).status_code == 409, "the form is gone"
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    assert client.post(address, data=paid).status_code == 409, "somebody else has recorded it"


def test_a_step_of_a_case_is_paid_on_the_case_s_page(client: SuretyClient, guarantee: Guarantee) -> None:
    writer = make_user(Role.CONTRACTOR_MEMBER, contractor=guarantee.contractor)
    more = {"price": "44,000,000", f"paid-{guarantee.number}": "17,600,000"}
    change = approved_change(guarantee, writer, **more)
    (item,) = change.items
    assert item.statement is not None
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    page = client.get(f"/desk/statements/{item.statement.number}").text
    assert f"/desk/changes/{change.id}/payments/{item.id}" in page
    assert "入金を確認する" not in page
    first = guarantee.request_id
    statement = db.session.query(PremiumStatement).filter_by(request_id=first).one()
    assert f"/desk/requests/{first}/premium" in client.get(f"/desk/statements/{statement.number}").text


def test_another_branch_does_not_find_it(client: SuretyClient, asked: PremiumStatement) -> None:
    client.sign_in(make_user(Role.STAFF_UNDERWRITER, branch=get_branch("011")))
    for address in (f"/desk/statements/{asked.number}", f"/desk/statements/{asked.number}.pdf"):
        assert client.get(address).status_code == 404
