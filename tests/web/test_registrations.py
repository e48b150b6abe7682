from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from surety.domain.workflow import RegistrationState
from surety.models import AuditEvent, OutgoingMail, Registration, StoredFile
from surety.services.registration_review import return_for_correction
from tests.registration_cases import (
    STAFF,
    TYPED,
    draft_of,
    letterhead,
    make_begun,
    make_in_review,
    make_sent,
)

SAMPLES = Path(__file__).resolve().parents[2] / "docs" / "samples"


def accept_terms(client) -> str:
    answer = client.post("/registrations/terms", data={"agree": "y"})
    assert answer.status_code == 303
    return answer.location.split("terms=")[1]


def send_file(client, content: bytes, name: str = "利用申請書.xlsx"):
    data = {"terms": accept_terms(client), "workbook": (BytesIO(content), name)}
    answer = client.post("/registrations/upload", data=data)
    # Werkzeug's test client keeps bodies above 500 kB in a file and leaves it open.
    answer.request.environ["wsgi.input"].close()
    return answer


def upload(client, name: str):
    return send_file(client, (SAMPLES / name).read_bytes(), name)


def the_registration(session) -> Registration:
    return session.scalars(select(Registration)).one()


def version_of(session) -> str:
    return str(the_registration(session).version_id)


def test_the_start_page_shows_three_ways_and_the_branches(client):
    page = client.get("/registrations").text
    for words in ("Excel で申請する", "画面で入力する", "紙で申請する", "青森支店"):
        assert words in page


@pytest.mark.parametrize("address", ["/registrations/upload", "/registrations/create"])
def test_the_address_of_a_refused_file_can_be_opened_anew(client, address):
    assert client.get(address).location == "/registrations/terms"


def test_nothing_begins_before_the_terms_are_accepted(client):
    assert client.post("/registrations/terms").status_code == 422
    assert client.get("/registrations/begin").location == "/registrations/terms"
    assert client.post("/registrations/create", data={"terms": "forged"}).location == "/registrations/terms"


def test_the_blank_forms_can_be_downloaded_and_are_read_again(client):
    workbook = client.get("/registrations/form.xlsx")
    assert "attachment" in workbook.headers["Content-Disposition"]
    assert send_file(client, workbook.data).status_code == 303
    assert client.get("/registrations/form.pdf").data.startswith(b"%PDF")


def test_a_good_workbook_goes_from_upload_to_receipt(client, session):
    page = upload(client, "01-good.xlsx").location
    assert "すべて読み取れました" in client.get(page).text
    assert "この内容で送信する" in client.get(page + "/confirm").text
    assert client.post(page + "/submit", data={"delivery": "post"}).location == page + "/done"
    registration = the_registration(session)
    assert registration.terms_version == "2025-12-01版"
    assert registration.terms_accepted_at is not None
    assert registration.receipt_number in client.get(page + "/done").text


def test_the_report_names_the_cell_and_how_the_text_was_rewritten(client):
    shown = client.get(upload(client, "02-sloppy.xlsx").location).text
    assert "シート「利用申請書」 F17" in shown
    assert "全角→半角" in shown
    assert "半角カナ→全角カナ" in shown
    assert "2項目をご確認ください" in shown


def test_problems_are_mended_on_the_page(client, session):
    page = upload(client, "03-with-problems.xlsx").location
    assert "あと7項目を直すと送信できます" in client.get(page).text
    assert client.get(page + "/confirm").location == page
    answer = client.post(
        page, data={**TYPED, "phone": "", "version_id": version_of(session), "action": "next"}
    )
    assert answer.status_code == 422
    assert "電話番号を入力してください" in answer.text
    assert the_registration(session).values["typed"]["company_name"] == "△△建設㈱"
    answer = client.post(page, data={**TYPED, "version_id": version_of(session), "action": "next"})
    assert answer.location == page + "/confirm"


def test_a_draft_can_be_put_aside_with_its_errors(client, session):
    page = client.post("/registrations/create", data={"terms": accept_terms(client)}).location
    assert "入力内容を確認してください" not in client.get(page).text
    answer = client.post(page, data={"phone": "０１７", "version_id": version_of(session), "action": "save"})
    assert answer.location == page
    assert 'value="０１７"' in client.get(page).text


def test_the_second_of_two_tabs_keeps_what_was_typed(client, session):
    page = client.post("/registrations/create", data={"terms": accept_terms(client)}).location
    old = version_of(session)
    client.post(page, data={**TYPED, "version_id": old, "action": "save"})
    answer = client.post(page, data={**TYPED, "phone": "017-999-9999", "version_id": old, "action": "save"})
    assert answer.status_code == 409
    assert "017-999-9999" in answer.text
    assert "別の画面で内容が更新されています" in answer.text


def test_rows_of_users_are_added_and_taken_out_without_javascript(client, session):
    page = client.post("/registrations/create", data={"terms": accept_terms(client)}).location
    user = {
        "additional_users-0-name": "見本　太郎",
        "additional_users-0-mail": "taro@example.co.jp",
        "additional_users-0-role": "担当者",
    }
    answer = client.post(
        page, data={**TYPED, **user, "version_id": version_of(session), "action": "add_user"}
    )
    assert "追加利用者 2人目" in client.get(answer.location.split("#")[0]).text
    client.post(page, data={**TYPED, **user, "version_id": version_of(session), "action": "remove_user-0"})
    assert the_registration(session).values["users"] == []


def test_a_field_is_checked_when_it_is_left_and_nothing_is_kept(client, session):
    _, token = make_begun()
    before = version_of(session)
    path = f"/registrations/{token}/fields/phone"
    bad = client.fragment(path, method="POST", data={**TYPED, "phone": "017"})
    assert "電話番号は10桁か11桁で入力してください" in bad.text
    good = client.fragment(path, method="POST", data={**TYPED, "phone": "０１７－０００－０００１"})
    assert "017-000-0001" in good.text
    assert version_of(session) == before
    assert client.fragment(f"/registrations/{token}/fields/nothing", method="POST").status_code == 404
    assert client.post(path, data=TYPED).status_code == 303


def test_another_workbook_takes_the_first_ones_place(client, session):
    page = upload(client, "03-with-problems.xlsx").location
    good = (BytesIO((SAMPLES / "01-good.xlsx").read_bytes()), "01-good.xlsx")
    assert client.post(page + "/file", data={"workbook": good}).location == page
    assert "すべて読み取れました" in client.get(page).text
    assert len(session.scalars(select(StoredFile)).all()) == 2


def test_a_refused_file_leaves_the_draft_as_it_was(client, session):
    page = upload(client, "01-good.xlsx").location
    answer = client.post(page + "/file", data={"workbook": (BytesIO(b"not a workbook"), "a.xlsx")})
    assert answer.status_code == 422
    assert "受け付けられませんでした" in answer.text
    assert "すべて読み取れました" in client.get(page).text


def test_a_refused_file_is_kept_aside_with_its_hash(client, session):
    assert upload(client, "05-two-forms.xlsx").status_code == 422
    kept = session.scalars(select(StoredFile)).one()
    event = session.scalars(select(AuditEvent)).one()
    assert event.action == "registration.file_refused"
    assert event.facts["sha256"] == kept.sha256
    assert kept.content_type == "application/octet-stream"


def test_choosing_no_file_is_told(client):
    answer = client.post("/registrations/upload", data={"terms": accept_terms(client)})
    assert answer.status_code == 422
    assert "利用申請書（Excel）のファイルを選んでください" in answer.text


def test_pressing_send_twice_leads_to_the_same_receipt(client, session):
    _, token = make_begun()
    places = [
        client.post(f"/registrations/{token}/submit", data={"delivery": "mail"}).location for _ in range(2)
    ]
    assert places == [f"/registrations/{token}/done"] * 2
    assert len(session.scalars(select(OutgoingMail)).all()) == 1
    assert the_registration(session).notice_by_mail


def test_an_unfinished_registration_cannot_be_sent_by_address(client, session):
    _, token = make_begun(draft_of(phone=""))
    assert client.post(f"/registrations/{token}/submit", data={"delivery": "post"}).status_code == 303
    assert the_registration(session).state is RegistrationState.CHECKED


@pytest.mark.parametrize("part", ["", "/confirm", "/done"])
def test_a_wrong_link_is_a_404(client, part):
    make_sent()
    assert client.get(f"/registrations/wrong-token{part}").status_code == 404


@pytest.mark.parametrize("part", ["", "/submit", "/file", "/fields/phone"])
def test_a_wrong_link_changes_nothing(client, part):
    data = {"delivery": "post", "workbook": (BytesIO((SAMPLES / "01-good.xlsx").read_bytes()), "a.xlsx")}
    answer = client.open(
        f"/registrations/wrong-token{part}", method="POST", data=data, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 404


def test_what_was_sent_cannot_be_edited_by_its_old_page(client, session):
    _, token = make_sent()
    assert client.get(f"/registrations/{token}").location == f"/registrations/{token}/done"
    assert client.post(f"/registrations/{token}", data={**TYPED, "action": "save"}).status_code == 409


def test_the_branchs_words_stand_beside_the_field_and_it_can_be_sent_again(client, session):
    registration, token = make_in_review()
    return_for_correction(
        session, registration, comments={"address": "番地まで。"}, actor=STAFF, letterhead=letterhead()
    )
    shown = client.get(f"/registrations/{token}").text
    assert "支店からのお願い" in shown
    assert "番地まで。" in shown
    # The page is long: what is asked leads to its box.
    assert '<a href="#f-address">所在地</a>' in shown
    data = {
        **TYPED,
        "address": "青森県平川市〇〇町1番地2",
        "version_id": version_of(session),
        "action": "next",
    }
    assert client.post(f"/registrations/{token}", data=data).location == f"/registrations/{token}/confirm"
    client.post(f"/registrations/{token}/submit", data={"delivery": "post"})
    assert the_registration(session).state is RegistrationState.SUBMITTED


def test_opening_the_mails_link_confirms_nothing_and_the_button_does(client, session):
    make_sent()
    body = session.scalars(select(OutgoingMail)).one().body
    path = next(part for part in body.split() if "/verify/" in part).removeprefix("http://localhost")
    assert "確認する" in client.get(path).text
    assert the_registration(session).email_verified_at is None
    assert client.post(path).status_code == 303
    assert "メールアドレスを確認しました" in client.get(path).text
    assert the_registration(session).email_verified_at is not None


def test_the_state_is_told_to_who_knows_number_and_address(client):
    registration, _ = make_sent()
    known = {"receipt_number": registration.receipt_number, "mail": "ｈａｎａｋｏ@example.co.jp"}
    assert "送信済み" in client.post("/registrations/status", data=known).text


def test_every_mismatch_gets_the_same_answer(client):
    registration, _ = make_sent()
    answers = {
        client.post("/registrations/status", data={"receipt_number": number, "mail": mail})
        .text.replace(number, "")
        .replace(mail, "")
        for number, mail in (
            (registration.receipt_number, "taro@example.co.jp"),
            ("R20200101-0001", "hanako@example.co.jp"),
        )
    }
    assert len(answers) == 1


@pytest.mark.usefixtures("standing_clock")
def test_looking_up_is_throttled(client):
    data = {"receipt_number": "R20200101-0001", "mail": "hanako@example.co.jp"}
    statuses = [client.post("/registrations/status", data=data).status_code for _ in range(21)]
    assert statuses == [422] * 20 + [429]


def test_the_mail_is_sent_again_on_demand(client, session):
    registration, _ = make_sent()
    data = {"receipt_number": registration.receipt_number, "mail": registration.email, "action": "send_again"}
    assert client.post("/registrations/status", data=data).status_code == 200
    kinds = session.scalars(select(OutgoingMail.message_kind)).all()
    assert sorted(kinds) == ["registration_received", "registration_verify"]
