"""The rule book as Excel at the screens of the staff."""

from io import BytesIO

from openpyxl import load_workbook

from surety.domain.rule_kinds import RuleKind
from surety.extensions import db
from surety.ingest.rulebook_plan import SHEETS, columns_of
from surety.models import AgencyChange
from tests.client import SuretyClient
from tests.factories import get_agency
from tests.web.rulebook_pages import approve, as_staff, newest, revision

AMOUNT = SHEETS[RuleKind.AMOUNT]
RATIO = columns_of(RuleKind.AMOUNT).index("割合") + 1


def exported(client: SuretyClient) -> bytes:
    answer = client.get("/desk/rulebook/export.xlsx?agency=meguro")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.get_data()


def with_ratio(data: bytes, ratio: object) -> bytes:
    book = load_workbook(BytesIO(data))
    book[AMOUNT].cell(2, RATIO).value = ratio
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def send(client: SuretyClient, data: bytes, reason: str = "年度の見直し"):
    sent = {"workbook": (BytesIO(data), "取扱い.xlsx"), "reason": reason}
    return client.post("/desk/rulebook/import", data=sent, content_type="multipart/form-data")


def test_what_was_written_out_changes_nothing_when_it_comes_back(client):
    as_staff(client)
    assert send(client, exported(client)).status_code == 303
    assert "何も変わりません" in client.get("/desk/rulebook/import").text
    assert db.session.query(AgencyChange).count() == 0


def test_what_was_mended_waits_for_a_second_person(app, client):
    as_staff(client)
    before = revision()
    assert send(client, with_ratio(exported(client), 39)).status_code == 303
    assert "Excelから取り込む" in client.get("/desk/rulebook").text
    assert revision() == before
    assert approve(app, newest()).status_code == 303
    assert "39%以内" in client.get(f"/agencies/{get_agency('目黒区').code}").text


def test_a_bad_cell_is_shown_with_its_sheet_and_reason(client):
    as_staff(client)
    answer = send(client, with_ratio(exported(client), "四割"))
    assert answer.status_code == 422
    assert AMOUNT in answer.text
    assert "K2" in answer.text
    assert "割合は数字で入力してください" in answer.text
    assert db.session.query(AgencyChange).count() == 0


def test_a_file_that_is_no_workbook_is_refused_with_what_to_do(client):
    as_staff(client)
    answer = send(client, b"%PDF-1.7 no workbook")
    assert answer.status_code == 422
    assert "受け付けられませんでした" in answer.text
    assert "利用申請書" not in answer.text


def test_a_file_and_a_reason_are_asked_for(client):
    as_staff(client)
    assert "申し出る理由を入力してください" in send(client, exported(client), reason="").text
    answer = client.post("/desk/rulebook/import", data={"reason": "x"}, content_type="multipart/form-data")
    assert "ファイルを選んでください" in answer.text


def test_an_agency_that_does_not_exist_is_not_written_out(client):
    as_staff(client)
    assert client.get("/desk/rulebook/export.xlsx?agency=no-such-town").status_code == 404
