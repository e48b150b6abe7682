"""Two people agree on a monthly account; reminders go once a day."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from surety.domain.errors import Denied, RuleViolation, Stale
from surety.extensions import db
from surety.models import AuditEvent, OutgoingMail
from surety.queries.account_agreements import find_companies, list_agreements_of, list_open_agreements
from surety.queries.open_charges import list_open_charges
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.services.account_agreements import approve_agreement, decline_agreement, propose_agreement
from surety.services.reminders import remind
from tests.account_cases import DUE, make_invoice, on, settings
from tests.factories import get_branch, make_contractor, make_user
from tests.guarantee_factories import actor_of


def clerk() -> Actor:
    return actor_of(make_user(Role.STAFF_ISSUER))


def test_one_person_proposes_and_another_one_lets_it_hold(app: Flask) -> None:
    company = make_contractor(monthly_account=False)
    first, second = clerk(), clerk()
    made = propose_agreement(db.session(), company, is_wanted=True, reason="契約書あり", actor=first)
    again = propose_agreement(db.session(), company, is_wanted=True, reason="契約書あり", actor=first)
    assert again is made
    assert not company.monthly_account
    with pytest.raises(Stale, match="承認を待っています"):
        propose_agreement(db.session(), company, is_wanted=True, reason="別", actor=second)
    with pytest.raises(Denied, match="別の方"):
        approve_agreement(db.session(), made, actor=first)
    for _twice in range(2):
        approve_agreement(db.session(), made, actor=second)
    assert company.monthly_account
    with pytest.raises(Stale, match="すでに決まって"):
        decline_agreement(db.session(), made, actor=first)
    with pytest.raises(RuleViolation, match="すでに「あり」"):
        propose_agreement(db.session(), company, is_wanted=True, reason="もう一度", actor=first)
    acts = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all()
    assert acts == [
        "account_agreement.proposed",
        "contractor.monthly_account_agreed",
        "account_agreement.approved",
    ]


def test_a_proposal_is_declined_or_taken_back_and_nothing_changes(app: Flask) -> None:
    company = make_contractor(monthly_account=True)
    first, second = clerk(), clerk()
    for decider in (first, second):
        made = propose_agreement(db.session(), company, is_wanted=False, reason="終了の申出", actor=first)
        assert list_open_agreements(db.session(), branch_id=get_branch().id) == [made]
        assert list_open_agreements(db.session(), branch_id=get_branch("011").id) == []
        decline_agreement(db.session(), made, actor=decider)
        assert company.monthly_account
    assert len(list_agreements_of(db.session(), company.id)) == 2


def test_companies_are_found_by_name_and_by_agreement(app: Flask) -> None:
    first, _second = make_contractor(), make_contractor("△△建設株式会社", monthly_account=False)
    assert [one.id for one in find_companies(db.session(), branch_id=None, only_agreed=True).rows] == [
        first.id
    ]
    assert [one.id for one in find_companies(db.session(), branch_id=None, words="〇〇建設").rows] == [
        first.id
    ]
    assert find_companies(db.session(), branch_id=get_branch("011").id).rows == []
    assert find_companies(db.session(), branch_id=None, words="100%_!").rows == []


def test_a_reminder_goes_to_the_administrators_once_a_day(app: Flask) -> None:
    company = make_contractor()
    people = [make_user(Role.CONTRACTOR_ADMIN, contractor=company) for _two in range(2)]
    make_user(Role.CONTRACTOR_MEMBER, contractor=company)
    invoice = make_invoice(company)
    (charge,) = list_open_charges(db.session())
    with on(DUE), pytest.raises(RuleViolation, match="過ぎていない"):
        remind(db.session(), charge, actor=clerk(), settings=settings())
    for days, sent in ((1, True), (1, False), (2, True)):
        with on(DUE + timedelta(days=days)):
            assert remind(db.session(), charge, actor=clerk(), settings=settings()) is sent
            db.session.commit()
    mails = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.message_kind == "payment_reminder")
    ).all()
    assert sorted({mail.recipient for mail in mails}) == sorted(person.email for person in people)
    assert len(mails) == 4
    assert all(invoice.number in mail.subject for mail in mails)
    assert all(f"{invoice.amount:,}" not in mail.body for mail in mails)


def test_a_company_without_an_administrator_is_phoned(app: Flask) -> None:
    make_invoice()
    (charge,) = list_open_charges(db.session())
    with on(DUE + timedelta(days=1)), pytest.raises(RuleViolation, match="お電話"):
        remind(db.session(), charge, actor=clerk(), settings=settings())
