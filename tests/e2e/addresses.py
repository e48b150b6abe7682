"""Every page of the service with somebody who may see it and, where the address names a thing, one of the demo's."""

from datetime import date, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from surety import clock
from surety.data.help_text import load_help
from surety.demo import cast
from surety.demo.companies import links_mailed_for, registration_texts
from surety.demo.people import Stage
from surety.domain.products import CertificateForm
from surety.domain.registration_draft import Draft
from surety.domain.rule_edits import EditAct, end_rule
from surety.domain.rule_kinds import RuleKind, span_of
from surety.domain.states import ApplicationState, RegistrationState, RequestState
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.models import (
    Agency,
    Application,
    ChangeNotice,
    Guarantee,
    GuaranteeRequest,
    OutgoingMail,
    Registration,
    User,
)
from surety.queries.agency_changes import list_known_rules
from surety.queries.applications import UNSENT
from surety.services.agency_changes import propose_edit
from surety.services.passwords import ACTIVATION, RESET, make_link
from surety.services.registration_submission import submit_registration
from surety.services.registrations import Acceptance, save_draft, start_paper_registration, start_registration
from tests.e2e.account_addresses import add_accounts
from tests.e2e.act_addresses import add_acts
from tests.e2e.bond_addresses import add_bid_bonds
from tests.e2e.change_addresses import add_changes
from tests.e2e.charge_addresses import add_charges
from tests.e2e.credit_addresses import add_credit
from tests.e2e.touring import Tour
from tests.e2e.watch_addresses import add_watch
from tests.e2e.works_addresses import add_works


def plan_tour(app: Flask) -> Tour:
    """All pages there are."""
    tour = Tour(app)
    with app.app_context():
        _public(tour)
        _links(tour)
        _contractor(tour)
        _registrations(tour)
        _cases(tour)
        _head_office(tour)
        _rulebook(tour)
        add_bid_bonds(tour)
        add_watch(tour)
        add_acts(tour)
        add_accounts(tour)
        add_changes(tour)
        add_charges(tour)
        add_works(tour)
        add_credit(tour)
        for endpoint in ("verification.form", "accounts.own", "accounts.back_in"):
            tour.add(cast.OFFICER, endpoint)
        db.session.remove()
    return tour


def _public(tour: Tour) -> None:
    for name in ("index", "about", "accessibility", "contact", "faq", "privacy", "terms", "tour"):
        tour.add(None, f"home.{name}")
    tour.add(None, "home.faq", words="認証キー")
    public = ("accounts.login", "accounts.forgotten", "agencies.directory", "help.index", "mailbox.index")
    for endpoint in (*public, "verification.form"):
        tour.add(None, endpoint)
    for name in ("start", "terms", "status"):
        tour.add(None, f"registrations.{name}")
    tour.add(None, "agencies.agency", code="hirakawa")
    for page in load_help():
        tour.add(None, "help.page", page=page)
    tour.add(None, "mailbox.mail", mail_id=db.session.scalars(select(OutgoingMail.id).limit(1)).one())


def _links(tour: Tour) -> None:
    """Pages behind a link that only a mail holds."""
    viewer = _user(cast.VIEWER)
    # An activation opens only for somebody who has no password yet.
    invited = User(
        login_id="tour-invited", role=viewer.role, contractor_id=viewer.contractor_id, name="見本　花子",
        email="invited@example.co.jp", created_at=clock.now(),
    )  # fmt: skip
    db.session.add(invited)
    db.session.flush()
    for endpoint, purpose, person in (
        ("accounts.activate", ACTIVATION, invited),
        ("accounts.reset", RESET, viewer),
    ):
        token = make_link(db.session(), user_id=person.id, purpose=purpose, lifetime=timedelta(hours=1))
        tour.add(None, endpoint, token=token)
    acceptance = Acceptance(version="2025-12-01版", at=clock.now())
    empty = start_registration(db.session(), acceptance=acceptance)
    filled = start_registration(db.session(), acceptance=acceptance)
    texts = registration_texts("〇〇〇建設株式会社", "マルマルマルケンセツ", person="見本　花子")
    save_draft(db.session(), filled.registration, Draft(texts))
    tour.add(None, "registrations.edit", token=empty.token)
    tour.add(None, "registrations.edit", token=filled.token)
    tour.add(None, "registrations.confirm", token=filled.token)
    sent = start_registration(db.session(), acceptance=acceptance)
    save_draft(db.session(), sent.registration, Draft(texts))
    letterhead = Letterhead.of(current_app.config["SETTINGS"])
    submit_registration(db.session(), sent.registration, notice_by_mail=True, letterhead=letterhead)
    tour.add(None, "registrations.done", token=sent.token)
    link = next(links_mailed_for(db.session(), sent.registration))
    tour.add(None, "registrations.verify", token=link)
    db.session.commit()


def _contractor(tour: Tour) -> None:
    who = cast.ADMIN
    for name in ("change_password", "company", "enrol", "new_user", "own", "remove_second_factor", "users"):
        tour.add(who, f"accounts.{name}")
    for name in ("user", "reset_user"):
        tour.add(who, f"accounts.{name}", user_id=_user(cast.MEMBER).id)
    for endpoint in ("home.dashboard", "applications.index", "applications.status", "guarantees.index"):
        tour.add(who, endpoint)
    tour.add(who, "guarantees.index", tab="applied")
    tour.add(who, "guarantees.download")
    tour.add(who, "statements.index")
    for state in ApplicationState:
        tour.add(who, "applications.detail", application_id=_application(state))
    draft, returned, sent = (
        _application(state)
        for state in (ApplicationState.DRAFT, ApplicationState.RETURNED, ApplicationState.SUBMITTED)
    )
    for section in ("works", "guarantees", "other"):
        tour.add(who, "applications.edit", application_id=draft, section=section)
        tour.add(who, "applications.edit", application_id=returned, section=section)
    for application_id in (draft, returned):
        tour.add(who, "applications.confirm", application_id=application_id)
    tour.add(who, "applications.sent", application_id=sent)
    tour.add(who, "applications.withdraw", application_id=sent)
    tour.add(who, "applications.discard", application_id=draft)
    tour.add(who, "applications.index", discarded=_application(ApplicationState.DISCARDED))
    for form in CertificateForm:
        number = _guarantee(form)
        tour.add(who, "guarantees.detail", number=number)
        tour.add(who, "guarantees.certificate", number=number, sequence=1)
        tour.add(who, "guarantees.interim", number=number)
        tour.add(who, "guarantees.change_check", number=number)
    told = _first(Guarantee.number, Guarantee.id.in_(select(ChangeNotice.guarantee_id)))
    tour.add(who, "guarantees.change_notice", number=told, notice_id=_first(ChangeNotice.id))


def _registrations(tour: Tour) -> None:
    who = cast.UNDERWRITER
    tour.add(who, "desk.registrations")
    tour.add(who, "desk.new_registration")
    sent = [state for state in RegistrationState if state.name not in {"UPLOADED", "APPROVED", "CHECKED"}]
    for state in sent:
        tour.add(who, "desk.registration", registration_id=_registration(state))
    reviewed = _registration(RegistrationState.UNDER_REVIEW)
    for name in ("approve_registration_page", "refuse_registration_page", "return_registration"):
        tour.add(who, f"desk.{name}", registration_id=reviewed)
    tour.add(who, "desk.edit_registration", registration_id=_paper_registration())


def _cases(tour: Tour) -> None:
    who = cast.UNDERWRITER
    for name in ("home", "applications", "change_notices", "guarantees", "mails"):
        tour.add(who, f"desk.{name}")
    tour.add(who, "desk.search", words="建設")
    for state in ApplicationState:
        if state not in UNSENT:
            tour.add(who, "desk.application", application_id=_application(state))
    reviewed = _application(ApplicationState.UNDER_REVIEW)
    tour.add(who, "desk.return_application", application_id=reviewed)
    tour.add(who, "desk.decline", request_id=_request(RequestState.REQUESTED))
    tour.add(who, "desk.preview", request_id=_request(RequestState.REQUESTED))
    tour.add(who, "desk.reopen", request_id=_request(RequestState.APPROVED))
    for state in (RequestState.APPROVED, RequestState.PAID, RequestState.ON_ACCOUNT):
        tour.add(who, "desk.premium", request_id=_request(state))
        tour.add(cast.ISSUER, "desk.issue", request_id=_request(state))
    for form in CertificateForm:
        number = _guarantee(form)
        tour.add(who, "desk.guarantee", number=number)
        tour.add(who, "desk.certificate", number=number, sequence=1)
        tour.add(who, "desk.change_check", number=number)
    tour.add(who, "desk.change_notices", tab="done")
    tour.add(who, "desk.change_notice", notice_id=_first(ChangeNotice.id))


def _head_office(tour: Tour) -> None:
    who = cast.HEAD
    for endpoint in ("desk.home", "desk.guarantees", "accounts.desk_users", "accounts.new_desk_user"):
        tour.add(who, endpoint)
    for name in ("desk_user", "reset_desk_user"):
        tour.add(who, f"accounts.{name}", user_id=_user(cast.ISSUER).id)


def _rulebook(tour: Tour) -> None:
    who, session = cast.UNDERWRITER, db.session()
    agency = session.scalars(select(Agency).where(Agency.code == "meguro")).one()
    row = next(row for row in list_known_rules(session, agency.id) if span_of(row.rule)[1] is None)
    stage = Stage(session, current_app.config["SETTINGS"], current_app.extensions["vault"])
    edit = end_rule(row, date(2099, 3, 31))
    change = propose_edit(session, agency, EditAct.END, edit, reason="見本", actor=stage.actor(who))
    session.commit()
    tour.add(who, "rulebook.index")
    tour.add(who, "rulebook.add_agency")
    tour.add(who, "rulebook.import_workbook")
    tour.add(who, "rulebook.agency", code=agency.code)
    for kind in RuleKind:
        tour.add(who, "rulebook.add_rule", code=agency.code, kind=kind.value)
    for endpoint, more in (("edit_rule", {"act": "change"}), ("end_rule", {}), ("withdraw_rule", {})):
        tour.add(who, f"rulebook.{endpoint}", code=agency.code, rule_id=row.id, **more)
    for login in (who, cast.HEAD):
        tour.add(login, "rulebook.change", change_id=change.id)


def _user(login: cast.Login) -> User:
    return db.session.scalars(select(User).where(User.login_id == login.login_id)).one()


def _application(state: ApplicationState) -> int:
    """The first one of 〇〇建設 in this state; a decided one may be another company's."""
    return _first(
        Application.id,
        Application.state == state,
        Application.contractor_id == _user(cast.ADMIN).contractor_id,
    )


def _registration(state: RegistrationState) -> int:
    return _first(Registration.id, Registration.state == state)


def _paper_registration() -> int:
    stage = Stage(db.session(), current_app.config["SETTINGS"], current_app.extensions["vault"])
    begun = start_paper_registration(
        db.session(), actor=stage.actor(cast.UNDERWRITER), channel="fax", branch=stage.branch, scan=None
    )
    db.session.commit()
    return begun.id


def _request(state: RequestState) -> int:
    return _first(GuaranteeRequest.id, GuaranteeRequest.state == state)


def _guarantee(form: CertificateForm) -> str:
    return _first(
        Guarantee.number,
        Guarantee.certificate_form == form,
        Guarantee.contractor_id == _user(cast.ADMIN).contractor_id,
    )


def _first(column: InstrumentedAttribute[Any], *where: ColumnElement[bool]) -> Any:
    return db.session.scalars(select(column).where(*where).order_by(column).limit(1)).one()
