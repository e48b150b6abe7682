"""入金照合 on the pages: taking in, proposing, confirming, setting aside."""

from io import BytesIO

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from surety.domain.invoice_states import BankLineState, InvoiceState
from surety.extensions import db
from surety.models import BankLine, MonthlyInvoice
from surety.security.permissions import Role
from tests.account_cases import DUE, bank_list, make_invoice, on
from tests.client import SuretyClient
from tests.factories import get_branch, make_contractor, make_user


@pytest.fixture
def clerk(client: SuretyClient) -> SuretyClient:
    client.user = make_user(Role.STAFF_ISSUER)
    return client


def upload(browser: SuretyClient, text: str | bytes, name: str = "meisai.csv") -> TestResponse:
    content = text if isinstance(text, bytes) else text.encode("cp932")
    return browser.post(
        "/desk/billing/bank",
        data={"statement": (BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def newest_line() -> BankLine:
    db.session.expire_all()
    return db.session.query(BankLine).order_by(BankLine.id.desc()).first()


def test_a_fitting_deposit_is_confirmed_with_one_press(clerk: SuretyClient) -> None:
    invoice = make_invoice()
    with on(DUE):
        clerk.sign_in(clerk.user)
        taken = upload(clerk, bank_list((invoice.amount, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ")))
        assert taken.status_code == 303
        page = clerk.get("/desk/billing/bank").text
        assert "一致" in page
        assert "確認して照合する" in page
        assert invoice.number in page
        assert invoice.state is InvoiceState.UNPAID, "nothing is recorded before a person confirms"
        line = newest_line()
        for _twice in range(2):
            answer = clerk.post(
                f"/desk/billing/bank/lines/{line.id}/match", data={"items": [f"i{invoice.id}"]}
            )
            assert answer.status_code == 303
        assert db.session.get(MonthlyInvoice, invoice.id).state is InvoiceState.PAID
        assert invoice.number in clerk.get("/desk/billing/bank?tab=matched").text
        assert invoice.number in clerk.get(f"/desk/billing/bank/lines/{line.id}").text


def test_the_same_file_again_is_said_and_not_counted(clerk: SuretyClient) -> None:
    with on(DUE):
        clerk.sign_in(clerk.user)
        upload(clerk, bank_list((55_000, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ")))
        upload(clerk, bank_list((55_000, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ")))
        assert "すでに取り込んであります" in clerk.get("/desk/billing/bank").text
        upload(clerk, bank_list((55_000, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ"), (1_000, "ｼｶｸ")))
        assert "うち1件は取込み済み" in clerk.get("/desk/billing/bank").text
    assert db.session.query(BankLine).count() == 2


@pytest.mark.parametrize(
    "content, word",
    [
        (b"", "空です"),
        (b"PK\x03\x04", "Excel ブック"),
        ("日付,入金額,出金額,摘要\n2026/12/21,五千,,=1+1\n".encode(), "2行目"),
        ("日付,入金額,出金額,摘要\n2026/12/21,1,,あ\n".encode("utf-16"), "UTF-16"),
        (b"\x00" * 100, "空です"),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_kindly(clerk: SuretyClient, content: bytes, word: str) -> None:
    with on(DUE):
        clerk.sign_in(clerk.user)
        answer = upload(clerk, content)
        assert answer.status_code == 422
        assert word in answer.text
        assert clerk.post("/desk/billing/bank", data={}).status_code == 422
    assert db.session.query(BankLine).count() == 0


def test_too_little_is_refused_with_both_figures_and_stays_open(clerk: SuretyClient) -> None:
    invoice = make_invoice()
    with on(DUE):
        clerk.sign_in(clerk.user)
        upload(clerk, bank_list((invoice.amount - 440, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ")))
        page = clerk.get("/desk/billing/bank").text
        assert "不足" in page
        assert "440円不足" in page
        assert "確認して照合する" not in page
        line = newest_line()
        path = f"/desk/billing/bank/lines/{line.id}"
        answer = clerk.post(f"{path}/match", data={"items": [f"i{invoice.id}"]})
        assert answer.status_code == 422
        assert "440円不足" in answer.text
        assert clerk.post(f"{path}/match", data={}).status_code == 422
        assert clerk.post(f"{path}/match", data={"items": ["i999", "x" * 500]}).status_code == 409
    assert newest_line().state is BankLineState.OPEN


def test_what_several_items_could_be_is_chosen_by_hand(clerk: SuretyClient) -> None:
    invoices = [make_invoice(make_contractor(name)) for name in ("〇〇建設株式会社", "△△建設株式会社")]
    with on(DUE):
        clerk.sign_in(clerk.user)
        upload(clerk, bank_list((invoices[0].amount, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ")))
        assert "候補が複数" in clerk.get("/desk/billing/bank").text
        line = newest_line()
        page = clerk.get(f"/desk/billing/bank/lines/{line.id}?words=△△").text
        assert all(invoice.number in page for invoice in invoices)
        clerk.post(f"/desk/billing/bank/lines/{line.id}/match", data={"items": [f"i{invoices[1].id}"]})
    states = [db.session.get(MonthlyInvoice, one.id).state for one in invoices]
    assert states == [InvoiceState.UNPAID, InvoiceState.PAID]


def test_what_is_no_premium_is_set_aside_with_a_word(clerk: SuretyClient) -> None:
    with on(DUE):
        clerk.sign_in(clerk.user)
        upload(clerk, bank_list((12, "預金利息")))
        path = f"/desk/billing/bank/lines/{newest_line().id}"
        assert clerk.post(f"{path}/aside", data={"reason": ""}).status_code == 422
        assert clerk.post(f"{path}/aside", data={"reason": "預金利息"}).status_code == 303
        assert "預金利息" in clerk.get("/desk/billing/bank?tab=aside").text
        assert clerk.post(f"{path}/match", data={"items": ["i1"]}).status_code == 409
        assert "未照合に戻す" in clerk.get(path).text
        assert clerk.post(f"{path}/take-up").status_code == 303
    assert newest_line().state is BankLineState.OPEN


def test_a_branch_does_not_see_another_ones_deposits_and_the_head_office_sees_all(
    app: Flask, clerk: SuretyClient
) -> None:
    with on(DUE):
        clerk.sign_in(clerk.user)
        upload(clerk, bank_list((55_000, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ")))
        line = newest_line()
        clerk.sign_in(make_user(Role.STAFF_ISSUER, branch=get_branch("011")))
        assert "ﾏﾙﾏﾙ" not in clerk.get("/desk/billing/bank").text
        for path in ("", "/match", "/aside", "/take-up"):
            method = clerk.post if path else clerk.get
            assert method(f"/desk/billing/bank/lines/{line.id}{path}").status_code == 404
        clerk.sign_in(make_user(Role.STAFF_ADMIN))
        assert "ﾏﾙﾏﾙ" in clerk.get("/desk/billing/bank").text
