"""保証料計算書一覧: all pages together are exactly what a plain look at all rows finds."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from flask import Flask

from surety import clock
from surety.domain.charges import StatementKind
from surety.domain.products import PaymentMethod, Product
from surety.domain.states import PremiumState, RequestState
from surety.domain.workflow import ApplicationState
from surety.extensions import db
from surety.models import Contractor, GuaranteeRequest, Payment, PremiumStatement, TariffVersion
from surety.queries import premium_statements
from surety.queries.cases import find_statement
from surety.queries.premium_statements import (
    FoundStatements,
    StatementPlace,
    StatementWish,
    find_statements,
    read_statement_rows,
)
from surety.security.permissions import Role
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import make_sent_application

TODAY = date(2026, 11, 22)
STATES = (RequestState.APPROVED, RequestState.PAID, RequestState.ON_ACCOUNT, RequestState.WITHDRAWN)


ROWS = {
    RequestState.APPROVED: PremiumState.UNPAID,
    RequestState.PAID: PremiumState.PAID,
    RequestState.ON_ACCOUNT: PremiumState.ON_ACCOUNT,
    RequestState.WITHDRAWN: PremiumState.VOID,
}


@pytest.fixture
def contractor(app: Flask) -> Contractor:
    """A company with twelve applications of two guarantees each, their statements in all states."""
    company = make_contractor()
    clerk = make_user(Role.STAFF_UNDERWRITER)
    tariff = db.session.query(TariffVersion).first()
    for number in range(12):
        application = make_sent_application(company, state=ApplicationState.DECIDED)
        for request in application.requests:
            request.state = STATES[number % 4]
            statement = _statement(request.id, tariff.id, clerk.id, TODAY - timedelta(days=30 - number))
            db.session.add(statement)
            db.session.flush()
            if request.state is RequestState.PAID:
                db.session.add(_payment(statement, clerk.id))
        if number % 3 == 0:
            # Reviewed a second time: the later statement counts.
            statement_of(application.requests[0]).state = PremiumState.VOID
            db.session.add(_statement(application.requests[0].id, tariff.id, clerk.id, TODAY))
    db.session.commit()
    return company


def _statement(request_id: int, tariff_id: int, clerk_id: int, on: date) -> PremiumStatement:
    request = db.session.get(GuaranteeRequest, request_id)
    body = {
        "contractor": "〇〇建設株式会社",
        "payment_due": "",
        "agency": "平川市",
        "works_name": "市道〇〇線",
        "guaranteed_amount": 1,
        "premium": 1_000,
    }
    rest = {
        "tax": 0,
        "tax_label": "非課税",
        "payment_label": "銀行振込",
        "tariff_version": "s-1",
        "is_verified": False,
    }
    count = db.session.query(PremiumStatement).count()
    return PremiumStatement(
        number=f"S-{count:06d}", kind=StatementKind.PREMIUM, product=request.product,
        contractor_id=request.application.contractor_id, branch_id=request.application.branch_id,
        payment_method=request.payment_method, premium=1_000, tax=0, state=ROWS[request.state],
        request_id=request_id, tariff_version_id=tariff_id, amount=1_000, body=body | rest,
        stated_on=on, stated_at=clock.now(), stated_by_id=clerk_id,
    )  # fmt: skip


def statement_of(request: GuaranteeRequest) -> PremiumStatement:
    statement = find_statement(db.session(), request)
    assert statement is not None
    return statement


def _payment(statement: PremiumStatement, clerk_id: int) -> Payment:
    return Payment(
        statement_id=statement.id, amount=1_000, paid_on=TODAY, method=PaymentMethod.BANK_TRANSFER.value,
        recorded_by_id=clerk_id, recorded_at=clock.now(),
    )  # fmt: skip


def walk(wish: StatementWish) -> list[StatementPlace]:
    """All pages from the first on."""
    places: list[StatementPlace] = []
    found = find_statements(db.session(), wish)
    for _ in range(60):
        places += [row.place for row in found.rows]
        if found.older is None:
            return places
        found = find_statements(db.session(), wish, below=found.older)
    raise AssertionError("the pages never end")


WISHES = [
    {},
    {"state": PremiumState.PAID},
    {"state": PremiumState.UNPAID, "product": Product.ADVANCE},
    {"state": PremiumState.ON_ACCOUNT},
    {"since": TODAY - timedelta(days=25), "until": TODAY - timedelta(days=20)},
    {"product": Product.BID_BOND},
]


@pytest.mark.parametrize("filters", WISHES)
@pytest.mark.parametrize("looks, rows", [(300, 20), (2, 3), (5, 2)])
def test_pages_hold_each_statement_that_counts_once(
    contractor: Contractor, monkeypatch: pytest.MonkeyPatch, filters: dict, looks: int, rows: int
) -> None:
    whole = walk(StatementWish(contractor.id))
    assert len(whole) == 18
    assert all(above > below for above, below in pairwise(whole))
    wish = StatementWish(contractor.id, **filters)
    wanted = walk(wish)
    monkeypatch.setattr(premium_statements, "LOOKS", looks)
    monkeypatch.setattr(premium_statements, "PAGE_ROWS", rows)
    assert walk(wish) == wanted
    monkeypatch.setattr(premium_statements, "_FILE_LOOKS", looks)
    read: list[tuple] = []
    page = read_statement_rows(db.session(), wish, below=None)
    while True:
        read += page.rows
        if page.end is None:
            break
        page = read_statement_rows(db.session(), wish, below=page.end)
    assert len(read) == len(wanted)


def test_only_the_last_statement_of_a_request_is_shown(contractor: Contractor) -> None:
    renewed = find_statements(db.session(), StatementWish(contractor.id, since=TODAY)).rows
    assert len(renewed) == 3


def test_one_goes_back_by_the_way_one_came(contractor: Contractor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(premium_statements, "PAGE_ROWS", 5)
    wish = StatementWish(contractor.id)
    pages: list[FoundStatements] = [find_statements(db.session(), wish)]
    while pages[-1].older:
        pages.append(find_statements(db.session(), wish, below=pages[-1].older))
    assert [page.first_position for page in pages] == [1, 6, 11, 16]
    for before, page in pairwise(pages):
        back = find_statements(db.session(), wish, above=page.newer)
        assert [row.place for row in back.rows] == [row.place for row in before.rows]


def test_another_company_s_statements_are_not_there(contractor: Contractor) -> None:
    other = make_contractor("△△建設株式会社")
    assert find_statements(db.session(), StatementWish(other.id)).rows == ()
    assert find_statements(db.session(), StatementWish(None)).rows == ()
