"""The page of one guarantee, its key and its papers, as the contractor's people meet them."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from surety.domain.keys import format_key
from surety.domain.products import CertificateForm, CertificateKind
from surety.extensions import db
from surety.models import AuditEvent, Certificate, CertificateOpening, Contractor, Guarantee
from surety.security.permissions import Role
from surety.services.issuing import open_key
from tests.client import SuretyClient
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee, make_issuer


def shown_key(guarantee: Guarantee) -> str:
    return format_key(open_key(guarantee, vault=make_issuer().vault))


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)))


def test_other_company_gets_404(client: SuretyClient, app: Flask) -> None:
    number = make_issued_guarantee(with_papers=True).number
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN, contractor=make_contractor("△△建設株式会社")))
    for path in ("", "/certificates/1", "/certificates/1/pdf", "/key-notice", "/key-notice/pdf"):
        assert client.get(f"/guarantees/{number}{path}").status_code == 404, path
    for path in ("/key", "/key/hide", "/handed-over"):
        assert client.post(f"/guarantees/{number}{path}").status_code == 404, path
    assert number not in client.get("/guarantees").text
    assert "条件に合う契約はありません" in client.get("/guarantees", query_string={"number": number}).text


@pytest.mark.parametrize("number", ["x", "04126-999999", "０４１２６-０００００１"])
def test_an_unknown_number_is_404(member: SuretyClient, number: str) -> None:
    assert member.get(f"/guarantees/{number}").status_code == 404


def test_the_key_is_masked_until_it_is_asked_for_and_asking_is_recorded(
    member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor, with_papers=True)
    page, key = f"/guarantees/{guarantee.number}", shown_key(guarantee)
    parts = key.split("-")
    assert not any(part in member.get(page).text for part in parts)
    assert "guarantee.key_shown" not in actions()

    answer = member.post(f"{page}/key", data={"then": "show"})
    assert answer.status_code == 303
    assert key not in answer.headers["Location"]
    assert actions()[-1] == "guarantee.key_shown"
    text = member.get(page).text
    assert all(f"<span>{part}</span>" in text for part in parts)

    member.post(f"{page}/key/hide")
    assert parts[0] not in member.get(page).text


def test_leave_to_see_the_key_ends_with_the_login_and_with_the_key(
    member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    page, part = f"/guarantees/{guarantee.number}", shown_key(guarantee).split("-")[0]
    member.post(f"{page}/key")
    assert part in member.get(page).text
    member.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=contractor))
    assert part not in member.get(page).text
    member.post(f"{page}/key")
    assert part in member.get(page).text
    guarantee.key_digest = "1" * 64
    db.session.commit()
    assert part not in member.get(page).text


def test_leave_for_one_guarantee_opens_no_other(member: SuretyClient, contractor: Contractor) -> None:
    first, second = make_issued_guarantee(contractor), make_issued_guarantee(contractor)
    member.post(f"/guarantees/{first.number}/key")
    given = member.get_cookie("surety_key", path=f"/guarantees/{first.number}")
    assert given is not None
    member.set_cookie("surety_key", given.value, path=f"/guarantees/{second.number}")
    assert shown_key(second).split("-")[0] not in member.get(f"/guarantees/{second.number}").text


def test_a_viewer_reads_everything_but_the_key(client: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor, with_papers=True)
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=contractor))
    page = f"/guarantees/{guarantee.number}"
    assert "貴社の管理者または担当者の方が表示できます" in client.get(page).text
    assert client.get(f"{page}/certificates/1").status_code == 200
    assert client.get(f"{page}/certificates/1/pdf").status_code == 200
    assert client.post(f"{page}/key").status_code == 403
    assert client.get(f"{page}/key-notice").status_code == 403
    assert client.get(f"{page}/key-notice/pdf").status_code == 403
    assert client.post(f"{page}/handed-over").status_code == 403


def test_the_key_notice_wants_the_key_to_be_asked_for_first(
    member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor, with_papers=True)
    page = f"/guarantees/{guarantee.number}"
    for path in ("/key-notice", "/key-notice/pdf"):
        assert member.get(page + path).headers["Location"] == page
    assert member.post(f"{page}/key", data={"then": "pdf"}).headers["Location"] == f"{page}/key-notice/pdf"
    pdf = member.get(f"{page}/key-notice/pdf")
    assert pdf.data.startswith(b"%PDF")
    assert pdf.headers["Content-Disposition"].startswith("attachment")
    assert pdf.headers["Cache-Control"] == "no-store"
    assert shown_key(guarantee) in member.get(f"{page}/key-notice").text


def test_papers_still_being_made_are_said_to_be(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    page = f"/guarantees/{guarantee.number}"
    assert "PDFは作成中です" in member.get(page).text
    assert member.get(f"{page}/certificates/1/pdf").headers["Location"] == page
    assert "PDFを作成しています" in member.get(page).text


def test_next_steps_are_filled_from_the_agency_s_rule(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    page = member.get(f"/guarantees/{guarantee.number}").text
    for words in (
        "平川市へ提出する",
        "kanzai02@city.hirakawa.lg.jp",
        "その他の必要書類",
        "【電子保証】前払金保証 市道〇〇線道路改良工事",
        f"保証契約番号　{guarantee.number}",
        "見本　花子",
    ):
        assert words in page


def test_handing_over_is_marked_and_taken_back(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    page = f"/guarantees/{guarantee.number}"
    member.post(f"{page}/handed-over")
    shown = member.get(page).text
    assert "提出済みと記録しました" in shown
    # Who has handed the notice over has saved it before: two of the three steps are done.
    assert shown.count('<li class="done">') == 2
    member.post(f"{page}/handed-over")
    assert actions().count("guarantee.handed_over") == 1
    member.post(f"{page}/handed-over", data={"action": "take_back"})
    assert "提出したら押してください" in member.get(page).text
    assert actions()[-1] == "guarantee.hand_over_taken_back"


def test_what_the_agency_has_opened_is_not_taken_back(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor)
    page = f"/guarantees/{guarantee.number}"
    member.post(f"{page}/handed-over")
    db.session.add(
        CertificateOpening(guarantee_id=guarantee.id, sequence=1, act="open", opened_at=guarantee.issued_at)
    )
    db.session.commit()
    assert member.post(f"{page}/handed-over", data={"action": "take_back"}).status_code == 409
    shown = member.get(page).text
    assert "発注者が閲覧しました" in shown
    assert "閲覧済み" in shown


def test_a_paper_certificate_has_no_key(member: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor, certificate_form=CertificateForm.PAPER)
    page = f"/guarantees/{guarantee.number}"
    assert "紙の証書です" in member.get(page).text
    assert member.post(f"{page}/key").status_code == 409
    assert member.post(f"{page}/handed-over").status_code == 303
    assert member.get(f"{page}/key-notice").headers["Location"] == page


def test_an_altered_snapshot_is_not_shown(client: SuretyClient, contractor: Contractor) -> None:
    guarantee = make_issued_guarantee(contractor, with_papers=True)
    certificate = guarantee.certificates[0]
    altered = Certificate(
        guarantee_id=guarantee.id,
        sequence=2,
        kind=CertificateKind.CHANGE,
        change_number=1,
        snapshot=certificate.snapshot.replace("20000000", "90000000"),
        snapshot_sha256=certificate.snapshot_sha256,
        template_version="v1",
        issued_at=certificate.issued_at,
        issued_by_id=certificate.issued_by_id,
    )
    db.session.add(altered)
    db.session.commit()
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=contractor))
    for path in ("", "/certificates/2", "/certificates/2/pdf"):
        answer = client.get(f"/guarantees/{guarantee.number}{path}")
        assert answer.status_code == 503
        assert "この書類は、いま表示できません" in answer.text
        assert "90,000,000" not in answer.text
    assert client.get(f"/guarantees/{guarantee.number}/certificates/1").status_code == 200


def test_the_sheet_is_drawn_from_the_snapshot_and_not_from_live_rows(
    member: SuretyClient, contractor: Contractor
) -> None:
    guarantee = make_issued_guarantee(contractor)
    guarantee.contractor.name = "べつの会社"
    guarantee.works_contract.work_name = "べつの工事"
    guarantee.expires_on = date(2030, 1, 1)
    db.session.commit()
    sheet = member.get(f"/guarantees/{guarantee.number}/certificates/1").text
    assert "〇〇建設株式会社" in sheet
    assert "市道〇〇線道路改良工事" in sheet
    assert "べつの" not in sheet
    assert "令和12年" not in sheet
