"""The demo tells the whole story, once, and only where it is a demo."""

from dataclasses import replace

import pyotp
import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from surety import clock
from surety.demo import cast
from surety.demo.people import Stage
from surety.demo.story import tell_story
from surety.domain.application_draft import Draft
from surety.domain.bank_matching import Fit, propose
from surety.domain.closing import closable_month, month_end
from surety.domain.errors import RuleViolation
from surety.domain.invoice_states import BankLineState, InvoiceStanding, InvoiceState, standing_of
from surety.domain.products import CertificateForm, CertificateKind
from surety.domain.workflow import ApplicationState, GuaranteeState, RegistrationState, RequestState
from surety.extensions import db
from surety.models import (
    Application,
    AuditEvent,
    BankLine,
    Certificate,
    CertificateOpening,
    Guarantee,
    GuaranteeRequest,
    MonthlyInvoice,
    Registration,
    User,
)
from surety.queries.closing import list_account_rows
from surety.queries.interim import find_interim_application, load_interim_facts
from surety.queries.open_charges import list_open_charges
from surety.security.passwords import verify_password
from surety.security.permissions import Role
from surety.services.second_factors import usable_code
from tests.client import SuretyClient
from tests.factories import make_user


@pytest.fixture
def stage(app: Flask) -> Stage:
    return Stage(db.session(), current_app.config["SETTINGS"], current_app.extensions["vault"])


def test_the_story_has_an_application_and_a_registration_in_every_state(stage: Stage) -> None:
    assert tell_story(stage)
    session = stage.session
    assert set(session.scalars(select(Application.state))) == set(ApplicationState)
    assert set(session.scalars(select(GuaranteeRequest.state))) == set(RequestState)
    # 読取り中 lasts as long as a request, 承認済み as long as the decision: nobody ever sees a row in them.
    fleeting = {RegistrationState.UPLOADED, RegistrationState.APPROVED}
    assert set(session.scalars(select(Registration.state))) == set(RegistrationState) - fleeting


def test_the_leaflets_guarantees_were_opened_by_the_city(stage: Stage) -> None:
    tell_story(stage)
    opened = stage.session.scalars(
        select(Guarantee).where(Guarantee.id.in_(select(CertificateOpening.guarantee_id)))
    ).all()
    leaflets = [g for g in opened if g.work_name == "市道〇〇線道路改良工事"]
    assert [(g.price, g.amount, g.beneficiary_name) for g in leaflets] == [
        (50_000_000, 20_000_000, "平川市長"),
        (50_000_000, 5_000_000, "平川市長"),
    ]
    forms = set(stage.session.scalars(select(Guarantee.certificate_form)))
    assert forms == set(CertificateForm)


def test_one_works_contract_is_past_its_half_and_its_interim_payment_is_being_applied_for(
    stage: Stage,
) -> None:
    tell_story(stage)
    guarantee = stage.session.scalars(
        select(Guarantee).where(Guarantee.work_name == "〇〇地区農業用水路改修工事")
    ).one()
    facts = load_interim_facts(stage.session, guarantee)
    assert facts.halving.first_day <= clock.today() <= facts.halving.ends
    application = find_interim_application(stage.session, guarantee)
    assert application is not None
    assert application.state is ApplicationState.DRAFT
    assert Draft.from_json(application.draft).texts["interim_amount"] == "6,000,000"


def test_there_is_one_guarantee_of_each_end_and_a_corrected_one(stage: Stage) -> None:
    tell_story(stage)
    states = list(stage.session.scalars(select(Guarantee.state)))
    assert {state: states.count(state) for state in GuaranteeState if state != "in_force"} == {
        GuaranteeState.EXPIRED: 1,
        GuaranteeState.TERMINATED: 1,
        GuaranteeState.CANCELLED: 1,
        GuaranteeState.RELEASED: 1,
    }
    ran_out = select(Guarantee.expires_on).where(Guarantee.state == GuaranteeState.EXPIRED)
    assert stage.session.scalars(ran_out).one() < clock.today()
    kinds = list(stage.session.scalars(select(Certificate.kind)))
    assert kinds.count(CertificateKind.CORRECTION) == 1


def test_everybody_of_the_cast_gets_in_with_the_printed_password(stage: Stage) -> None:
    tell_story(stage)
    stage.session.commit()
    for login in cast.LOGINS:
        user = stage.user(login)
        assert user.is_active
        assert verify_password(user.password_hash, cast.PASSWORD)
        assert (user.role, user.organisation, user.name) == (login.role, login.organisation, login.name)
        assert login.login_id in cast.login_table()


def test_telling_it_again_changes_nothing(stage: Stage) -> None:
    assert tell_story(stage)
    stage.session.commit()
    acts = stage.session.scalar(select(func.count()).select_from(AuditEvent))
    assert not tell_story(stage)
    stage.session.commit()
    assert stage.session.scalar(select(func.count()).select_from(AuditEvent)) == acts


def test_a_real_deployment_is_never_given_demo_people(stage: Stage) -> None:
    real = Stage(stage.session, replace(stage.settings, is_demo=False), stage.vault)
    with pytest.raises(RuleViolation):
        tell_story(real)
    assert stage.session.scalar(select(func.count()).select_from(User)) == 0


def test_the_story_is_not_told_among_people_who_are_there_already(stage: Stage) -> None:
    make_user(Role.CONTRACTOR_ADMIN)
    with pytest.raises(RuleViolation):
        tell_story(stage)


def test_a_visitor_gets_in_with_what_the_pages_show(stage: Stage, client: SuretyClient) -> None:
    tell_story(stage)
    stage.session.commit()
    page = client.get("/account/login")
    assert cast.PASSWORD in page.text
    answer = client.post(
        "/account/login", data={"login_id": cast.UNDERWRITER.login_id, "password": cast.PASSWORD, "next": ""}
    )
    assert answer.status_code in {302, 303}
    code = usable_code(stage.user(cast.UNDERWRITER), vault=stage.vault)
    shown = client.get("/account/second-factor")
    assert f'いまの確認コードは <strong class="code">{code}</strong> です' in shown.text
    assert client.post("/account/second-factor", data={"code": code, "next": ""}).status_code in {302, 303}
    assert client.get("/desk").status_code == 200


def test_outside_a_demo_no_page_shows_a_password_or_a_code(
    app: Flask, stage: Stage, client: SuretyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_story(stage)
    stage.session.commit()
    monkeypatch.setitem(app.config, "SETTINGS", replace(stage.settings, is_demo=False))
    page = client.get("/account/login").text
    assert cast.PASSWORD not in page
    assert cast.HEAD.login_id not in page
    assert client.get("/tour").status_code == 404
    client.post(
        "/account/login", data={"login_id": cast.UNDERWRITER.login_id, "password": cast.PASSWORD, "next": ""}
    )
    assert "操作体験版" not in client.get("/account/second-factor").text


def test_a_person_who_enrols_in_the_demo_is_shown_the_code_of_the_new_secret(client: SuretyClient) -> None:
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN))
    page = client.get("/account/second-factor/set-up").text
    secret = page.split('class="code">')[-1].split("<")[0].replace(" ", "")
    assert pyotp.TOTP(secret).now() in page


def test_an_officer_is_asked_for_the_code_although_the_viewer_is_open_to_all(
    stage: Stage, client: SuretyClient
) -> None:
    tell_story(stage)
    stage.session.commit()
    answer = client.post(
        "/account/login", data={"login_id": cast.OFFICER.login_id, "password": cast.PASSWORD, "next": ""}
    )
    assert answer.headers["Location"] == "/account/second-factor?next=/verify"


def test_the_monthly_account_has_a_paid_and_an_overdue_invoice_and_one_to_close(stage: Stage) -> None:
    tell_story(stage)
    today, month = clock.today(), closable_month(clock.today())
    paid, overdue = stage.session.scalars(select(MonthlyInvoice).order_by(MonthlyInvoice.id)).all()
    assert paid.state is InvoiceState.PAID
    assert standing_of(overdue.state, due_on=overdue.due_on, today=today) is InvoiceStanding.OVERDUE
    rows = list_account_rows(stage.session, month, until=month_end(month), branch_id=None)
    assert [(row.count, row.invoice) for row in rows] == [(1, None)]
    items = [charge.item for charge in list_open_charges(stage.session)]
    waiting = stage.session.scalars(
        select(BankLine).where(BankLine.state == BankLineState.OPEN).order_by(BankLine.id)
    )
    fits = [propose(amount=line.amount, payer=line.payer, items=items).fit for line in waiting]
    assert fits == [Fit.SHORT, Fit.EXACT, Fit.UNKNOWN]
