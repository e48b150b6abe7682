"""請求書一覧 as the contractor's people meet it."""

import csv
import io
from datetime import timedelta

from flask import Flask
from openpyxl import load_workbook

from surety.domain.download_columns import INVOICE_COLUMNS
from surety.extensions import db
from surety.models import MonthlyInvoice
from surety.security.permissions import Role
from tests.account_cases import DUE, close, make_fee, make_invoice, make_on_account, on
from tests.client import SuretyClient
from tests.factories import make_contractor, make_user


def as_viewer(client: SuretyClient, invoice: MonthlyInvoice) -> None:
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=invoice.contractor))


def test_the_list_shows_each_invoice_with_its_state_and_its_paper(client: SuretyClient) -> None:
    invoice = make_invoice()
    for days, word in ((0, "未納"), (1, "期限超過")):
        with on(DUE + timedelta(days=days)):
            as_viewer(client, invoice)
            page = client.get("/invoices").text
            assert invoice.number in page
            assert word in page
            assert client.get(f"/invoices/{invoice.id}.pdf").data.startswith(b"%PDF")
            detail = client.get(f"/invoices/{invoice.id}").text
            assert "お振込先" in detail
            assert ("お支払期日を過ぎています" in detail) == bool(days)


def test_the_home_page_says_what_is_to_be_paid(client: SuretyClient) -> None:
    invoice = make_invoice()
    for days, word in ((0, "お支払いをお待ちしている請求書があります"), (3, "（3日経過）")):
        with on(DUE + timedelta(days=days)):
            as_viewer(client, invoice)
            page = client.get("/home").text
            assert word in page
            assert invoice.number in page
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER))
    assert invoice.number not in client.get("/home").text


def test_another_company_sees_nothing_of_it(client: SuretyClient) -> None:
    invoice = make_invoice()
    with on(DUE):
        client.sign_in(make_user(Role.CONTRACTOR_ADMIN))
        assert "請求書はまだありません" in client.get("/invoices").text
        for path in ("", ".pdf"):
            assert client.get(f"/invoices/{invoice.id}{path}").status_code == 404
        assert len(client.post("/invoices/download/csv").data.decode("utf-8-sig").splitlines()) == 1


def test_the_file_holds_a_row_for_each_line_with_month_and_tax_class(
    app: Flask, client: SuretyClient
) -> None:
    company = make_contractor()
    statement = make_on_account(company)
    make_fee(company)
    (invoice,) = close()
    with on(DUE):
        as_viewer(client, invoice)
        answer = client.post("/invoices/download/csv", data={"standing": "unpaid"})
        rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
        assert list(rows[0]) == [column.heading for column in INVOICE_COLUMNS]
        assert [row["税区分"] for row in rows] == ["非課税", "課税"]
        assert {row["計上月"] for row in rows} == {"2026-11"}
        assert rows[0]["計算書番号"] == statement.number
        assert sum(int(row["税込金額"]) for row in rows) == invoice.amount
        assert all(row["保証契約番号"] for row in rows)
        book = load_workbook(io.BytesIO(client.post("/invoices/download/xlsx").data))
        assert book.worksheets[0].max_row == 3
        assert client.post("/invoices/download/csv", data={"standing": "x"}).status_code == 422
        assert client.get("/invoices?standing=paid").text.count(invoice.number) == 0
    assert db.session.query(MonthlyInvoice).count() == 1
