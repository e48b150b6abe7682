"""契約保証予約（入札ボンド） as the company's people meet it."""

import re

import pytest
from flask import Flask

from surety import clock
from surety.domain.bid_bond_draft import BidBondDraft
from surety.domain.bid_bond_states import BidBondState
from surety.extensions import db
from surety.models import Application, BidBond, User
from surety.security.permissions import Role
from surety.services.bid_bond_issuing import render_bond
from tests.bid_bond_cases import (
    bond_texts,
    make_bond_draft,
    make_issued_bond,
    make_payable_bond,
    make_sent_bond,
    make_won_bond,
)
from tests.client import SuretyClient
from tests.factories import make_contractor, make_user


@pytest.fixture
def member(app: Flask) -> User:
    return make_user(Role.CONTRACTOR_MEMBER, contractor=make_contractor())


@pytest.fixture
def browser(client: SuretyClient, member: User) -> SuretyClient:
    client.sign_in(member)
    return client


def fresh(bid_bond: BidBond) -> BidBond:
    db.session.expire_all()
    return db.session.get_one(BidBond, bid_bond.id)


def sending(bid_bond: BidBond, **more: str) -> dict[str, object]:
    return {
        "send_token": bid_bond.send_token,
        "version_id": bid_bond.version_id,
        "declares": "y",
        **more,
    }


def test_from_the_list_to_the_receipt_number_without_javascript(browser: SuretyClient) -> None:
    assert "入札ボンドを申し込む" in browser.get("/applications").text
    made = browser.post("/bid-bonds")
    assert made.status_code == 303
    page = browser.get(made.location)
    version = re.search(r'name="version_id" value="(\d+)"', page.text)
    assert version is not None
    typed = {**bond_texts(), "payment_method": "bank_transfer", "bill_to": "〇〇建設株式会社"}
    saved = browser.post(
        made.location, data={**typed, "version_id": version[1], "tab": "a", "action": "next"}
    )
    assert saved.location.endswith("/confirm")
    confirm = browser.get(saved.location).text
    assert "10.0%" in confirm
    assert "必要な金額 5,000,000円（10%）を満たしています" in confirm
    assert "2,200円" in confirm
    bid_bond = db.session.query(BidBond).one()
    for _ in range(2):
        sent = browser.post(f"/bid-bonds/{bid_bond.id}/send", data=sending(bid_bond))
        assert sent.status_code == 303
    assert f"R{clock.today():%Y%m%d}-0001" in browser.get(sent.location).text
    assert "送信済み" in browser.get("/bid-bonds").text


def test_the_figures_move_while_typing(browser: SuretyClient, member: User) -> None:
    draft = make_bond_draft(member)
    answer = browser.fragment(
        f"/bid-bonds/{draft.id}/recalculate",
        method="POST",
        data={"bid_price": "50,000,000", "ratio": "30", "amount": "14,999,999"},
        headers={"HX-Trigger-Name": "amount"},
    )
    assert "1円足りません" in answer.text
    assert "29.999998%" in answer.text
    kept = BidBondDraft.from_json(fresh(draft).draft)
    assert kept.text("amount") == "5,000,000"


def test_what_is_typed_is_kept_by_itself(browser: SuretyClient, member: User) -> None:
    draft = make_bond_draft(member)
    answer = browser.fragment(
        f"/bid-bonds/{draft.id}/autosave",
        method="POST",
        data={"amount": "6,000,000", "version_id": draft.version_id, "tab": "a"},
    )
    assert "下書きを保存しました" in answer.text
    assert "12.0%" in answer.text
    assert BidBondDraft.from_json(fresh(draft).draft).text("amount") == "6,000,000"


def test_two_tabs_are_told_apart(browser: SuretyClient, member: User) -> None:
    draft = make_bond_draft(member)
    seen = draft.version_id
    address = f"/bid-bonds/{draft.id}/edit"
    browser.post(address, data={"amount": "6,000,000", "version_id": seen, "tab": "a", "action": "save"})
    late = browser.post(
        address, data={"amount": "7,000,000", "version_id": seen, "tab": "b", "action": "save"}
    )
    assert late.status_code == 409
    assert "別の画面で更新されています" in late.text
    assert "7,000,000" in late.text


@pytest.mark.parametrize("amount, said", [("4,999,999", "5,000,000円"), ("あ", "予約金額は数字で")])
def test_a_wrong_amount_is_kept_and_told(browser: SuretyClient, member: User, amount: str, said: str) -> None:
    draft = make_bond_draft(member, amount=amount)
    refused = browser.post(f"/bid-bonds/{draft.id}/send", data=sending(draft))
    assert refused.status_code == 422
    assert said in refused.text
    assert amount in browser.get(f"/bid-bonds/{draft.id}/edit?check=1").text


def test_without_planned_advance_payment_it_is_refused(browser: SuretyClient, member: User) -> None:
    draft = make_bond_draft(member, advance_plan="none")
    refused = browser.post(f"/bid-bonds/{draft.id}/send", data=sending(draft))
    assert refused.status_code == 422
    assert "前払金を受ける予定の契約でお引き受けしています" in refused.text


def test_a_confirm_page_that_is_no_longer_true_sends_nothing(browser: SuretyClient, member: User) -> None:
    draft = make_bond_draft(member)
    shown = sending(draft)
    browser.post(
        f"/bid-bonds/{draft.id}/edit",
        data={"amount": "6,000,000", "version_id": draft.version_id, "tab": "a", "action": "save"},
    )
    assert browser.post(f"/bid-bonds/{draft.id}/send", data=shown).status_code == 409
    assert fresh(draft).state is BidBondState.DRAFT


def test_a_draft_is_thrown_away_and_brought_back(browser: SuretyClient, member: User) -> None:
    draft = make_bond_draft(member)
    assert "破棄します" in browser.get(f"/bid-bonds/{draft.id}/discard").text
    browser.post(f"/bid-bonds/{draft.id}/discard", data={"version_id": draft.version_id})
    assert "破棄した下書き" in browser.get("/bid-bonds").text
    late = browser.post(f"/bid-bonds/{draft.id}/edit", data={"amount": "7,000,000", "action": "save"})
    assert late.status_code == 409
    assert "7,000,000" in late.text
    browser.post(f"/bid-bonds/{draft.id}/restore")
    assert fresh(draft).state is BidBondState.DRAFT


def test_a_sent_one_is_withdrawn_with_a_reason(browser: SuretyClient, member: User) -> None:
    bid_bond = make_sent_bond(member)
    address = f"/bid-bonds/{bid_bond.id}/withdraw"
    assert browser.post(address, data={}).status_code == 422
    browser.post(address, data={"reason": "入札に参加しないため"})
    assert fresh(bid_bond).state is BidBondState.WITHDRAWN


def test_the_issued_paper_is_shown_printed_and_saved(browser: SuretyClient, member: User) -> None:
    bid_bond = make_issued_bond(member)
    sheet = browser.get(f"/bid-bonds/{bid_bond.id}/certificate").text
    assert "契約保証予約証書" in sheet
    assert bid_bond.number in sheet
    assert "50,000,000" not in sheet
    early = browser.get(f"/bid-bonds/{bid_bond.id}/certificate.pdf", follow_redirects=True)
    assert "PDFを作成しています" in early.text
    render_bond(db.session(), bid_bond.certificate.id)
    db.session.commit()
    paper = browser.get(f"/bid-bonds/{bid_bond.id}/certificate.pdf")
    assert paper.data.startswith(b"%PDF")
    fee = browser.get(f"/bid-bonds/{bid_bond.id}/fee.pdf")
    assert fee.data.startswith(b"%PDF")
    assert "課税" in browser.get(f"/bid-bonds/{bid_bond.id}").text


def test_before_the_issue_there_is_no_paper(browser: SuretyClient, member: User) -> None:
    bid_bond = make_payable_bond(member)
    assert browser.get(f"/bid-bonds/{bid_bond.id}/certificate").status_code == 404
    assert browser.get(f"/bid-bonds/{bid_bond.id}/certificate.pdf").status_code == 404


def test_a_won_bid_becomes_one_application_and_both_lead_to_each_other(
    browser: SuretyClient, member: User
) -> None:
    bid_bond = make_won_bond(member)
    first = browser.post(f"/bid-bonds/{bid_bond.id}/convert", data={"with_advance": "y"})
    again = browser.post(f"/bid-bonds/{bid_bond.id}/convert", data={})
    assert first.location == again.location
    application = db.session.query(Application).one()
    assert "市道〇〇線橋梁補修工事" in browser.get(first.location).text
    assert f"/bid-bonds/{bid_bond.id}" in browser.get(f"/applications/{application.id}").text
    assert f"/applications/{application.id}" in browser.get(f"/bid-bonds/{bid_bond.id}").text


def test_a_result_before_the_bid_is_told_beside_its_box(browser: SuretyClient, member: User) -> None:
    bid_bond = make_issued_bond(member)
    early = browser.post(f"/bid-bonds/{bid_bond.id}/won", data={"won_on": "令和8年4月1日"})
    assert early.status_code == 422
    assert "入札日以降の日付" in early.text
    unreadable = browser.post(f"/bid-bonds/{bid_bond.id}/won", data={"won_on": "きのう"})
    assert unreadable.status_code == 422
    assert "きのう" in unreadable.text
    lost = browser.post(f"/bid-bonds/{bid_bond.id}/lost")
    assert lost.status_code == 303
    assert browser.post(f"/bid-bonds/{bid_bond.id}/convert").status_code == 409
    browser.post(f"/bid-bonds/{bid_bond.id}/result/undo")
    assert fresh(bid_bond).state is BidBondState.ISSUED


def test_the_tab_of_the_list_finds_by_number_name_and_day(browser: SuretyClient, member: User) -> None:
    bid_bond = make_issued_bond(member)
    make_sent_bond(member, work_name="△△橋補修工事")
    listed = browser.get("/guarantees?tab=bid_bond").text
    assert bid_bond.number in listed
    assert "△△橋補修工事" not in listed
    assert "全1ページ（1件）中の1ページ目" in listed
    for query, found in (
        ("words=橋梁 市道", True),
        ("words=空港", False),
        ("until=2020/1/1", False),
        (f"number={bid_bond.number[1:]}", True),
    ):
        assert (bid_bond.number in browser.get(f"/guarantees?tab=bid_bond&{query}").text) is found
    assert browser.get("/guarantees?tab=bid_bond&since=きのう").status_code == 422
    from_another_tab = browser.fragment("/guarantees?tab=bid_bond")
    assert from_another_tab.headers["HX-Redirect"] == "/guarantees?tab=bid_bond"


def test_the_file_of_bid_bonds_says_that_the_fee_is_taxed(browser: SuretyClient, member: User) -> None:
    bid_bond = make_issued_bond(member)
    lines = browser.post("/guarantees/download/csv", data={"tab": "bid_bond"}).text.splitlines()
    assert lines[0].startswith("\ufeff予約番号,状況,")
    assert bid_bond.number in lines[1]
    assert ",2000,200,2200,課税," in lines[1]
    assert "この条件の契約は、<strong>1件" in browser.get("/guarantees/download?tab=bid_bond").text


def test_another_company_finds_nothing(client: SuretyClient, member: User) -> None:
    bid_bond = make_issued_bond(member)
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN, contractor=make_contractor("△△建設株式会社")))
    for part in ("", "/edit", "/certificate", "/certificate.pdf", "/fee.pdf", "/confirm", "/sent"):
        assert client.get(f"/bid-bonds/{bid_bond.id}{part}").status_code == 404
    for part in ("/won", "/lost", "/convert", "/send", "/edit"):
        assert client.post(f"/bid-bonds/{bid_bond.id}{part}").status_code == 404
    assert bid_bond.number not in client.get("/guarantees?tab=bid_bond").text
    asked = client.get(f"/guarantees?tab=bid_bond&number={bid_bond.number}").text
    assert "条件に合う予約はありません" in asked


def test_who_may_only_look_sees_no_buttons(client: SuretyClient, member: User) -> None:
    bid_bond = make_won_bond(member)
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=member.contractor))
    page = client.get(f"/bid-bonds/{bid_bond.id}").text
    assert "契約保証を申し込む</button>" not in page
    assert client.post(f"/bid-bonds/{bid_bond.id}/convert").status_code == 403
