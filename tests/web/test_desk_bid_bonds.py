"""契約保証予約（入札ボンド） at the branch."""

import re

import pytest
from flask import Flask

from blueprints.desk.bid_bonds import tab_label
from surety.domain.bid_bond_states import BidBondState
from surety.extensions import db
from surety.models import BidBond, User
from surety.queries.desk_bid_bonds import COUNTED, BondQueue
from surety.security.permissions import Role
from tests.bid_bond_cases import (
    make_approved_bond,
    make_issued_bond,
    make_payable_bond,
    make_reviewed_bond,
    make_sent_bond,
)
from tests.client import SuretyClient
from tests.factories import get_branch, make_contractor, make_user

BOX = re.compile(r'name="([a-z_]+)"[^>]*type="text"|type="text"[^>]*name="([a-z_]+)"')


@pytest.fixture
def underwriter(app: Flask) -> User:
    return make_user(Role.STAFF_UNDERWRITER)


@pytest.fixture
def desk(client: SuretyClient, underwriter: User) -> SuretyClient:
    client.sign_in(underwriter)
    return client


def fresh(bid_bond: BidBond) -> BidBond:
    db.session.expire_all()
    return db.session.get_one(BidBond, bid_bond.id)


def press(client: SuretyClient, bid_bond: BidBond, step: str, **fields: str):
    data = {"version_id": fresh(bid_bond).version_id, **fields}
    return client.post(f"/desk/bid-bonds/{bid_bond.id}/{step}", data=data)


def words_for(page: str) -> dict[str, str]:
    return {"".join(found): "公告の写しで確認しました" for found in BOX.findall(page)}


def test_from_the_board_to_the_issued_paper(desk: SuretyClient, client: SuretyClient) -> None:
    bid_bond = make_sent_bond()
    assert bid_bond.receipt_number in desk.get("/desk").text
    assert bid_bond.receipt_number in desk.get("/desk/bid-bonds").text
    assert press(desk, bid_bond, "review").status_code == 303
    page = desk.get(f"/desk/bid-bonds/{bid_bond.id}").text
    assert "前払金を受ける予定との申告です" in page
    assert "2,200円" in page
    assert press(desk, bid_bond, "approve").status_code == 422
    assert press(desk, bid_bond, "approve", **words_for(page)).status_code == 303
    fee = desk.get(f"/desk/bid-bonds/{bid_bond.id}/fee").text
    assert "予約手数料通知書" in fee
    assert "課税" in fee
    assert desk.get(f"/desk/bid-bonds/{bid_bond.id}/fee.pdf").data.startswith(b"%PDF")
    assert press(desk, bid_bond, "account").status_code == 303
    assert "別の方が発行します" in desk.get(f"/desk/bid-bonds/{bid_bond.id}/issue").text
    assert press(desk, bid_bond, "issue", looked="y").status_code == 403
    client.sign_in(make_user(Role.STAFF_ISSUER))
    assert press(client, bid_bond, "issue").status_code == 422
    for _ in range(2):
        assert press(client, bid_bond, "issue", looked="y").status_code == 303
    number = fresh(bid_bond).number
    assert number is not None
    assert number in client.get(f"/desk/bid-bonds/{bid_bond.id}/certificate").text
    assert client.get(f"/desk/bid-bonds/{bid_bond.id}/certificate.pdf").data.startswith(b"%PDF")
    issued = client.get("/desk/bid-bonds?queue=issued").text
    assert number in issued
    assert "発行済み（1）" in issued
    assert f"/desk/bid-bonds/{bid_bond.id}" in client.get(f"/desk/search?words={number}").text


def test_the_issued_ones_are_counted_up_to_a_limit() -> None:
    assert tab_label(BondQueue.ISSUED, COUNTED - 1) == "発行済み（99）"
    assert tab_label(BondQueue.ISSUED, COUNTED) == "発行済み（100以上）"
    assert tab_label(BondQueue.NEW, COUNTED) == "新着（100）"


def test_the_approver_cannot_issue_also_with_the_right_to_issue(client: SuretyClient) -> None:
    approver = make_user(Role.STAFF_ISSUER)
    bid_bond = make_payable_bond(by=approver)
    client.sign_in(approver)
    refused = press(client, bid_bond, "issue", looked="y")
    assert refused.status_code == 403
    assert "承認した人とは別の方が発行してください" in refused.text


def test_a_page_drawn_before_somebody_else_s_step_is_told_who_was_first(desk: SuretyClient) -> None:
    bid_bond = make_sent_bond()
    seen = bid_bond.version_id
    press(desk, bid_bond, "review")
    late = desk.post(f"/desk/bid-bonds/{bid_bond.id}/receive", data={"version_id": seen})
    assert late.status_code == 409
    assert "先に更新しました" in late.text
    again = desk.post(f"/desk/bid-bonds/{bid_bond.id}/review", data={"version_id": seen})
    assert again.status_code == 303


def test_asking_to_mend_needs_a_word_and_stands_beside_the_field(desk: SuretyClient) -> None:
    bid_bond = make_reviewed_bond()
    assert press(desk, bid_bond, "return").status_code == 422
    asked = {"comment-amount": "切り上げた金額をご確認ください。"}
    assert press(desk, bid_bond, "return", **asked).status_code == 303
    assert fresh(bid_bond).state is BidBondState.RETURNED
    desk.sign_in(fresh(bid_bond).created_by)
    page = desk.get(f"/bid-bonds/{bid_bond.id}/edit").text
    assert "切り上げた金額をご確認ください。" in page


def test_a_decline_is_proposed_by_one_and_confirmed_by_another(
    desk: SuretyClient, client: SuretyClient
) -> None:
    bid_bond = make_reviewed_bond()
    assert press(desk, bid_bond, "decline").status_code == 422
    press(desk, bid_bond, "decline", reason="対象外の案件です。")
    assert press(desk, bid_bond, "decline/confirm").status_code == 403
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    assert press(client, bid_bond, "decline/confirm").status_code == 303
    client.sign_in(fresh(bid_bond).created_by)
    assert "対象外の案件です。" in client.get(f"/bid-bonds/{bid_bond.id}").text


def test_a_payment_of_another_amount_is_told_beside_its_box(client: SuretyClient) -> None:
    company = make_contractor(monthly_account=False)
    bid_bond = make_approved_bond(make_user(Role.CONTRACTOR_MEMBER, contractor=company))
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    paid = {"amount": "2,000", "paid_on": "令和8年11月1日", "method": "cash"}
    refused = press(client, bid_bond, "payment", **paid)
    assert refused.status_code == 422
    assert "2,200円" in refused.text
    assert press(client, bid_bond, "payment", **{**paid, "amount": "2,200"}).status_code == 303
    assert fresh(bid_bond).state is BidBondState.PAID


def test_an_approval_is_taken_back_with_a_reason(desk: SuretyClient) -> None:
    bid_bond = make_approved_bond()
    assert press(desk, bid_bond, "reopen").status_code == 422
    press(desk, bid_bond, "reopen", reason="金額を確認するため")
    assert fresh(bid_bond).state is BidBondState.UNDER_REVIEW


def test_the_preview_carries_no_number_and_the_mark_of_a_sample(desk: SuretyClient) -> None:
    bid_bond = make_reviewed_bond()
    page = desk.get(f"/desk/bid-bonds/{bid_bond.id}/preview").text
    assert "（発行時に採番）" in page
    assert "見本" in page
    assert desk.get(f"/desk/bid-bonds/{bid_bond.id}/preview.pdf").data.startswith(b"%PDF")


def test_another_branch_finds_nothing_and_the_head_office_everything(client: SuretyClient) -> None:
    bid_bond = make_issued_bond()
    client.sign_in(make_user(Role.STAFF_UNDERWRITER, branch=get_branch("011")))
    for part in ("", "/fee", "/preview", "/issue", "/certificate", "/certificate.pdf", "/fee.pdf", "/return"):
        assert client.get(f"/desk/bid-bonds/{bid_bond.id}{part}").status_code == 404
    assert bid_bond.receipt_number not in client.get("/desk/bid-bonds?queue=issued").text
    client.sign_in(make_user(Role.STAFF_ADMIN))
    assert client.get(f"/desk/bid-bonds/{bid_bond.id}").status_code == 200
