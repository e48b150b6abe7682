"""The request papers of an interim payment as the contractor downloads them."""

import io

import pytest
from flask import Flask
from openpyxl import load_workbook

from surety.domain.products import Product
from surety.extensions import db
from surety.models import Contractor, Guarantee
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.documents.reading import joined, pages_of, text_of
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee

FILES = ("request.pdf", "report.pdf", "papers.xlsx")


@pytest.fixture
def contractor(app: Flask) -> Contractor:
    return make_contractor()


@pytest.fixture
def guarantee(contractor: Contractor) -> Guarantee:
    return make_issued_guarantee(contractor)


@pytest.fixture
def viewer(client: SuretyClient, contractor: Contractor) -> SuretyClient:
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=contractor))
    return client


def path_of(guarantee: Guarantee, name: str) -> str:
    return f"/guarantees/{guarantee.number}/interim/{name}"


@pytest.mark.parametrize("name", FILES)
def test_another_companys_papers_are_404(client: SuretyClient, guarantee: Guarantee, name: str) -> None:
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN, contractor=make_contractor("△△建設株式会社")))
    assert client.get(path_of(guarantee, name)).status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_a_performance_guarantee_has_none(viewer: SuretyClient, contractor: Contractor, name: str) -> None:
    performance = make_issued_guarantee(contractor, product=Product.PERFORMANCE)
    assert viewer.get(path_of(performance, name)).status_code == 404


def test_the_page_offers_them_with_what_the_agency_wants(viewer: SuretyClient, guarantee: Guarantee) -> None:
    text = viewer.get(f"/guarantees/{guarantee.number}/interim").text
    for name in FILES:
        assert path_of(guarantee, name) in text
    assert "工事履行報告書（PDF）" in text
    assert "請求のときに添えるもの" in text


@pytest.mark.parametrize(
    "name, words",
    [
        (
            "request.pdf",
            (
                "中間前払金認定請求書",
                "平川市長\u3000様",
                "市道〇〇線道路改良工事",
                "50,000,000",
                "20,000,000",
            ),
        ),
        ("report.pdf", ("工事履行報告書", "令和8年12月", "令和9年3月", "25,000,000")),
    ],
)
def test_a_pdf_is_one_page_with_the_contracts_figures(
    viewer: SuretyClient, guarantee: Guarantee, tmp_path, name: str, words: tuple[str, ...]
) -> None:
    answer = viewer.get(path_of(guarantee, name))
    assert answer.mimetype == "application/pdf"
    assert pages_of(answer.data) == 1
    text = joined(text_of(answer.data, tmp_path))
    for word in words:
        assert word in text
    assert guarantee.number in answer.headers["Content-Disposition"]


def test_the_workbook_has_both_papers_on_one_a4_page_each(viewer: SuretyClient, guarantee: Guarantee) -> None:
    answer = viewer.get(path_of(guarantee, "papers.xlsx"))
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["中間前払金認定請求書", "工事履行報告書"]
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) in ((9, 1), ("9", 1))
        assert sheet.print_area
    told = [str(cell.value) for row in book["中間前払金認定請求書"] for cell in row if cell.value]
    assert "50,000,000 円" in told
    assert "〇〇建設株式会社" in told
    report = book["工事履行報告書"]
    months = [cell.value for cell in report["A"] if str(cell.value).startswith("令和")]
    assert months == ["令和8年12月", "令和9年1月", "令和9年2月", "令和9年3月"]
    assert report.data_validations.dataValidation


def test_a_name_that_looks_like_a_formula_stays_a_text(viewer: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor, work_name="=1+1 道路工事")
    book = load_workbook(io.BytesIO(viewer.get(path_of(guarantee, "papers.xlsx")).data))
    cells = [cell for row in book.worksheets[0] for cell in row if cell.value == "=1+1 道路工事"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_a_place_that_no_font_can_print_is_told_and_the_workbook_still_works(
    viewer: SuretyClient, guarantee: Guarantee
) -> None:
    guarantee.works_contract.work_place = "平川市\U0001f3d7地内"
    db.session.commit()
    answer = viewer.get(path_of(guarantee, "request.pdf"), follow_redirects=True)
    assert answer.status_code == 200
    assert "印刷できない文字があります" in answer.text
    assert viewer.get(path_of(guarantee, "papers.xlsx")).status_code == 200
