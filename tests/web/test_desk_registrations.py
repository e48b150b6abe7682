import re
from io import BytesIO

import pytest
from sqlalchemy import select

from forms.registrations import SECTIONS
from surety.domain.workflow import RegistrationState
from surety.models import Registration, StoredFile, User
from surety.security.permissions import Role
from tests.factories import make_contractor, make_user
from tests.registration_cases import (
    TYPED,
    draft_of,
    issuer_of,
    make_approved,
    make_begun,
    make_in_review,
    make_sent,
    other_branch,
)

PAGES = ("", "/return", "/refuse", "/approve")
ACTS = ("/review", "/return", "/refuse", "/approve", "/reissue", "/notice")


@pytest.fixture
def desk(client):
    """青森支店 at work."""
    client.sign_in(make_user(Role.STAFF_UNDERWRITER))
    return client


def here(registration: Registration) -> str:
    return f"/desk/registrations/{registration.id}"


def state_of(session) -> RegistrationState:
    return session.scalars(select(Registration.state)).one()


def test_the_queue_shows_the_branchs_own_by_stage(desk):
    registration, _ = make_sent()
    number = registration.receipt_number
    assert number in desk.get("/desk/registrations").text
    assert number not in desk.get("/desk/registrations?queue=review").text
    desk.post(here(registration) + "/review")
    assert number in desk.get("/desk/registrations?queue=review").text


def test_what_is_still_with_the_applicant_is_not_shown(desk):
    registration, _ = make_begun()
    assert desk.get(here(registration)).status_code == 404


def test_the_queue_goes_on_behind_twenty(desk):
    numbers = [make_sent()[0].receipt_number for _ in range(21)]
    first = desk.get("/desk/registrations").text
    assert numbers[19] in first
    assert numbers[20] not in first
    link = first.split("次の20件")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert numbers[20] in desk.get(link).text


@pytest.mark.parametrize("part", [*PAGES, "/file"])
def test_another_branch_gets_404(client, part):
    registration, _ = make_in_review()
    client.sign_in(make_user(Role.STAFF_UNDERWRITER, branch=other_branch()))
    assert client.get(here(registration) + part).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_another_branch_can_do_nothing(client, session, act):
    registration, _ = make_in_review()
    client.sign_in(make_user(Role.STAFF_UNDERWRITER, branch=other_branch()))
    data = {"reason": "…", "contractor": "new", "delivery": "post", "comment-phone": "…"}
    assert client.post(here(registration) + act, data=data).status_code == 404
    assert state_of(session) is RegistrationState.UNDER_REVIEW


def test_the_head_office_sees_every_branch(client):
    registration, _ = make_sent()
    client.sign_in(make_user(Role.STAFF_ADMIN))
    assert registration.receipt_number in client.get("/desk/registrations").text


@pytest.mark.parametrize(
    "role", [Role.STAFF_ADMIN, Role.CONTRACTOR_VIEWER, Role.CONTRACTOR_ADMIN, Role.AGENCY_OFFICER]
)
def test_who_may_not_work_on_registrations_cannot(client, session, role):
    registration, _ = make_in_review()
    client.sign_in(make_user(role))
    answer = client.post(here(registration) + "/approve", data={"contractor": "new", "delivery": "post"})
    assert answer.status_code == 403
    assert state_of(session) is RegistrationState.UNDER_REVIEW


def test_the_same_company_is_pointed_out_and_offered_at_approval(desk):
    make_contractor("△△建設株式会社")
    registration, _ = make_in_review()
    assert "同じ会社と思われる登録があります（1件）" in desk.get(here(registration)).text
    assert "△△建設株式会社（C" in desk.get(here(registration) + "/approve").text


def test_approval_to_the_printed_notice(desk, session):
    registration, _ = make_in_review()
    answer = desk.post(here(registration) + "/approve", data={"contractor": "new", "delivery": "post"})
    assert answer.location == here(registration)
    assert "利用通知書（PDF）を印刷用に取り出す" in desk.get(here(registration)).text
    paper = desk.post(here(registration) + "/notice")
    assert paper.data.startswith(b"%PDF")
    assert paper.headers["Cache-Control"] == "no-store"
    assert "attachment" in paper.headers["Content-Disposition"]


def test_approving_by_mail_without_a_confirmed_address_is_told_and_makes_nothing(desk, session):
    registration, _ = make_in_review()
    answer = desk.post(here(registration) + "/approve", data={"contractor": "new", "delivery": "mail"})
    assert answer.status_code == 422
    assert "まだ確認されていません" in answer.text
    assert state_of(session) is RegistrationState.UNDER_REVIEW
    assert session.scalars(select(User).where(User.contractor_id.is_not(None))).all() == []


def test_a_company_that_was_not_offered_cannot_be_chosen(desk, session):
    stranger = make_contractor("◇◇工業株式会社")
    registration, _ = make_in_review()
    answer = desk.post(
        here(registration) + "/approve", data={"contractor": str(stranger.id), "delivery": "post"}
    )
    assert answer.status_code == 422
    assert state_of(session) is RegistrationState.UNDER_REVIEW


def test_the_second_approval_is_a_409(desk, app):
    registration = make_approved(issuer_of(app))
    answer = desk.post(here(registration) + "/approve", data={"contractor": "new", "delivery": "post"})
    assert answer.status_code == 409
    answer = desk.post(here(registration) + "/refuse", data={"reason": "…"})
    assert answer.status_code == 409


def test_returning_needs_words_and_names_the_fields(desk, session):
    registration, _ = make_in_review()
    assert desk.post(here(registration) + "/return").status_code == 422
    answer = desk.post(here(registration) + "/return", data={"comment-address": "番地まで。"})
    assert answer.status_code == 303
    assert "所在地：番地まで。" in desk.get(here(registration)).text
    assert state_of(session) is RegistrationState.RETURNED


def test_the_return_page_asks_in_the_order_of_the_page_that_is_reviewed(desk):
    registration, _ = make_in_review(
        draft=draft_of(users=({"name": "見本　一郎", "mail": "ichiro@example.co.jp", "role": "担当者"},))
    )
    asked = re.findall(r'name="comment-([^"]+)"', desk.get(here(registration) + "/return").text)
    placed = [key for _, keys in SECTIONS for key in keys]
    assert asked[: len(placed)] == placed
    assert "additional_users-0-name" in asked[len(placed) :]


def test_an_approved_registration_names_the_contractor_it_became(desk, app):
    registration = make_approved(issuer_of(app))
    page = desk.get(here(registration)).text
    assert f"△△建設㈱（契約者番号 {registration.contractor.customer_number}）" in page


def test_refusing_needs_a_reason(desk, session):
    registration, _ = make_in_review()
    assert desk.post(here(registration) + "/refuse").status_code == 422
    assert (
        desk.post(here(registration) + "/refuse", data={"reason": "書類の確認ができません。"}).status_code
        == 303
    )
    assert "書類の確認ができません。" in desk.get(here(registration)).text


def test_a_new_notice_can_be_made_while_nobody_has_logged_in(desk, app, session):
    registration = make_approved(issuer_of(app))
    first = registration.notice_file_id
    assert desk.post(here(registration) + "/reissue", data={"delivery": "post"}).status_code == 303
    session.refresh(registration)
    assert registration.notice_file_id != first


def test_the_original_is_a_download_that_the_browser_does_not_open(desk):
    answer = desk.post(
        "/desk/registrations/new",
        data={"channel": "fax", "branch": "青森支店", "scan": (BytesIO(b"%PDF-1.7 <script>"), "原本.pdf")},
    )
    page = answer.location.removesuffix("/edit")
    file = desk.get(page + "/file")
    assert "attachment" in file.headers["Content-Disposition"]
    assert file.mimetype == "application/octet-stream"
    assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_a_scan_of_another_kind_is_told(desk, session):
    answer = desk.post(
        "/desk/registrations/new",
        data={"channel": "fax", "branch": "青森支店", "scan": (BytesIO(b"<html>"), "a.pdf")},
    )
    assert answer.status_code == 422
    assert "PDF・JPEG・PNG" in answer.text
    assert session.scalars(select(StoredFile)).all() == []


def test_a_registration_from_paper_is_typed_in_and_taken_in(desk, session):
    page = desk.post("/desk/registrations/new", data={"channel": "post", "branch": "青森支店"}).location
    assert "紙の申請の入力" in desk.get(page).text
    version = str(session.scalars(select(Registration.version_id)).one())
    answer = desk.post(page, data={**TYPED, "phone": "", "version_id": version, "action": "next"})
    assert answer.status_code == 422
    assert "△△建設㈱" in desk.get("/desk/registrations").text
    version = str(session.scalars(select(Registration.version_id)).one())
    answer = desk.post(page, data={**TYPED, "version_id": version, "action": "next"})
    assert answer.location == page.removesuffix("/edit")
    registration = session.scalars(select(Registration)).one()
    assert (registration.channel, registration.state) == ("post", RegistrationState.SUBMITTED)
    assert registration.receipt_number in desk.get(answer.location).text


def test_a_branch_types_in_for_itself_only(desk):
    answer = desk.post("/desk/registrations/new", data={"channel": "fax", "branch": "札幌支店"})
    assert answer.status_code == 422


def test_a_web_registration_cannot_be_edited_by_the_branch(desk):
    registration, _ = make_sent()
    assert desk.get(here(registration) + "/edit").status_code == 404
    assert desk.post(here(registration) + "/edit", data=TYPED).status_code == 404


def test_a_field_is_checked_for_the_branch_too(desk, session):
    page = desk.post("/desk/registrations/new", data={"channel": "fax", "branch": "青森支店"}).location
    path = page.removesuffix("/edit") + "/fields/phone"
    answer = desk.fragment(path, method="POST", data={**TYPED, "phone": "017"})
    assert "電話番号は10桁か11桁で入力してください" in answer.text


def test_a_change_names_the_customer_by_number(desk, session):
    company = make_contractor("◇◇工業株式会社")
    registration, _ = make_in_review(draft_of(request_kind="変更", contractor_number=company.customer_number))
    assert "契約者番号" in desk.get(here(registration)).text
    data = {"contractor": str(company.id), "delivery": "post"}
    assert desk.post(here(registration) + "/approve", data=data).status_code == 303
    session.refresh(company)
    assert company.name == "△△建設㈱"


@pytest.mark.parametrize("part", ["/return", "/refuse", "/approve"])
def test_a_decision_that_is_over_leads_back_to_the_registration(desk, app, part):
    registration = make_approved(issuer_of(app))
    assert desk.get(here(registration) + part).location == here(registration)
