"""The contractor's home."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from surety import clock
from surety.domain.products import CertificateForm, Product
from surety.domain.workflow import ApplicationState, GuaranteeState, RequestState
from surety.extensions import db
from surety.models import Application, CertificateOpening, Contractor, Guarantee
from surety.queries import home
from surety.queries.home import count_tiles, list_balances, list_to_dos
from surety.queries.to_dos import Wait
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import make_issued_guarantee, make_sent_application

TODAY = date(2026, 11, 22)


@pytest.fixture
def company(app) -> Contractor:
    return make_contractor()


def signed_in(client: SuretyClient, company: Contractor, role: Role = Role.CONTRACTOR_MEMBER) -> SuretyClient:
    client.sign_in(make_user(role, contractor=company))
    return client


def tiles_of(company: Contractor) -> home.Tiles:
    return count_tiles(db.session(), contractor_id=company.id, today=clock.today())


def test_a_new_company_is_told_that_nothing_waits(client, company):
    page = signed_in(client, company).get("/home").text
    assert "いま対応が必要なものはありません。" in page
    assert "保証契約が発行されると" in page


def test_who_may_only_look_is_not_invited_to_apply(client, company):
    page = signed_in(client, company, Role.CONTRACTOR_VIEWER).get("/home").text
    assert "保証を申し込む" not in page


def test_a_key_not_handed_over_waits_until_it_is_said_to_be_or_the_agency_opened(client, company):
    guarantee = make_issued_guarantee(company)
    page = signed_in(client, company).get("/home").text
    assert "認証キーを確認" in page
    assert f'href="/guarantees/{guarantee.number}"' in page
    assert tiles_of(company).to_hand_over.number == 1

    guarantee.handed_over_at = clock.now()
    db.session.commit()
    assert tiles_of(company).to_hand_over.number == 0

    guarantee.handed_over_at = None
    db.session.add(
        CertificateOpening(guarantee_id=guarantee.id, sequence=1, act="view", opened_at=clock.now())
    )
    db.session.commit()
    assert tiles_of(company).to_hand_over.number == 0


def test_paper_and_ended_guarantees_have_no_key_to_hand_over(company):
    make_issued_guarantee(company, certificate_form=CertificateForm.PAPER)
    ended = make_issued_guarantee(company, product=Product.PERFORMANCE)
    ended.state = GuaranteeState.CANCELLED
    db.session.commit()
    assert tiles_of(company).to_hand_over.number == 0


def test_a_returned_application_and_a_premium_lead_to_the_application(client, company):
    returned = make_sent_application(company, state=ApplicationState.RETURNED, work_name="△△橋補修工事")
    owing = make_sent_application(company, state=ApplicationState.DECIDED, products=(Product.ADVANCE,))
    owing.requests[0].state = RequestState.APPROVED
    owing.requests[0].approved_at = clock.now()
    db.session.commit()
    page = signed_in(client, company).get("/home").text
    assert "連絡を見て修正" in page
    assert "保証料を確認" in page
    assert f'href="/applications/{returned.id}"' in page
    assert f'href="/applications/{owing.id}"' in page


def test_a_term_that_ends_within_thirty_days_is_named_with_its_date(company):
    today = clock.today()
    for days, state in (
        (30, GuaranteeState.IN_FORCE),
        (31, GuaranteeState.IN_FORCE),
        (5, GuaranteeState.RELEASED),
    ):
        guarantee = make_issued_guarantee(company, product=Product.PERFORMANCE)
        guarantee.expires_on, guarantee.state = today + timedelta(days=days), state
        guarantee.handed_over_at = clock.now()
    db.session.commit()
    expiring = tiles_of(company).expiring
    assert (expiring.number, expiring.nearest) == (1, today + timedelta(days=30))
    (row,) = list_to_dos(db.session(), contractor_id=company.id, today=today)
    assert (row.wait, row.on) == (Wait.EXTEND, today + timedelta(days=30))


def test_rows_stand_by_date_and_at_most_five_of_a_kind(company):
    for number in range(7):
        guarantee = make_issued_guarantee(company, work_name=f"工事{number}")
        guarantee.issued_on = date(2026, 11, 1 + number)
    make_sent_application(company, state=ApplicationState.RETURNED)
    db.session.commit()
    rows = list_to_dos(db.session(), contractor_id=company.id, today=clock.today())
    assert len(rows) == 6
    assert [row.on for row in rows] == sorted(row.on for row in rows)


def test_another_companys_matters_are_not_shown(client, company):
    make_issued_guarantee(make_contractor("△△建設株式会社"), work_name="よその工事")
    page = signed_in(client, company).get("/home").text
    assert "よその工事" not in page
    assert "いま対応が必要なものはありません。" in page


def test_the_balance_of_a_month_is_what_is_guaranteed_on_its_last_day(company):
    for issued, expires, state, amount in (
        (date(2026, 8, 10), date(2027, 3, 20), GuaranteeState.IN_FORCE, 20_000_000),
        (date(2026, 7, 1), date(2026, 9, 29), GuaranteeState.EXPIRED, 5_000_000),
        (date(2026, 8, 31), date(2026, 10, 31), GuaranteeState.EXPIRED, 1_000_000),
        (date(2026, 8, 1), date(2027, 3, 20), GuaranteeState.CANCELLED, 9_000_000),
    ):
        guarantee = make_issued_guarantee(company)
        guarantee.issued_on, guarantee.expires_on, guarantee.state = issued, expires, state
        guarantee.amount = amount
    db.session.commit()
    found = list_balances(db.session(), contractor_id=company.id, today=TODAY)
    assert found is not None
    assert [(end.label, total) for end, total in found] == [
        ("6月", 0),
        ("7月", 5_000_000),
        ("8月", 26_000_000),
        ("9月", 21_000_000),
        ("10月", 21_000_000),
        ("11月（見込み）", 20_000_000),
    ]


def test_the_chart_has_its_figures_as_a_table(client, company):
    make_issued_guarantee(company)
    page = signed_in(client, company).get("/home").text
    assert "2,000 万円" in page
    assert "数値の表で見る" in page


def test_adding_up_stops_at_a_limit(client, company, monkeypatch):
    monkeypatch.setattr(home, "SUMMED", 1)
    make_issued_guarantee(company)
    make_issued_guarantee(company)
    assert list_balances(db.session(), contractor_id=company.id, today=clock.today()) is None
    assert "契約が多いため" in signed_in(client, company).get("/home").text


def test_counting_stops_at_a_limit_and_says_so(client, company, monkeypatch):
    monkeypatch.setattr(home, "COUNTED", 2)
    for _ in range(3):
        make_issued_guarantee(company)
    assert tiles_of(company).to_hand_over.number == 2
    assert "件以上" in signed_in(client, company).get("/home").text


def plan_of(session: Session, statement: object) -> str:
    """How the database would answer; for PostgreSQL as if the table were large."""
    dialect = session.get_bind().dialect
    compiled = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    if dialect.name == "postgresql":
        session.execute(text("SET LOCAL enable_seqscan = off"))
        return "\n".join(row[0] for row in session.execute(text(f"EXPLAIN {compiled}")))
    return "\n".join(row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {compiled}")))


@pytest.mark.parametrize(
    "statement, index",
    [
        (home._to_hand_over, "ix_guarantee_to_hand_over"),
        (lambda number: home._expiring(number, today=TODAY), "ix_guarantee_expiry"),
        (lambda number: home._in_state(number, ApplicationState.RETURNED), "ix_application_waiting"),
    ],
)
def test_each_number_is_read_from_the_head_of_an_index(session, company, statement, index):
    plan = plan_of(session(), statement(company.id))
    # On as few rows as here several indexes cost PostgreSQL the same, and chance decides; bench.lists has many rows.
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    assert ("Index" if is_postgresql else index) in plan
    assert not re.search("Sort|TEMP B-TREE", plan)


def test_a_visitor_is_sent_to_the_login(client):
    answer = client.get("/home")
    assert answer.status_code == 303
    assert "/account/login" in answer.location


def test_drafts_are_counted(company):
    draft = make_sent_application(company, state=ApplicationState.DRAFT)
    assert isinstance(draft, Application)
    assert tiles_of(company).drafts.number == 1
    assert db.session.query(Guarantee).count() == 0
