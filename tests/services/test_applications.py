"""保証申込 as services keep, send, copy and withdraw it."""

import pytest
from sqlalchemy import func, select

from surety import audit
from surety.domain.application_draft import Draft
from surety.domain.application_fields import Block, Section
from surety.domain.errors import ForbiddenMove, Stale
from surety.domain.products import CertificateForm, Product
from surety.domain.workflow import ApplicationState, RequestState
from surety.models import Application, AuditEvent, GuaranteeRequest, OutgoingMail, WorksContract
from surety.queries.applications import find_same_work, list_sent
from surety.security.permissions import Role
from surety.services.application_attachments import attach_file
from surety.services.application_sending import NotReady, send_application
from surety.services.applications import (
    clear_block,
    copy_application,
    create_application,
    restore_block,
    save_draft,
    withdraw_application,
)
from tests.draft_cases import LEAFLET, LETTERHEAD, actor_of, make_draft, send
from tests.factories import get_branch, make_contractor, make_user

PDF = b"%PDF-1.7\n" + b"x" * 100


@pytest.fixture
def user(app):
    return make_user(Role.CONTRACTOR_MEMBER, contractor=make_contractor())


def count(session, model) -> int:
    return session.scalar(select(func.count()).select_from(model))


def press_send(session, application, user, **changed):
    pressed = {"send_token": application.send_token, "version_id": application.version_id} | changed
    return send_application(session, application, actor=actor_of(user), letterhead=LETTERHEAD, **pressed)


def test_a_new_application_begins_with_the_company_s_own_data(session, user):
    made = create_application(session, contractor_id=user.contractor_id, actor=actor_of(user))
    draft = Draft.from_json(made.draft)
    assert draft.text("advance_bill_to") == "〇〇建設株式会社"
    assert draft.text("advance_payment_method") == "monthly_account"
    assert draft.text("branch_id") == str(get_branch().id)
    assert draft.text("issue_mail_address") == user.email


def test_pressing_new_twice_gives_the_one_empty_draft(session, user):
    first = create_application(session, contractor_id=user.contractor_id, actor=actor_of(user))
    assert create_application(session, contractor_id=user.contractor_id, actor=actor_of(user)).id == first.id


def test_sending_makes_the_works_contract_and_its_requests(session, user):
    sent = send(make_draft(user), user)
    works = sent.works_contract
    assert (works.price, works.work_name, works.agency.name) == (50_000_000, LEAFLET["work_name"], "平川市")
    assert {r.product: (r.amount, r.state, r.certificate_form) for r in sent.requests} == {
        Product.ADVANCE: (20_000_000, RequestState.REQUESTED, CertificateForm.ELECTRONIC),
        Product.PERFORMANCE: (5_000_000, RequestState.REQUESTED, CertificateForm.ELECTRONIC),
    }
    assert sent.state is ApplicationState.SUBMITTED
    assert sent.receipt_number.endswith("-0001")
    assert sent.branch.code == "041"
    assert audit.find_broken_link(session) is None


def test_sending_tells_the_address_given_without_any_amount(session, user):
    sent = send(make_draft(user, issue_mail_address="soumu@example.co.jp"), user)
    mail = session.scalars(select(OutgoingMail)).one()
    assert mail.recipient == "soumu@example.co.jp"
    assert sent.receipt_number in mail.subject + mail.body
    assert "20,000,000" not in mail.body


def test_pressing_send_twice_gives_the_one_application(session, user):
    draft = make_draft(user)
    version_id = draft.version_id
    first = press_send(session, draft, user)
    second = press_send(session, draft, user, version_id=version_id)
    assert first.id == second.id
    assert count(session, WorksContract) == 1
    assert count(session, GuaranteeRequest) == 2
    assert count(session, OutgoingMail) == 1


def test_a_confirm_page_that_is_out_of_date_sends_nothing(session, user):
    draft = make_draft(user)
    shown = draft.version_id
    save_draft(session, draft, section=Section.WORKS, typed={"price": "6,000万"}, version_id=shown, tab="b")
    with pytest.raises(Stale, match="もう一度、内容をご確認ください"):
        press_send(session, draft, user, version_id=shown)
    with pytest.raises(Stale):
        press_send(session, draft, user, send_token="another")
    assert count(session, WorksContract) == 0


def test_an_incomplete_draft_names_everything_that_is_missing(session, user):
    draft = make_draft(user, advance_deposit_bank="", price="")
    with pytest.raises(NotReady) as refused:
        press_send(session, draft, user)
    assert [problem.field for problem in refused.value.problems] == ["price", "advance_deposit_bank"]


def test_receipt_numbers_have_no_gap_when_a_sending_is_refused(session, user):
    send(make_draft(user), user)
    with pytest.raises(NotReady):
        press_send(session, make_draft(user, price=""), user)
    session.rollback()
    assert send(make_draft(user), user).receipt_number.endswith("-0002")


def test_two_pages_of_one_draft_do_not_overwrite_each_other(session, user):
    draft = make_draft(user)
    shown = draft.version_id
    assert save_draft(session, draft, section=Section.WORKS, typed={"price": "1"}, version_id=shown, tab="a")
    # The same page again: it knows only the version it was drawn with.
    assert save_draft(session, draft, section=Section.WORKS, typed={"price": "2"}, version_id=shown, tab="a")
    with pytest.raises(Stale, match="別の画面で更新されています"):
        save_draft(session, draft, section=Section.WORKS, typed={"price": "3"}, version_id=shown, tab="b")
    assert not save_draft(
        session, draft, section=Section.WORKS, typed={"price": "2"}, version_id=shown, tab="b"
    )
    assert save_draft(
        session,
        draft,
        section=Section.WORKS,
        typed={"price": "3"},
        version_id=shown,
        tab="b",
        overwrites=True,
    )
    assert Draft.from_json(draft.draft).text("price") == "3"


def test_a_draft_keeps_what_cannot_be_read(session, user):
    draft = make_draft(user)
    save_draft(
        session,
        draft,
        section=Section.WORKS,
        typed={"price": "たくさん"},
        version_id=draft.version_id,
        tab="",
    )
    assert Draft.from_json(draft.draft).text("price") == "たくさん"


def test_clearing_a_block_is_taken_back(session, user):
    draft = make_draft(user)
    clear_block(session, draft, block=Block.ADVANCE, tab="")
    assert Draft.from_json(draft.draft).text("advance_amount") == ""
    restore_block(session, draft, tab="")
    assert Draft.from_json(draft.draft).text("advance_amount") == "20,000,000"


def test_a_sent_application_no_longer_changes(session, user):
    sent = send(make_draft(user), user)
    with pytest.raises(ForbiddenMove, match="送信済み"):
        save_draft(
            session, sent, section=Section.WORKS, typed={"price": "1"}, version_id=sent.version_id, tab=""
        )
    with pytest.raises(ForbiddenMove):
        clear_block(session, sent, block=Block.ADVANCE, tab="")
    with pytest.raises(ForbiddenMove):
        attach_file(session, sent, filename="a.pdf", content=PDF, actor=actor_of(user))


def test_sending_again_updates_what_was_asked_for(session, user):
    sent = send(make_draft(user), user)
    number, works_id = sent.receipt_number, sent.works_contract_id
    sent.state, sent.comments = ApplicationState.RETURNED, {"advance_amount": "1,900万円ではありませんか"}
    session.flush()
    save_draft(
        session,
        sent,
        section=Section.GUARANTEES,
        typed={**Draft.from_json(sent.draft).texts, "advance_amount": "1,900万"},
        version_id=sent.version_id,
        tab="",
    )
    again = press_send(session, sent, user)
    assert (again.receipt_number, again.works_contract_id) == (number, works_id)
    assert {r.product: r.amount for r in again.requests}[Product.ADVANCE] == 19_000_000
    assert again.comments == {}
    assert Draft.from_json(again.draft).changed_since_sending == ("advance_amount",)
    assert count(session, OutgoingMail) == 2
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all()
    assert actions[-1] == "application.resubmitted"


def test_sending_again_leaves_what_was_decided_alone(session, user):
    sent = send(make_draft(user), user)
    requests = {request.product: request for request in sent.requests}
    requests[Product.ADVANCE].state = RequestState.ISSUED
    sent.state = ApplicationState.RETURNED
    session.flush()
    texts = {**Draft.from_json(sent.draft).texts, "advance_amount": "1", "performance_amount": "6,000,000"}
    save_draft(session, sent, section=Section.GUARANTEES, typed=texts, version_id=sent.version_id, tab="")
    save_draft(
        session, sent, section=Section.WORKS, typed={"price": "1億"}, version_id=sent.version_id, tab=""
    )
    press_send(session, sent, user)
    assert requests[Product.ADVANCE].amount == 20_000_000
    assert requests[Product.PERFORMANCE].amount == 6_000_000
    assert sent.works_contract.price == 50_000_000


def test_a_product_taken_off_when_sending_again_is_withdrawn(session, user):
    sent = send(make_draft(user), user)
    sent.state = ApplicationState.RETURNED
    session.flush()
    texts = {n: t for n, t in Draft.from_json(sent.draft).texts.items() if n != "performance_applies"}
    save_draft(session, sent, section=Section.GUARANTEES, typed=texts, version_id=sent.version_id, tab="")
    press_send(session, sent, user)
    assert {r.product: r.state for r in sent.requests}[Product.PERFORMANCE] is RequestState.WITHDRAWN


def test_withdrawing_ends_the_application_and_its_requests(session, user):
    sent = send(make_draft(user), user)
    withdraw_application(session, sent, actor=actor_of(user), reason="前払金を請求しないため")
    assert sent.state is ApplicationState.WITHDRAWN
    assert {request.state for request in sent.requests} == {RequestState.WITHDRAWN}


def test_what_was_issued_cannot_be_withdrawn(session, user):
    sent = send(make_draft(user), user)
    sent.requests[0].state = RequestState.ISSUED
    session.flush()
    with pytest.raises(ForbiddenMove, match="取下げはできません"):
        withdraw_application(session, sent, actor=actor_of(user), reason="x")


def test_a_copy_begins_without_amounts_and_says_where_it_came_from(session, user):
    sent = send(make_draft(user), user)
    copied = copy_application(session, sent, actor=actor_of(user))
    draft = Draft.from_json(copied.draft)
    assert draft.text("price") == draft.text("work_name") == draft.text("advance_amount") == ""
    assert draft.text("advance_deposit_bank") == LEAFLET["advance_deposit_bank"]
    assert "advance_deposit_bank" in draft.copied
    assert "advance_bill_to" not in draft.copied
    assert copied.copied_from_id == sent.id
    assert copied.send_token != sent.send_token


def test_the_same_work_is_pointed_out_in_any_writing(session, user):
    sent = send(make_draft(user), user)
    found = find_same_work(
        session, contractor_id=user.contractor_id, work_name="市道〇〇線　道路改良工事", but=0
    )
    assert found.id == sent.id
    other = make_user(Role.CONTRACTOR_MEMBER)
    assert (
        find_same_work(session, contractor_id=other.contractor_id, work_name=LEAFLET["work_name"], but=0)
        is None
    )


def test_the_list_goes_on_below_the_last_row(session, user):
    sent = [send(make_draft(user), user).id for _ in range(3)]
    first = list_sent(session, contractor_id=user.contractor_id, limit=2)
    assert [row.application.id for row in first] == sent[:0:-1]
    rest = list_sent(session, contractor_id=user.contractor_id, before_id=sent[1], limit=2)
    assert [row.application.id for row in rest] == sent[:1]


def test_creating_never_touches_another_company(session, user):
    other = make_user(Role.CONTRACTOR_MEMBER)
    make_draft(user)
    assert (
        session.scalar(
            select(func.count())
            .select_from(Application)
            .where(Application.contractor_id == other.contractor_id)
        )
        == 0
    )
