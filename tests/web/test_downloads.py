"""Lists as files: whose rows, which filters, who is recorded, and what never stands in them."""

import csv
import io

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from surety.domain.download_columns import GUARANTEE_COLUMNS
from surety.domain.keys import format_key
from surety.domain.products import CertificateForm, Product
from surety.extensions import db, reading
from surety.models import AuditEvent, Contractor, Guarantee
from surety.queries import guarantee_rows
from surety.security.permissions import Role
from surety.services.issuing import open_key
from tests.client import SuretyClient
from tests.factories import get_branch, make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee, make_issuer


@pytest.fixture
def contractor(app: Flask) -> Contractor:
    return make_contractor()


@pytest.fixture
def viewer(client: SuretyClient, contractor: Contractor) -> SuretyClient:
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=contractor))
    return client


def rows_of(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.status_code
    assert answer.content_type == "text/csv; charset=utf-8"
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def numbers_of(answer: TestResponse) -> list[str]:
    return [row["保証契約番号"] for row in rows_of(answer)]


def test_the_file_says_what_the_contract_says(viewer: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    (row,) = rows_of(viewer.post("/guarantees/download/csv"))
    assert list(row) == [column.heading for column in GUARANTEE_COLUMNS]
    assert row == {
        "保証契約番号": guarantee.number,
        "保証種類": "前払金保証",
        "証書の形式": "電子保証",
        "状況": "発注者へ未提出",
        "発行日": guarantee.issued_on.isoformat(),
        "保証期限": guarantee.expires_on.isoformat(),
        "契約者": contractor.name,
        "発注者": "平川市長",
        "工事名": "市道〇〇線道路改良工事",
        "工事番号": "第0000号",
        "工事場所": "平川市〇〇地内",
        "JV名": "",
        "請負金額": "50000000",
        "今年度対象額": "",
        "保証金額": "20000000",
        "工期の初日": "2026-12-04",
        "工期の末日": "2027-03-20",
        "請負契約日": "2026-12-03",
        "預託金融機関": "〇〇銀行 ××支店",
        "申込の受付番号": guarantee.request.application.receipt_number,
        "取扱店": "青森支店",
        "提出済みの記録": "",
        "発注者の最初の閲覧": "",
    }


def test_excel_holds_the_same_rows(viewer: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor, work_name="=1+1工事")
    answer = viewer.post("/guarantees/download/xlsx")
    assert "filename=download.xlsx; " in answer.headers["Content-Disposition"]
    assert all(value.isascii() for value in answer.headers.values())
    sheet, notes = load_workbook(io.BytesIO(answer.data)).worksheets
    assert sheet["A2"].value == guarantee.number
    assert (sheet["I2"].value, sheet["I2"].data_type) == ("=1+1工事", "s")
    said = {row[0].value: row[2].value for row in notes.iter_rows(min_row=2)}
    assert said["件数"] == "1件"
    assert said["保証種類"].startswith("前払金保証")
    assert "見本" in said["ご注意"]


@pytest.mark.parametrize(
    "asked, found",
    [
        ({}, ["advance", "performance"]),
        ({"tab": "applied"}, ["advance", "performance", "paper"]),
        ({"tab": "bid_bond"}, []),
        ({"product": "performance"}, ["performance"]),
        ({"words": "橋梁"}, ["performance"]),
        ({"words": "橋梁補修"}, ["performance"]),
        ({"words": "空港"}, []),
        ({"until": "2020/1/1"}, []),
    ],
)
def test_the_file_holds_what_the_filters_ask_for(
    viewer: SuretyClient,
    contractor: Contractor,
    asked: dict[str, str],
    found: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(guarantee_rows, "PAGE_ROWS", 1)
    made = {
        "advance": make_issued_guarantee(contractor).number,
        "performance": make_issued_guarantee(
            contractor, product=Product.PERFORMANCE, work_name="橋梁補修工事"
        ).number,
        "paper": make_issued_guarantee(contractor, certificate_form=CertificateForm.PAPER).number,
    }
    numbers = numbers_of(viewer.post("/guarantees/download/csv", data=asked))
    assert numbers == [made[name] for name in reversed(found)]


def test_nobody_else_s_guarantees_and_no_key_are_in_it(viewer: SuretyClient, contractor: Contractor) -> None:
    own = make_issued_guarantee(contractor)
    other = make_issued_guarantee(make_contractor("△△建設株式会社"))
    for file_format in ("csv", "xlsx"):
        answer = viewer.post(
            f"/guarantees/download/{file_format}", data={"contractor_id": other.contractor_id}
        )
        text = answer.data.decode("utf-8-sig") if file_format == "csv" else _texts(answer.data)
        key = open_key(own, vault=make_issuer().vault)
        assert own.number in text
        assert other.number not in text
        assert not [
            secret for secret in (key, format_key(key), own.key_envelope, own.key_digest) if secret in text
        ]


def _texts(data: bytes) -> str:
    book = load_workbook(io.BytesIO(data))
    return "\n".join(str(value) for sheet in book for row in sheet.values for value in row)


def test_who_took_what_is_recorded(viewer: SuretyClient, contractor: Contractor) -> None:
    viewer.post("/guarantees/download/xlsx", data={"words": "道路", "since": "R8.4.1"})
    said = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "guarantees.downloaded")).one()
    assert (said.object_kind, said.object_id) == ("contractor", str(contractor.id))
    assert said.facts["format"] == "xlsx"
    assert said.facts["asked"]["工事名"] == "道路"
    assert said.facts["asked"]["発行日"] == "令和8年4月1日から"
    assert said.actor_label


def test_rows_are_read_without_the_write_lock_and_between_pages_nothing_is_open(
    viewer: SuretyClient, contractor: Contractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        make_issued_guarantee(contractor)
    monkeypatch.setattr(guarantee_rows, "PAGE_ROWS", 1)
    begun: list[bool] = []
    event.listen(db.engine, "begin", lambda _connection: begun.append(reading.get()))
    answer = viewer.post("/guarantees/download/csv", buffered=False)
    pieces = iter(answer.response)
    begun.clear()
    for _ in range(3):
        next(pieces)
        assert db.engine.pool.checkedout() <= 1  # the test's own session
    list(pieces)
    assert begun
    assert all(begun)


@pytest.mark.parametrize(
    "asked", [{"since": "きのう"}, {"product": "bid_bond"}, {"since": "R8.4.2", "until": "R8.4.1"}]
)
def test_a_filter_that_cannot_be_read_gives_the_page_again(
    viewer: SuretyClient, asked: dict[str, str]
) -> None:
    answer = viewer.post("/guarantees/download/csv", data=asked)
    assert answer.status_code == 422
    assert "入力内容を確認してください" in answer.text
    assert viewer.get("/guarantees/download", query_string=asked).status_code == 422


def test_the_page_says_how_many_there_are_and_what_is_in_the_file(
    viewer: SuretyClient, contractor: Contractor
) -> None:
    assert "この条件に合う契約はありません" in viewer.get("/guarantees/download").text
    make_issued_guarantee(contractor)
    page = viewer.get("/guarantees/download?words=道路").text
    assert "<strong>1件</strong>" in page
    assert 'value="道路"' in page
    assert "発注者の最初の閲覧" in page
    assert "この一覧をExcel・CSVで保存する" in viewer.get("/guarantees").text


@pytest.mark.usefixtures("standing_clock")
def test_too_many_downloads_are_slowed_down(viewer: SuretyClient) -> None:
    answers = [viewer.post("/guarantees/download/csv").status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


def staff(client: SuretyClient, role: Role, *, branch: str | None = None) -> SuretyClient:
    client.sign_in(make_user(role, **({"branch": get_branch(branch)} if branch else {})))
    return client


def test_a_branch_takes_its_own_contracts_away(client: SuretyClient, contractor: Contractor) -> None:
    first = make_issued_guarantee(contractor)
    second = make_issued_guarantee(make_contractor("△△建設株式会社"), product=Product.PERFORMANCE)
    staff(client, Role.STAFF_UNDERWRITER)
    assert numbers_of(client.post("/desk/guarantees/download/csv")) == [second.number, first.number]
    assert numbers_of(client.post("/desk/guarantees/download/csv", data={"company": "△△"})) == [second.number]
    assert numbers_of(client.post("/desk/guarantees/download/csv", data={"product": "advance"})) == [
        first.number
    ]
    assert numbers_of(client.post("/desk/guarantees/download/csv", data={"company": "いない会社"})) == []
    said = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "guarantees.downloaded")).first()
    assert (said.object_kind, said.object_id) == ("branch", str(get_branch().id))


def test_another_branch_does_not_get_them(client: SuretyClient, contractor: Contractor) -> None:
    number = make_issued_guarantee(contractor).number
    staff(client, Role.STAFF_UNDERWRITER, branch="011")
    own = get_branch().id
    for asked in ({}, {"company": contractor.name}, {"branch": own}):
        assert numbers_of(client.post("/desk/guarantees/download/csv", data=asked)) == []
        assert number not in client.get("/desk/guarantees", query_string=asked).text


def test_the_head_office_sees_all_branches_and_may_choose_one(
    client: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    staff(client, Role.STAFF_ADMIN)
    other = get_branch("011").id
    assert numbers_of(client.post("/desk/guarantees/download/csv")) == [guarantee.number]
    assert numbers_of(client.post("/desk/guarantees/download/csv", data={"branch": other})) == []
    assert (
        numbers_of(client.post("/desk/guarantees/download/csv", data={"branch": guarantee.branch_id})) != []
    )
    assert guarantee.number in client.get("/desk/guarantees").text
    assert guarantee.number not in client.get(f"/desk/guarantees?branch={other}").text


def test_a_name_that_fits_too_many_companies_is_refused_and_leaves_nobody_out(
    client: SuretyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("〇〇建設株式会社", "△△建設株式会社"):
        make_contractor(name)
    monkeypatch.setattr("blueprints.desk.guarantees.MOST_COMPANIES", 2)
    staff(client, Role.STAFF_UNDERWRITER)
    answer = client.post("/desk/guarantees/download/csv", data={"company": "建設"})
    assert answer.status_code == 422
    assert "もう少し詳しく" in answer.text


def test_the_branch_s_page_says_where_it_stopped_looking(
    client: SuretyClient, contractor: Contractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [make_issued_guarantee(contractor) for _ in range(3)]
    monkeypatch.setattr("surety.queries.branch_guarantees.LOOKS", 2)
    staff(client, Role.STAFF_UNDERWRITER)
    page = client.get("/desk/guarantees").text
    assert "2件以上" in page
    assert made[-1].number in page
    assert made[0].number not in page
    assert "まだ見つかっていません" in client.get("/desk/guarantees?product=performance").text
    assert len(numbers_of(client.post("/desk/guarantees/download/csv"))) == 3
    assert db.session.get_one(Guarantee, made[0].id).number
