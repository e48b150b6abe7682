"""一括納付・入金 as the accounting clerk meets it: closing, invoice, payment, cancellation, agreement, reminder."""

from datetime import timedelta

import pytest
from flask import Flask

from surety.extensions import db
from surety.models import AccountAgreement, MonthlyInvoice, OutgoingMail
from surety.security.permissions import Role
from tests.account_cases import CLOSING_DAY, DUE, make_invoice, make_on_account, on
from tests.client import SuretyClient
from tests.factories import get_branch, make_contractor, make_user


@pytest.fixture
def clerk(client: SuretyClient) -> SuretyClient:
    """A browser of a 発行責任者, whenever it is."""
    client.user = make_user(Role.STAFF_ISSUER)
    return client


def test_a_month_is_closed_with_one_press_and_a_second_press_makes_none(clerk: SuretyClient) -> None:
    statement = make_on_account()
    with on(CLOSING_DAY):
        clerk.sign_in(clerk.user)
        page = clerk.get("/desk/billing").text
        assert "11月分を締める" in page
        assert "〇〇建設株式会社" in page
        assert f"{statement.amount:,}円" in page
        for said in ("請求書を1件作成", "すでに締めて"):
            answer = clerk.post("/desk/billing/close", data={"month": "2026-11"}, follow_redirects=True)
            assert answer.status_code == 200
            assert said in answer.text
        assert "S04126-000001" in clerk.get("/desk/billing/invoices").text
        running = clerk.get("/desk/billing?month=2026-12").text
        assert "翌月1日から締められます" in running
        early = clerk.post("/desk/billing/close", data={"month": "2026-12"})
        assert early.status_code == 409
        assert "まだ終わっていません" in early.text


@pytest.mark.parametrize("month", ["x", "2026-13", "2026-11' OR 1", "９９９９-11", "1999-01"])
def test_a_month_nobody_can_read_shows_the_usual_one(clerk: SuretyClient, month: str) -> None:
    with on(CLOSING_DAY):
        clerk.sign_in(clerk.user)
        assert "2026年11月分" in clerk.get("/desk/billing", query_string={"month": month}).text


def test_an_underwriter_reads_and_does_nothing(client: SuretyClient) -> None:
    invoice = make_invoice()
    with on(DUE):
        client.sign_in(make_user(Role.STAFF_UNDERWRITER))
        for path in ("", "/invoices", f"/invoices/{invoice.id}", "/overdue", "/agreements"):
            page = client.get(f"/desk/billing{path}")
            assert page.status_code == 200, path
            assert "入金照合" not in page.text
        assert "入金を記録する" not in client.get(f"/desk/billing/invoices/{invoice.id}").text
        assert client.get("/desk/billing/bank").status_code == 403
        assert client.get(f"/desk/billing/invoices/{invoice.id}.pdf").data.startswith(b"%PDF")


def test_a_payment_beside_the_banks_list(clerk: SuretyClient) -> None:
    invoice = make_invoice()
    path = f"/desk/billing/invoices/{invoice.id}/payment"
    with on(DUE):
        clerk.sign_in(clerk.user)
        for data, word in (
            ({"amount": "1", "paid_on": "R8.12.21", "method": "cash"}, "請求額"),
            ({"amount": invoice.amount, "paid_on": "R8.12.22", "method": "cash"}, "今日まで"),
            ({"amount": "たくさん", "paid_on": "", "method": "x"}, "数字で"),
        ):
            answer = clerk.post(path, data={**data, "note": "窓口"})
            assert answer.status_code == 422
            assert word in answer.text
            assert 'value="窓口"' in answer.text, "what was typed stays"
        good = {"amount": f"{invoice.amount:,}", "paid_on": "R8.12.21", "method": "cash", "note": ""}
        for _twice in range(2):
            assert clerk.post(path, data=good).status_code == 303
        assert "入金を確認済みです" in clerk.get(f"/desk/billing/invoices/{invoice.id}").text
        clerk.sign_in(make_user(Role.STAFF_ISSUER))
        assert clerk.post(path, data=good).status_code == 409
        late = clerk.post(f"/desk/billing/invoices/{invoice.id}/cancellation", data={"reason": "誤り"})
        assert late.status_code == 409


def test_two_people_cancel_an_invoice(clerk: SuretyClient) -> None:
    invoice = make_invoice()
    path = f"/desk/billing/invoices/{invoice.id}/cancellation"
    with on(DUE):
        clerk.sign_in(clerk.user)
        assert clerk.post(path, data={"reason": ""}).status_code == 422
        assert clerk.post(path, data={"reason": "請求先の誤り"}).status_code == 303
        own = clerk.post(f"{path}/confirm")
        assert own.status_code == 403
        assert "別の方" in own.text
        assert "申出を取り下げる" in clerk.get(f"/desk/billing/invoices/{invoice.id}").text
        clerk.sign_in(make_user(Role.STAFF_ADMIN))
        assert "確認して取り消す" in clerk.get(f"/desk/billing/invoices/{invoice.id}").text
        for _twice in range(2):
            assert clerk.post(f"{path}/confirm").status_code == 303
        page = clerk.get(f"/desk/billing/invoices/{invoice.id}").text
        assert "この請求書は取り消されました" in page
        assert "請求先の誤り" in page
        assert clerk.post(f"{path}/keep").status_code == 409


def test_two_people_agree_on_a_monthly_account(clerk: SuretyClient) -> None:
    company = make_contractor(monthly_account=False)
    path = f"/desk/billing/agreements/{company.id}"
    clerk.sign_in(clerk.user)
    assert "始めることを申し出る" in clerk.get(path).text
    assert clerk.post(f"{path}/proposal", data={"wanted": "yes", "reason": ""}).status_code == 422
    assert clerk.post(f"{path}/proposal", data={"wanted": "no", "reason": "x"}).status_code == 409
    assert clerk.post(f"{path}/proposal", data={"wanted": "yes", "reason": "契約書"}).status_code == 303
    number = db.session.query(AccountAgreement).one().id
    own = clerk.post(f"/desk/billing/agreement-proposals/{number}/approve")
    assert (own.status_code, "別の方" in own.text) == (403, True)
    clerk.sign_in(make_user(Role.STAFF_ADMIN))
    assert "契約書" in clerk.get("/desk/billing/agreements").text
    assert clerk.post(f"/desk/billing/agreement-proposals/{number}/approve").status_code == 303
    page = clerk.get(path).text
    assert "終えることを申し出る" in page
    assert "さんが承認" in page
    assert "〇〇建設株式会社" in clerk.get("/desk/billing/agreements?only_agreed=y&words=〇〇").text
    assert clerk.post(f"/desk/billing/agreement-proposals/{number}/decline").status_code == 409


def test_what_is_overdue_stands_on_the_board_and_is_reminded_once_a_day(clerk: SuretyClient) -> None:
    company = make_contractor()
    make_user(Role.CONTRACTOR_ADMIN, contractor=company)
    invoice = make_invoice(company)
    with on(DUE + timedelta(days=4)):
        clerk.sign_in(clerk.user)
        assert "お支払期日を過ぎています" in clerk.get("/desk").text
        page = clerk.get("/desk/billing/overdue").text
        assert "4日" in page
        assert company.phone in page
        for said in ("督促メールを送ります", "本日すでに送っています"):
            answer = clerk.post(
                "/desk/billing/overdue/reminder", data={"key": f"i{invoice.id}"}, follow_redirects=True
            )
            assert said in answer.text
        assert "本日、督促メールを送りました" in clerk.get("/desk/billing/overdue").text
        gone = clerk.post("/desk/billing/overdue/reminder", data={"key": "i999999"})
        assert gone.status_code == 409
    mails = db.session.query(OutgoingMail).filter_by(message_kind="payment_reminder").all()
    assert len(mails) == 1


def test_another_branch_sees_nothing_of_it(app: Flask, client: SuretyClient) -> None:
    company = make_contractor()
    invoice = make_invoice(company)
    with on(DUE + timedelta(days=1)):
        client.sign_in(make_user(Role.STAFF_ISSUER, branch=get_branch("011")))
        for path in (f"invoices/{invoice.id}", f"invoices/{invoice.id}.pdf", f"agreements/{company.id}"):
            assert client.get(f"/desk/billing/{path}").status_code == 404
        for path in ("", "/invoices", "/overdue", "/agreements"):
            assert company.name not in client.get(f"/desk/billing{path}").text
        assert (
            client.post("/desk/billing/overdue/reminder", data={"key": f"i{invoice.id}"}).status_code == 409
        )
        client.post("/desk/billing/close", data={"month": "2026-11"})
    assert db.session.query(MonthlyInvoice).count() == 1


def test_invoices_page_on(clerk: SuretyClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("surety.queries.invoices.PAGE_ROWS", 1)
    make_on_account(make_contractor("△△建設株式会社"))
    make_on_account()
    with on(CLOSING_DAY):
        clerk.sign_in(clerk.user)
        clerk.post("/desk/billing/close", data={"month": "2026-11"})
        first = clerk.get("/desk/billing/invoices").text
        assert ("S04126-000002" in first, "S04126-000001" in first, "次のページ" in first) == (
            True,
            False,
            True,
        )
        newest = db.session.query(MonthlyInvoice).filter_by(number="S04126-000002").one().id
        second = clerk.get(f"/desk/billing/invoices?before={newest}").text
        assert ("S04126-000001" in second, "最初のページ" in second) == (True, True)
        assert clerk.get("/desk/billing/invoices?standing=x").status_code == 422
        assert "S04126" not in clerk.get("/desk/billing/invoices?standing=paid").text
