import hashlib
from pathlib import Path

import pytest
from sqlalchemy import select

from surety import clock
from surety.domain.errors import ForbiddenMove, NotFound, RuleViolation, Stale
from surety.domain.registration_draft import Draft
from surety.domain.workflow import RegistrationState
from surety.ingest.registrations import read_registration
from surety.models import AuditEvent, OutgoingMail, StoredFile
from surety.queries.registrations import (
    find_registration_by_receipt,
    find_twins,
    get_registration_by_token,
)
from surety.services.registration_files import Upload
from surety.services.registration_notes import notes_of
from surety.services.registration_review import return_for_correction
from surety.services.registration_submission import send_again, submit_registration, verify_mail
from surety.services.registrations import (
    Acceptance,
    check_now,
    facts_of,
    report_of,
    save_draft,
    start_registration,
)
from tests.factories import get_branch, make_contractor
from tests.registration_cases import (
    STAFF,
    draft_of,
    letterhead,
    make_begun,
    make_in_review,
    make_sent,
)

SAMPLES = Path(__file__).resolve().parents[2] / "docs" / "samples"


def begin(session, name: str):
    content = (SAMPLES / name).read_bytes()
    report = read_registration(content, filename=name)
    acceptance = Acceptance("2025-12-01版", clock.now())
    return start_registration(
        session, acceptance=acceptance, upload=Upload(name, content), report=report
    ).registration


def mails(session) -> list[OutgoingMail]:
    return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def link_of(mail: OutgoingMail) -> str:
    return next(line.strip() for line in mail.body.splitlines() if "/registrations/" in line)


def test_a_workbook_is_kept_with_its_hash_and_read_into_the_draft(session):
    registration = begin(session, "02-sloppy.xlsx")
    assert registration.file.sha256 == hashlib.sha256((SAMPLES / "02-sloppy.xlsx").read_bytes()).hexdigest()
    assert registration.state is RegistrationState.CHECKED
    assert check_now(session, registration).errors == ()
    assert facts_of(registration)["corporate_number"] == registration.corporate_number == "5835678256246"
    assert registration.branch.name == "青森支店"


def test_every_error_of_the_reader_is_still_an_error_in_the_form(session):
    registration = begin(session, "03-with-problems.xlsx")
    report = read_registration((SAMPLES / "03-with-problems.xlsx").read_bytes(), filename="x.xlsx")
    wrong = {reading.key for reading in report.readings if reading.has_error}
    assert wrong <= {problem.key for problem in check_now(session, registration).errors}


def test_what_was_mended_on_the_page_is_told_apart_from_what_the_workbook_says(session):
    registration = begin(session, "01-good.xlsx")
    checked = check_now(session, registration)
    assert not any(note.is_mended for note in notes_of(checked, report_of(registration)).values())
    mended = Draft({**checked.draft.typed, "fax": "０１７－０００－０００１"}, checked.draft.users)
    save_draft(session, registration, mended)
    notes = notes_of(check_now(session, registration), report_of(registration))
    assert {key for key, note in notes.items() if note.is_mended} == {"fax"}


def test_only_the_hash_of_the_link_is_kept(session):
    registration, token = make_begun()
    assert token not in repr(vars(registration))
    assert get_registration_by_token(session, token) is registration
    with pytest.raises(NotFound):
        get_registration_by_token(session, token[:-1] + ("A" if token[-1] != "A" else "B"))


def test_what_was_typed_is_kept_beside_what_was_understood(session):
    registration, _ = make_begun(draft_of(phone="０１７（０００）００００"))
    assert registration.values["typed"]["phone"] == "０１７（０００）００００"
    assert registration.values["values"]["phone"] == "017-000-0000"


def test_a_draft_with_errors_is_kept_but_cannot_be_sent(session):
    registration, _ = make_begun(draft_of(phone="０１７"))
    with pytest.raises(RuleViolation, match="あと1件"):
        submit_registration(session, registration, notice_by_mail=False, letterhead=letterhead())
    assert registration.receipt_number is None


def test_the_second_of_two_tabs_is_told(session):
    registration, _ = make_begun()
    with pytest.raises(Stale):
        save_draft(session, registration, draft_of(), version_id=registration.version_id - 1)


def test_sending_takes_a_number_and_asks_to_confirm_the_address(session):
    registration, _ = make_sent()
    assert registration.state is RegistrationState.SUBMITTED
    mail = mails(session)[0]
    assert mail.message_kind == "registration_received"
    assert (mail.recipient, mail.branch_id) == ("hanako@example.co.jp", get_branch().id)
    assert registration.receipt_number in mail.body
    assert "/registrations/verify/" in link_of(mail)


def test_sending_twice_gives_one_number_and_one_mail(session):
    registration, _ = make_sent()
    number = registration.receipt_number
    submit_registration(session, registration, notice_by_mail=True, letterhead=letterhead())
    assert registration.receipt_number == number
    assert len(mails(session)) == 1


def test_what_lies_at_the_branch_cannot_be_edited(session):
    registration, _ = make_sent()
    with pytest.raises(ForbiddenMove):
        save_draft(session, registration, draft_of())


def test_the_link_confirms_the_address_once_and_again_changes_nothing(session):
    registration, _ = make_sent()
    token = link_of(mails(session)[0]).rsplit("/", 1)[1]
    verify_mail(session, token)
    confirmed_at = registration.email_verified_at
    assert confirmed_at is not None
    assert verify_mail(session, token).email_verified_at == confirmed_at


def test_an_unknown_link_confirms_nothing(session):
    with pytest.raises(NotFound):
        verify_mail(session, "no-such-token")


def test_a_returned_registration_is_mended_by_the_link_of_the_mail_and_keeps_its_number(session):
    registration, _ = make_in_review()
    number = registration.receipt_number
    return_for_correction(
        session,
        registration,
        comments={"address": "番地までご記入ください。", "phone": " "},
        actor=STAFF,
        letterhead=letterhead(),
    )
    mail = mails(session)[-1]
    assert "所在地" in mail.body
    assert "番地" not in mail.body
    token = link_of(mail).rsplit("/", 1)[1]
    assert get_registration_by_token(session, token) is registration
    assert registration.comments == {"address": "番地までご記入ください。"}
    save_draft(session, registration, draft_of(address="青森県平川市〇〇町1番地2"))
    submit_registration(session, registration, notice_by_mail=False, letterhead=letterhead())
    assert (registration.receipt_number, registration.state) == (number, RegistrationState.SUBMITTED)
    assert registration.comments == {}


def test_returning_again_sends_another_mail_with_a_link_that_works(session):
    registration, first = make_in_review()
    for _ in range(2):
        if registration.state is RegistrationState.UNDER_REVIEW:
            return_for_correction(
                session, registration, comments={"phone": "…"}, actor=STAFF, letterhead=letterhead()
            )
    send_again(session, registration, letterhead=letterhead())
    returned = [mail for mail in mails(session) if mail.message_kind == "registration_returned"]
    assert len(returned) == 2
    for mail in returned:
        assert get_registration_by_token(session, link_of(mail).rsplit("/", 1)[1]) is registration
    assert get_registration_by_token(session, first) is registration


def test_a_new_mail_address_has_to_be_confirmed_anew_and_kills_the_old_link(session):
    registration, _ = make_in_review()
    old = link_of(mails(session)[0]).rsplit("/", 1)[1]
    verify_mail(session, old)
    return_for_correction(session, registration, comments={"mail": "…"}, actor=STAFF, letterhead=letterhead())
    save_draft(session, registration, draft_of(mail="taro@example.co.jp", mail_again="taro@example.co.jp"))
    assert registration.email_verified_at is None
    submit_registration(session, registration, notice_by_mail=False, letterhead=letterhead())
    assert mails(session)[-1].recipient == "taro@example.co.jp"
    with pytest.raises(NotFound):
        verify_mail(session, old)


def test_a_registration_is_found_by_number_and_mail_together_only(session):
    registration, _ = make_sent()
    number = registration.receipt_number
    assert find_registration_by_receipt(session, number, mail="Hanako@example.co.jp") is registration
    assert find_registration_by_receipt(session, number, mail="taro@example.co.jp") is None
    assert find_registration_by_receipt(session, "R20200101-0001", mail="hanako@example.co.jp") is None


def test_the_same_company_is_pointed_out_under_another_writing(session):
    contractor = make_contractor("△△建設株式会社")
    first, _ = make_sent(draft_of(company_name="株式会社△△建設"))
    second, _ = make_sent(draft_of(mail="taro@example.co.jp", mail_again="taro@example.co.jp"))
    twins = find_twins(session, second)
    assert [twin.contractor for twin in twins if twin.contractor] == [contractor]
    other = next(twin for twin in twins if twin.registration)
    assert other.registration is first
    assert other.reasons == ("法人番号", "建設業許可番号", "商号又は名称")


def test_two_strangers_are_no_twins(session):
    make_contractor("〇〇工業株式会社")
    make_sent(
        draft_of(
            company_name="◇◇建設株式会社",
            corporate_number="",
            permit_number="02-099999",
            mail="taro@example.co.jp",
            mail_again="taro@example.co.jp",
        )
    )
    registration, _ = make_sent()
    assert find_twins(session, registration) == []


def test_each_step_is_in_the_audit_log(session):
    make_in_review()
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all()
    assert actions == ["registration.started", "registration.submitted", "registration.start_review"]


def test_nothing_of_the_web_form_is_stored_as_a_file(session):
    make_sent()
    assert session.scalars(select(StoredFile)).all() == []
