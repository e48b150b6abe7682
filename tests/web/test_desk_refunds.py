"""返還 at the branch, and 返還計算書 in the company's list."""

import csv
import io

import pytest
from flask import Flask

from surety.extensions import db
from surety.models import Guarantee, RefundStatement
from surety.queries.refunds import count_to_give_back, list_unreturned
from surety.security.permissions import Role
from surety.services.applications import withdraw_application
from tests.client import SuretyClient
from tests.factories import get_branch, make_user
from tests.guarantee_factories import actor_of
from tests.services.test_premiums import approved, pay, receipt
from tests.services.test_refunds import guarantee, refund_of

__all__ = ["guarantee"]


@pytest.fixture
def refund(guarantee: Guarantee) -> RefundStatement:
    return refund_of(guarantee)


@pytest.fixture
def desk(client: SuretyClient, refund: RefundStatement) -> SuretyClient:
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    return client


def test_the_board_leads_to_what_goes_back(desk: SuretyClient, refund: RefundStatement) -> None:
    assert 'href="/desk/refunds"' in desk.get("/desk").text
    page = desk.get("/desk/refunds").text
    assert refund.number in page
    assert "30,550" in page
    assert "返還を待っている計算書はありません" not in page
    one = desk.get(f"/desk/refunds/{refund.number}").text
    assert "55,000円 × 残り60日 ÷ 108日" in one
    assert desk.get(f"/desk/refunds/{refund.number}.pdf").data.startswith(b"%PDF")


def test_paying_back_is_noted_with_what_was_typed_kept(desk: SuretyClient, refund: RefundStatement) -> None:
    address = f"/desk/refunds/{refund.number}/done"
    wrong = desk.post(address, data={"paid_back_on": "R99.1.1", "method": "cash", "note": "窓口"})
    assert wrong.status_code == 422
    assert "窓口" in wrong.text
    for _ in range(2):
        answer = desk.post(address, data={"paid_back_on": str(refund.stated_on), "method": "bank_transfer"})
        assert answer.status_code == 303
    db.session.refresh(refund)
    assert "返還済み" in desk.get(f"/desk/refunds/{refund.number}").text
    assert refund.number in desk.get("/desk/refunds?tab=done").text
    desk.sign_in(make_user(Role.STAFF_UNDERWRITER))
    again = desk.post(address, data={"paid_back_on": str(refund.stated_on), "method": "cash"})
    assert again.status_code == 409


def test_another_branch_and_another_company_see_nothing_of_it(
    client: SuretyClient, refund: RefundStatement
) -> None:
    client.sign_in(make_user(Role.STAFF_UNDERWRITER, branch=get_branch("011")))
    assert refund.number not in client.get("/desk/refunds").text
    for address in (f"/desk/refunds/{refund.number}", f"/desk/refunds/{refund.number}.pdf"):
        assert client.get(address).status_code == 404
    data = {"paid_back_on": str(refund.stated_on), "method": "cash"}
    assert client.post(f"/desk/refunds/{refund.number}/done", data=data).status_code == 404
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN))
    assert client.get(f"/statements/refunds/{refund.number}.pdf").status_code == 404


def test_the_company_sees_statement_and_refund_in_one_list(
    client: SuretyClient, refund: RefundStatement, guarantee: Guarantee
) -> None:
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=guarantee.contractor))
    page = client.get("/statements").text
    assert refund.number in page
    assert "返還予定" in page
    assert "全1ページ（2件）" in page
    assert "全1ページ（1件）" in client.get("/statements?kind=refund").text
    assert "全1ページ（1件）" in client.get("/statements?state=due").text
    assert refund.number not in client.get("/statements?kind=premium").text
    assert client.get(f"/statements/refunds/{refund.number}.pdf").data.startswith(b"%PDF")
    answer = client.post("/statements/download/csv", data={"kind": "refund"})
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    assert (row["種類"], row["返還額"], row["返還日"], row["お支払額"]) == ("返還計算書", "30550", "", "")


def test_the_branch_makes_the_refund_of_a_withdrawn_request(app: Flask, client: SuretyClient) -> None:
    request = approved()
    pay(request, receipt(request))
    person = make_user(Role.STAFF_UNDERWRITER)
    withdraw_application(db.session(), request.application, actor=actor_of(person), reason="中止のため")
    db.session.commit()
    client.sign_in(person)
    assert "返還計算書をまだ作成していない入金" in client.get("/desk/refunds").text
    assert "返還計算書を作成する" in client.get(f"/desk/requests/{request.id}/premium").text
    (statement,) = list_unreturned(db.session(), branch_id=None)
    assert "契約者にお返しする保証料です" in client.get("/desk").text, "the board leads there"
    page = f"/desk/statements/{statement.number}"
    assert page in client.get("/desk/refunds").text
    assert "全額をお返しします" in client.get(page).text
    made = [client.post(f"{page}/refund") for _ in range(2)]
    assert [answer.status_code for answer in made] == [303, 303]
    assert made[0].location == made[1].location
    assert "返還計算書をまだ作成していない入金" not in client.get("/desk/refunds").text
    assert count_to_give_back(db.session(), branch_id=statement.branch_id) == 1, "now the stated refund waits"
    assert count_to_give_back(db.session(), branch_id=get_branch("011").id) == 0
    client.sign_in(make_user(Role.STAFF_UNDERWRITER, branch=get_branch("011")))
    assert client.get(page).status_code == 404
    assert client.post(f"{page}/refund").status_code == 404
    assert client.post(f"{page}/payment", data={}).status_code == 404
