"""保証料計算書一覧 as the contractor's people meet it."""

import csv
import io
import re

import pytest
from flask import Flask
from openpyxl import load_workbook

from surety.domain.download_columns import STATEMENT_COLUMNS
from surety.domain.products import PaymentMethod, Product
from surety.extensions import db
from surety.models import Application
from surety.queries.cases import find_statement
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import get_branch, make_user
from tests.services.test_premiums import pay, receipt
from tests.services.test_underwriting import approve, under_review, underwriter


@pytest.fixture
def approved(app: Flask) -> Application:
    """Two guarantees approved; the first one's premium is paid by transfer."""
    application = under_review()
    for request in application.requests:
        request.payment_method = PaymentMethod.BANK_TRANSFER
    db.session.commit()
    approve(application, underwriter())
    pay(application.requests[0], receipt(application.requests[0]))
    return application


@pytest.fixture
def viewer(client: SuretyClient, approved: Application) -> SuretyClient:
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=approved.contractor))
    return client


def statement_numbers(approved: Application) -> list[str]:
    return [find_statement(db.session(), request).number for request in approved.requests]


def test_the_list_shows_each_statement_with_its_state_and_its_paper(
    viewer: SuretyClient, approved: Application
) -> None:
    page = viewer.get("/statements").text
    paid, due = statement_numbers(approved)
    assert paid in page
    assert due in page
    assert "納付済み" in page
    assert "未納" in page
    assert "期日" in page
    assert "全1ページ（2件）中の1ページ目" in page
    papers = re.findall(r'href="(/applications/\d+/statements/\d+\.pdf)"', page)
    assert len(papers) == 2
    assert viewer.get(papers[0]).data.startswith(b"%PDF")


@pytest.mark.parametrize(
    "query, count",
    [
        ("state=paid", 1),
        ("state=unpaid", 1),
        ("state=on_account", 0),
        ("product=advance", 1),
        ("until=R1.5.1", 0),
        ("before=x", 2),
        ("before=999999999999999_1", 2),
        ("before=1_0", 0),
    ],
)
def test_filters_and_places(viewer: SuretyClient, approved: Application, query: str, count: int) -> None:
    page = viewer.get(f"/statements?{query}").text
    assert len([number for number in statement_numbers(approved) if number in page]) == count


@pytest.mark.parametrize("query", ["since=きのう", "state=x", "since=R8.4.2&until=R8.4.1"])
def test_a_filter_that_cannot_be_read_is_told_kindly(viewer: SuretyClient, query: str) -> None:
    assert viewer.get(f"/statements?{query}").status_code == 422
    assert (
        viewer.post(
            "/statements/download/csv",
            query_string="",
            data=dict(part.split("=") for part in query.split("&")),
        ).status_code
        == 422
    )


def test_another_company_sees_nothing_of_it(client: SuretyClient, approved: Application) -> None:
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN))
    assert "計算書はまだありません" in client.get("/statements").text
    assert len(client.post("/statements/download/csv").data.decode("utf-8-sig").splitlines()) == 1


def test_any_statement_is_read_by_its_number_and_by_nobody_else(
    client: SuretyClient, approved: Application
) -> None:
    number = statement_numbers(approved)[0]
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=approved.contractor))
    assert client.get(f"/statements/{number}.pdf").data.startswith(b"%PDF")
    assert client.get("/statements/K99999-000001.pdf").status_code == 404
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN))
    assert client.get(f"/statements/{number}.pdf").status_code == 404


def test_the_branch_reads_its_own_statements_only(client: SuretyClient, approved: Application) -> None:
    address = f"/desk/statements/{statement_numbers(approved)[0]}.pdf"
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    assert client.get(address).data.startswith(b"%PDF")
    client.sign_in(make_user(Role.STAFF_UNDERWRITER, branch=get_branch("011")))
    assert client.get(address).status_code == 404


def test_the_file_holds_the_figures_of_the_statements(viewer: SuretyClient, approved: Application) -> None:
    answer = viewer.post("/statements/download/csv", data={"state": "paid"})
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    assert list(row) == [column.heading for column in STATEMENT_COLUMNS]
    request = approved.requests[0]
    statement = find_statement(db.session(), request)
    assert row["計算書番号"] == statement.number
    assert row["納付状況"] == "納付済み"
    assert row["保証種類"] == Product.ADVANCE.label
    assert row["お支払額"] == str(statement.amount)
    assert int(row["保証料"]) + int(row["消費税"]) == statement.amount
    assert row["税区分"] == "非課税"
    assert row["入金日"]
    assert row["お支払期日"]
    assert row["料率"].endswith("（見本料率）")
    book = load_workbook(io.BytesIO(viewer.post("/statements/download/xlsx").data))
    assert book.worksheets[0]["L2"].number_format == "#,##0"
    assert book.worksheets[0].max_row == 3


def test_pages_lead_on_and_back(
    viewer: SuretyClient, approved: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surety.queries.premium_statements.PAGE_ROWS", 1)
    monkeypatch.setattr("blueprints.statements.routes.PAGE_ROWS", 1)
    first = viewer.get("/statements").text
    following = re.search(r'href="([^"]+)"[^>]*>次のページ', first)
    assert following is not None
    second = viewer.fragment(following[1].replace("&amp;", "&")).text
    assert "全2ページ（2件）中の2ページ目" in second
    assert "<html" not in second
    back = re.search(r'href="([^"]+)"[^>]*>前のページ', second)
    assert back is not None
    assert "中の1ページ目" in viewer.get(back[1].replace("&amp;", "&")).text
