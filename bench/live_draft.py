"""One person in the middle of writing the leaflet's application."""

import hashlib
import hmac
import time
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from surety import clock
from surety.domain.application_draft import Draft
from surety.domain.text import search_key
from surety.extensions import db
from surety.models import Agency, Application, Branch, Contractor, User
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.services.applications import create_application
from surety.services.sessions import start_session

# What the page's boxes send (hx-params in templates/applications/guarantees.html).
SENT_WHILE_TYPING = (
    "advance_applies",
    "advance_fiscal_year_amount",
    "advance_amount",
    "performance_applies",
    "performance_amount",
)


@dataclass(frozen=True)
class Writer:
    """A logged-in person, their draft, and what stands in the form's boxes."""

    token: str
    csrf_token: str
    application_id: int
    typed: dict[str, str]


def prepare_writer() -> Writer:
    """A contractor with one draft holding the leaflet's figures."""
    session = db.session()
    branch = session.scalars(select(Branch).where(Branch.code == "041")).one()
    contractor = Contractor(
        customer_number="C0000001", name="〇〇建設株式会社", name_search=search_key("〇〇建設株式会社"),
        postal_code="030-0000", address="青森県〇〇市", representative_title="代表取締役",
        representative_name="見本　太郎", phone="017-000-0000", branch_id=branch.id, monthly_account=True,
        created_at=clock.now(),
    )  # fmt: skip
    session.add(contractor)
    session.flush()
    user = User(
        login_id="bench", role=Role.CONTRACTOR_ADMIN, contractor_id=contractor.id, name="見本　花子",
        email="soumu@example.co.jp", created_at=clock.now(),
    )  # fmt: skip
    session.add(user)
    session.flush()
    application = create_application(session, contractor_id=contractor.id, actor=Actor(user.id, "見本"))
    _fill(application, session.scalars(select(Agency).where(Agency.name == "平川市")).one())
    token = start_session(
        session,
        user_id=user.id,
        address="127.0.0.1",
        browser="bench",
        second_factor_passed=True,
        now_s=int(time.time()),
    )
    session.commit()
    key = current_app.config["SETTINGS"].secret_key
    csrf_token = hmac.new(key, b"csrf\x00" + token.encode(), hashlib.sha256).hexdigest()
    texts = Draft.from_json(application.draft).texts
    typed = {name: texts.get(name, "") for name in SENT_WHILE_TYPING}
    return Writer(token, csrf_token, application.id, typed)


def _fill(application: Application, agency: Agency) -> None:
    draft = Draft.from_json(application.draft)
    texts = {
        "agency_id": str(agency.id),
        "work_name": "市道〇〇線道路改良工事",
        "price": "50,000,000",
        "period_from": "令和7年12月4日",
        "period_to": "令和8年3月20日",
        "contracted_on": "令和7年12月4日",
        "advance_applies": "1",
        "advance_form": "electronic",
        "advance_amount": "20,000,000",
        "advance_deposit_bank": "〇〇銀行　××支店",
        "performance_applies": "1",
        "performance_form": "electronic",
        "performance_amount": "5,000,000",
    }
    application.draft = Draft(texts={**draft.texts, **texts}).to_json()
