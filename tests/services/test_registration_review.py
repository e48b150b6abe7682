import re
import subprocess
from datetime import timedelta

import pytest
from sqlalchemy import select

from surety import clock
from surety.domain.errors import ForbiddenMove, NotFound, RuleViolation
from surety.domain.workflow import RegistrationState
from surety.models import Contractor, OutgoingMail, StoredFile, User
from surety.security.passwords import verify_password
from surety.security.permissions import Role
from surety.services.passwords import ACTIVATION, change_password, set_password_by_link
from surety.services.registration_notices import may_print, print_notice
from surety.services.registration_review import (
    approve_registration,
    refuse_registration,
    reissue_notice,
    return_for_correction,
)
from tests.factories import make_contractor, make_user
from tests.registration_cases import (
    STAFF,
    draft_of,
    issuer_of,
    letterhead,
    make_approved,
    make_in_review,
    make_sent,
)

NEW_PASSWORD = "three small green bicycles"


def text_of(pdf: bytes, folder) -> str:
    (folder / "notice.pdf").write_bytes(pdf)
    return subprocess.run(
        ["pdftotext", "-layout", str(folder / "notice.pdf"), "-"], capture_output=True, check=True, text=True
    ).stdout


def password_in(text: str) -> str:
    found = re.search(r"\b[2-9a-z]{4}(?:-[2-9a-z]{4}){3}\b", text)
    assert found is not None, text
    return found[0]


def first_user(session, registration) -> User:
    return session.scalars(
        select(User).where(User.contractor_id == registration.contractor_id).order_by(User.id)
    ).first()


def test_approval_makes_the_company_and_its_first_user(app, session):
    registration = make_approved(issuer_of(app))
    company = session.get(Contractor, registration.contractor_id)
    assert (company.name, company.phone, company.branch.name) == ("△△建設㈱", "017-000-0000", "青森支店")
    user = first_user(session, registration)
    assert (user.role, user.name, user.email) == (Role.CONTRACTOR_ADMIN, "見本　花子", "hanako@example.co.jp")
    assert user.must_change_password
    assert registration.state is RegistrationState.NOTICE_ISSUED


def test_the_notice_holds_id_and_password_and_the_database_neither(app, session, tmp_path):
    registration = make_approved(issuer_of(app))
    user = first_user(session, registration)
    paper = print_notice(session, registration, actor=STAFF, issuer=issuer_of(app))
    text = text_of(paper.content, tmp_path)
    password = password_in(text)
    assert user.login_id in text
    assert verify_password(user.password_hash, password)
    stored = session.get(StoredFile, registration.notice_file_id)
    assert stored.sealed
    assert not stored.content.startswith(b"%PDF")
    everything = "\n".join(
        repr(row)
        for table in ("outgoing_mail", "audit_event", "registration", "user_account")
        for row in session.connection().exec_driver_sql(f"SELECT * FROM {table}").all()
    )
    assert password not in everything


def test_taking_the_notice_out_is_noted(app, session):
    registration = make_approved(issuer_of(app))
    print_notice(session, registration, actor=STAFF, issuer=issuer_of(app))
    actions = (
        session.connection()
        .exec_driver_sql("SELECT action FROM audit_event ORDER BY sequence")
        .scalars()
        .all()
    )
    assert actions[-1] == "registration.notice_printed"


def test_the_notice_cannot_be_taken_out_when_its_password_has_run_out(app, session, time_machine):
    registration = make_approved(issuer_of(app))
    time_machine.move_to(clock.now() + timedelta(days=15))
    assert not may_print(registration)
    with pytest.raises(NotFound):
        print_notice(session, registration, actor=STAFF, issuer=issuer_of(app))


def test_additional_users_are_invited_in_their_roles(app, session):
    users = (
        {"office": "八戸営業所", "name": "見本　太郎", "mail": "taro@example.co.jp", "role": "閲覧のみ"},
        {"office": "", "name": "見本　一郎", "mail": "ichiro@example.co.jp", "role": "担当者"},
    )
    registration = make_approved(issuer_of(app), draft=draft_of(users=users))
    people = session.scalars(
        select(User).where(User.contractor_id == registration.contractor_id).order_by(User.id)
    ).all()
    assert [(user.name, user.role, user.department) for user in people[1:]] == [
        ("見本　太郎", Role.CONTRACTOR_VIEWER, "八戸営業所"),
        ("見本　一郎", Role.CONTRACTOR_MEMBER, ""),
    ]
    invited = session.scalars(
        select(OutgoingMail).where(OutgoingMail.message_kind == "user_added").order_by(OutgoingMail.id)
    ).all()
    assert sorted(mail.recipient for mail in invited) == ["ichiro@example.co.jp", "taro@example.co.jp"]


def test_by_mail_no_password_is_made_and_no_paper(app, session):
    registration = make_approved(issuer_of(app), by_mail=True)
    assert registration.notice_file_id is None
    assert first_user(session, registration).password_hash == ""
    kinds = session.scalars(select(OutgoingMail.message_kind).order_by(OutgoingMail.id)).all()
    assert "account_activation" in kinds


def test_by_mail_needs_a_confirmed_address(app, session):
    registration, _ = make_in_review()
    with pytest.raises(RuleViolation, match="まだ確認されていません"):
        approve_registration(
            session, registration, contractor=None, by_mail=True, actor=STAFF, issuer=issuer_of(app)
        )


def test_the_first_own_password_ends_the_registration(app, session):
    registration = make_approved(issuer_of(app))
    user = first_user(session, registration)
    change_password(
        session, user, current=None, new=NEW_PASSWORD, actor=STAFF, letterhead=letterhead(), session_id=0
    )
    session.refresh(registration)
    assert registration.state is RegistrationState.ACTIVATED


def test_the_activation_link_ends_it_too(app, session):
    registration = make_approved(issuer_of(app), by_mail=True)
    mail = session.scalars(
        select(OutgoingMail).where(OutgoingMail.message_kind == "account_activation")
    ).one()
    token = next(part for part in mail.body.split() if "/activate/" in part).rsplit("/", 1)[1]
    set_password_by_link(session, token, purpose=ACTIVATION, new=NEW_PASSWORD, letterhead=letterhead())
    session.refresh(registration)
    assert registration.state is RegistrationState.ACTIVATED


def test_a_second_notice_kills_the_first_password(app, session, tmp_path):
    registration, issuer = make_approved(issuer_of(app)), issuer_of(app)
    old = password_in(
        text_of(print_notice(session, registration, actor=STAFF, issuer=issuer).content, tmp_path)
    )
    reissue_notice(session, registration, by_mail=False, actor=STAFF, issuer=issuer)
    session.refresh(registration)
    new = password_in(
        text_of(print_notice(session, registration, actor=STAFF, issuer=issuer).content, tmp_path)
    )
    stored = first_user(session, registration).password_hash
    assert (verify_password(stored, old), verify_password(stored, new)) == (False, True)


def test_an_account_in_use_gets_no_second_notice(app, session):
    registration = make_approved(issuer_of(app))
    registration.state = RegistrationState.ACTIVATED
    with pytest.raises(ForbiddenMove):
        reissue_notice(session, registration, by_mail=False, actor=STAFF, issuer=issuer_of(app))


def test_a_known_company_is_not_made_twice(app, session):
    company = make_contractor("△△建設株式会社")
    registration, _ = make_in_review()
    approve_registration(
        session, registration, contractor=company, by_mail=False, actor=STAFF, issuer=issuer_of(app)
    )
    assert registration.contractor_id == company.id
    assert len(session.scalars(select(Contractor)).all()) == 1


def test_a_customer_number_in_use_is_passed_over(app, session):
    company = make_contractor()
    company.customer_number = "C0000001"
    session.commit()
    registration = make_approved(issuer_of(app))
    assert session.get(Contractor, registration.contractor_id).customer_number == "C0000002"


def test_somebody_who_is_a_user_already_is_not_added_again(app, session):
    company = make_contractor()
    user = make_user(Role.CONTRACTOR_ADMIN, contractor=company)
    user.email = "hanako@example.co.jp"
    session.commit()
    registration, _ = make_in_review()
    with pytest.raises(RuleViolation, match="すでに登録"):
        approve_registration(
            session, registration, contractor=company, by_mail=False, actor=STAFF, issuer=issuer_of(app)
        )


def test_a_change_rewrites_the_company_and_adds_nobody(app, session):
    company = make_contractor()
    registration, _ = make_in_review(draft_of(request_kind="変更", phone="017-111-1111"))
    approve_registration(
        session, registration, contractor=company, by_mail=False, actor=STAFF, issuer=issuer_of(app)
    )
    assert (company.name, company.phone) == ("△△建設㈱", "017-111-1111")
    assert registration.state is RegistrationState.APPROVED
    assert session.scalars(select(User).where(User.contractor_id == company.id)).all() == []


def test_closing_stops_every_user_of_the_company(app, session):
    company = make_contractor()
    user = make_user(Role.CONTRACTOR_ADMIN, contractor=company)
    registration, _ = make_in_review(draft_of(request_kind="解約"))
    approve_registration(
        session, registration, contractor=company, by_mail=False, actor=STAFF, issuer=issuer_of(app)
    )
    session.refresh(user)
    assert not user.is_active


@pytest.mark.parametrize("kind", ["変更", "解約"])
def test_a_change_or_closing_needs_the_company(app, session, kind):
    registration, _ = make_in_review(draft_of(request_kind=kind))
    with pytest.raises(RuleViolation, match="契約者を選んで"):
        approve_registration(
            session, registration, contractor=None, by_mail=False, actor=STAFF, issuer=issuer_of(app)
        )


def test_the_reason_of_a_refusal_is_not_in_the_mail(app, session):
    registration, _ = make_in_review()
    refuse_registration(
        session, registration, reason="資料の確認ができません。", actor=STAFF, letterhead=letterhead()
    )
    mail = session.scalars(
        select(OutgoingMail).where(OutgoingMail.message_kind == "registration_refused")
    ).one()
    assert "資料" not in mail.body
    assert registration.decided_at <= clock.now()


def test_nothing_is_decided_before_the_review_began(app, session):
    registration, _ = make_sent()
    with pytest.raises(ForbiddenMove):
        approve_registration(
            session, registration, contractor=None, by_mail=False, actor=STAFF, issuer=issuer_of(app)
        )
    with pytest.raises(ForbiddenMove):
        refuse_registration(session, registration, reason="…", actor=STAFF, letterhead=letterhead())


def test_returning_needs_a_comment(app, session):
    registration, _ = make_in_review()
    with pytest.raises(RuleViolation):
        return_for_correction(
            session, registration, comments={"phone": " "}, actor=STAFF, letterhead=letterhead()
        )
