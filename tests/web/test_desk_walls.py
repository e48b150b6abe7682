"""Who sees what at the desk: branches, roles, other people's papers."""

import hashlib

import pytest

from surety import clock
from surety.extensions import db
from surety.models import Application, Attachment, Certificate, StoredFile
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import get_branch, make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee, make_payable_request, make_sent_application
from tests.web.desk_cases import make_approver


def attach(application: Application, content: bytes = b"%PDF-1.7 made up") -> Attachment:
    file = StoredFile(
        filename="請負契約書.pdf",
        content_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_at=clock.now(),
        content=content,
    )
    db.session.add(file)
    db.session.flush()
    attachment = Attachment(application_id=application.id, file_id=file.id, kind="contract_copy")
    db.session.add(attachment)
    db.session.commit()
    return attachment


def pages_of(application: Application, request_id: int, number: str) -> list[str]:
    attachment = attach(application)
    return [
        f"/desk/applications/{application.id}",
        f"/desk/applications/{application.id}/return",
        f"/desk/applications/{application.id}/attachments/{attachment.id}",
        f"/desk/requests/{request_id}/preview",
        f"/desk/requests/{request_id}/preview.pdf",
        f"/desk/requests/{request_id}/issue",
        f"/desk/requests/{request_id}/decline",
        f"/desk/requests/{request_id}/reopen",
        f"/desk/guarantees/{number}",
        f"/desk/guarantees/{number}/certificates/1",
        f"/desk/guarantees/{number}/certificates/1.pdf",
    ]


def test_another_branch_gets_404_on_every_page_of_a_case(client: SuretyClient) -> None:
    request = make_payable_request()
    number = make_issued_guarantee(with_papers=True).number
    pages = pages_of(request.application, request.id, number)
    client.sign_in(make_user(Role.STAFF_ISSUER, branch=get_branch("011")))
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 404)
    for step in ("receive", "review", "take-over", "return", "approve"):
        assert client.post(f"/desk/applications/{request.application_id}/{step}").status_code == 404
    for step in ("payment", "account", "issue", "decline", "decline/confirm", "decline/withdraw", "reopen"):
        assert client.post(f"/desk/requests/{request.id}/{step}").status_code == 404
    assert request.application.receipt_number not in client.get("/desk").text
    assert "申込・契約はありません" in client.get(f"/desk/search?words={number}").text


def test_the_own_branch_opens_all_of_them(client: SuretyClient) -> None:
    request = make_payable_request()
    number = make_issued_guarantee(with_papers=True).number
    client.sign_in(make_approver())
    pages = pages_of(request.application, request.id, number)
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_a_draft_is_not_the_branchs_business(client: SuretyClient) -> None:
    application = make_sent_application()
    application.state = "draft"
    db.session.commit()
    client.sign_in(make_approver())
    assert client.get(f"/desk/applications/{application.id}").status_code == 404
    assert application.receipt_number not in client.get("/desk/applications").text


def test_the_head_office_reads_every_branch_and_decides_nothing(client: SuretyClient) -> None:
    application = make_sent_application()
    client.sign_in(make_user(Role.STAFF_ADMIN))
    page = client.get(f"/desk/applications/{application.id}")
    assert "閲覧のみ" in page.text
    assert "審査を始める" not in page.text
    assert client.post(f"/desk/applications/{application.id}/review").status_code == 403


def test_an_underwriter_sees_who_has_to_issue(client: SuretyClient) -> None:
    request = make_payable_request()
    issuer = make_approver()
    issuer.name = "見本　一郎"
    db.session.commit()
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    page = client.get(f"/desk/requests/{request.id}/issue").text
    assert "発行は発行責任者が行います" in page
    assert "見本　一郎" in page
    assert client.post(f"/desk/requests/{request.id}/issue", data={"looked": "y"}).status_code == 403


@pytest.mark.parametrize("role", [Role.CONTRACTOR_ADMIN, Role.CONTRACTOR_VIEWER, Role.AGENCY_OFFICER])
def test_nobody_else_comes_to_the_desk(client: SuretyClient, role: Role) -> None:
    application = make_sent_application()
    client.sign_in(make_user(role))
    for page in ("/desk", "/desk/applications", "/desk/search", f"/desk/applications/{application.id}"):
        assert client.get(page).status_code == 403


def test_a_paper_of_another_application_is_not_found(client: SuretyClient) -> None:
    one, other = make_sent_application(), make_sent_application()
    attachment = attach(other)
    client.sign_in(make_approver())
    assert client.get(f"/desk/applications/{one.id}/attachments/{attachment.id}").status_code == 404


def test_a_paper_is_handed_over_as_a_download_and_never_shown_in_our_page(client: SuretyClient) -> None:
    application = make_sent_application()
    attachment = attach(application, b"<script>alert(1)</script>")
    client.sign_in(make_approver())
    answer = client.get(f"/desk/applications/{application.id}/attachments/{attachment.id}")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("number", ["9" * 30, "0", "9223372036854775808"])
def test_numbers_that_no_row_can_have_are_not_found(client: SuretyClient, number: str) -> None:
    client.sign_in(make_approver())
    assert client.get(f"/desk/applications/{number}").status_code == 404
    assert client.get(f"/desk/requests/{number}/issue").status_code == 404
    assert client.get(f"/desk/guarantees/{number}/certificates/{number}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "queue=nonsense",
        "queue=new&after=nonsense",
        "queue=new&after=2026-11-22T00:00:00%2B00:00~x",
        "queue=payment&after=~",
    ],
)
def test_a_bent_address_of_a_queue_shows_its_beginning(client: SuretyClient, query: str) -> None:
    client.sign_in(make_approver())
    assert client.get(f"/desk/applications?{query}").status_code == 200


def test_a_long_queue_is_shown_in_pages_without_gap_or_repetition(client: SuretyClient) -> None:
    contractor = make_contractor()
    numbers = {make_sent_application(contractor).receipt_number for _ in range(23)}
    client.sign_in(make_approver())
    seen: list[str] = []
    url = "/desk/applications?queue=new"
    while url:
        page = client.get(url).text
        seen += [number for number in numbers if number in page]
        part = page.partition(">次の20件")[0] if ">次の20件" in page else ""
        url = part.rpartition('href="')[2].rstrip('"').replace("&amp;", "&") if part else ""
    assert sorted(seen) == sorted(numbers)


@pytest.mark.parametrize(
    "words",
    [
        "〇〇建設",
        "マルマル",
        "まるまるけんせつ",
        "０１７－０００－００００",
        "04126-000001",
        "保証番号０４１２６０００００１",
    ],
)
def test_a_case_is_found_by_number_name_kana_or_phone_in_any_writing(
    client: SuretyClient, words: str
) -> None:
    make_issued_guarantee()
    client.sign_in(make_approver())
    assert "04126-000001" in client.get("/desk/search", query_string={"words": words}).text


def test_a_receipt_number_finds_its_application_and_blanks_find_nothing(client: SuretyClient) -> None:
    application = make_sent_application()
    client.sign_in(make_approver())
    found = client.get("/desk/search", query_string={"words": application.receipt_number}).text
    assert f"/desk/applications/{application.id}" in found
    assert application.receipt_number not in client.get("/desk/search", query_string={"words": " 　"}).text
    for hostile in ("%", "_", "'; DROP TABLE", "\U0001f3d7" * 50, "あ" * 500):
        assert client.get("/desk/search", query_string={"words": hostile}).status_code == 200


def test_a_certificate_whose_text_is_not_what_was_issued_is_not_shown(client: SuretyClient) -> None:
    guarantee = make_issued_guarantee()
    issued = guarantee.certificates[0]
    db.session.add(
        Certificate(
            guarantee_id=guarantee.id,
            sequence=2,
            kind=issued.kind,
            snapshot=issued.snapshot.replace("20000000", "90000000"),
            snapshot_sha256=issued.snapshot_sha256,
            template_version=issued.template_version,
            issued_at=issued.issued_at,
            issued_by_id=issued.issued_by_id,
        )
    )
    db.session.commit()
    client.sign_in(make_approver())
    for page in (
        f"/desk/guarantees/{guarantee.number}",
        f"/desk/guarantees/{guarantee.number}/certificates/2",
    ):
        answer = client.get(page)
        assert answer.status_code == 503
        assert "90,000,000" not in answer.text
