"""One invoice for each company and month, whoever presses and how often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from surety import audit
from surety.domain.errors import Denied, ForbiddenMove, Stale
from surety.domain.invoice_states import InvoiceState
from surety.extensions import db
from surety.models import AuditEvent, MonthlyInvoice, OutgoingMail
from surety.queries.closing import list_account_rows
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.services.closing import close_automatically, close_month
from surety.services.invoice_cancelling import confirm_cancellation, keep_invoice, propose_cancellation
from surety.services.invoices import invoice_content, invoice_paper
from tests.account_cases import (
    CLOSING_DAY,
    DECEMBER,
    DUE,
    NOVEMBER,
    close,
    make_fee,
    make_invoice,
    make_on_account,
    on,
    settings,
    statements_of,
)
from tests.factories import get_branch, make_contractor, make_user
from tests.guarantee_factories import actor_of, make_payable_request


def clerk() -> Actor:
    return actor_of(make_user(Role.STAFF_ISSUER))


def test_a_month_becomes_one_invoice_with_a_line_for_each_statement(app: Flask) -> None:
    company = make_contractor()
    make_user(Role.CONTRACTOR_ADMIN, contractor=company)
    first = make_on_account(company, day=date(2026, 11, 2))
    second = make_on_account(company, day=date(2026, 11, 30), work_name="〇〇川護岸工事")
    fee = make_fee(company)
    (invoice,) = close()
    assert [one.number for one in statements_of(invoice)] == [first.number, fee.number, second.number]
    assert (invoice.number, invoice.month, invoice.due_on) == ("S04126-000001", NOVEMBER, DUE)
    content = invoice_content(invoice)
    assert content.exempt == first.amount + second.amount
    assert (content.taxable, content.tax) == (2_000, 200)
    assert invoice.amount == first.amount + second.amount + 2_200
    assert [line.tax_label for line in content.lines] == ["非課税", "課税", "非課税"]
    assert all(line.guarantee_number for line in content.lines)
    assert invoice_paper(invoice) == invoice_paper(invoice)
    mail = db.session.scalars(select(OutgoingMail).where(OutgoingMail.message_kind == "invoice_issued")).one()
    assert invoice.number in mail.body
    assert f"{invoice.amount:,}" not in mail.body
    assert audit.find_broken_link(db.session()) is None


def test_pressed_again_it_makes_no_second_invoice(app: Flask) -> None:
    company = make_contractor()
    make_invoice(company)
    assert close() == []
    # What comes on the account afterwards waits for the next closing.
    late = make_on_account(company, day=date(2026, 11, 28), work_name="〇〇川護岸工事")
    assert close() == []
    (following,) = close(DECEMBER, day=date(2027, 1, 4))
    assert statements_of(following) == [late]
    assert following.number == "S04126-000002"


def test_only_the_month_that_is_over_is_closed(app: Flask) -> None:
    make_on_account()
    for day, month in ((date(2026, 11, 30), NOVEMBER), (date(2027, 1, 1), NOVEMBER)):
        with pytest.raises(ForbiddenMove):
            close(month, day=day)
        db.session.rollback()
    (invoice,) = close(DECEMBER, day=date(2027, 1, 4))
    assert len(invoice.lines) == 1, "what an older month left over goes with it"


def test_what_is_not_issued_yet_is_not_invoiced(app: Flask) -> None:
    with on(date(2026, 11, 20)):
        make_payable_request()
    assert close() == []


def test_a_branch_closes_its_own_companies(app: Flask) -> None:
    make_on_account()
    assert close(branch_id=get_branch("011").id) == []
    assert len(close(branch_id=get_branch().id)) == 1


def test_two_people_at_once_make_one_invoice_each_company(app: Flask) -> None:
    for name in ("〇〇建設株式会社", "△△建設株式会社", "□□建設株式会社"):
        make_on_account(make_contractor(name))
    people = [clerk(), clerk()]
    db.session.remove()
    ready = Barrier(len(people))

    def press(who: Actor) -> int:
        with app.app_context():
            ready.wait(10)
            made = close_month(db.session(), NOVEMBER, branch_id=None, actor=who, settings=settings())
            db.session.commit()
            return len(made)

    with on(CLOSING_DAY), ThreadPoolExecutor(len(people)) as pool:
        assert sum(pool.map(press, people)) == 3
    numbers = db.session.scalars(select(MonthlyInvoice.number).order_by(MonthlyInvoice.number)).all()
    assert numbers == ["S04126-000001", "S04126-000002", "S04126-000003"]


def test_the_worker_closes_from_the_first_business_day_on(app: Flask) -> None:
    make_on_account(day=date(2026, 12, 20))
    for day, made in ((date(2027, 1, 3), 0), (date(2027, 1, 4), 1), (date(2027, 1, 5), 0)):
        db.session.remove()
        with on(day):
            assert close_automatically(db.engine, settings=settings()) == made
    invoice = db.session.scalars(select(MonthlyInvoice)).one()
    assert (invoice.closed_by_id, invoice.month) == (None, DECEMBER)


def test_the_page_of_a_month_shows_what_waits_and_what_is_made(app: Flask) -> None:
    company = make_contractor()
    statement = make_on_account(company)
    (row,) = list_account_rows(db.session(), NOVEMBER, until=date(2026, 11, 30), branch_id=None)
    assert (row.count, row.amount, row.invoice) == (1, statement.amount, None)
    (invoice,) = close()
    (row,) = list_account_rows(db.session(), NOVEMBER, until=date(2026, 11, 30), branch_id=None)
    assert (row.count, row.amount, row.invoice) == (0, 0, invoice)
    assert list_account_rows(db.session(), NOVEMBER, until=DUE, branch_id=get_branch("011").id) == []


def test_an_invoice_never_changes(app: Flask) -> None:
    invoice = make_invoice()
    for change in ("amount = 1", "body = '{}'", "due_on = closed_on"):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(text(f"UPDATE monthly_invoice SET {change}"))
        db.session.rollback()
    before = invoice_paper(invoice)
    invoice.contractor.name = "別の会社"
    db.session.commit()
    assert invoice_paper(invoice) == before


def test_two_people_cancel_and_the_lines_go_to_the_next_invoice(app: Flask) -> None:
    invoice = make_invoice()
    lines = statements_of(invoice)
    first, second = clerk(), clerk()
    for _twice in range(2):
        propose_cancellation(db.session(), invoice, reason="請求先の誤り", actor=first)
    with pytest.raises(Stale, match="確認を待っています"):
        propose_cancellation(db.session(), invoice, reason="ほかの理由", actor=second)
    with pytest.raises(Denied, match="別の方"):
        confirm_cancellation(db.session(), invoice, actor=first)
    for _twice in range(2):
        confirm_cancellation(db.session(), invoice, actor=second)
    db.session.commit()
    assert invoice.state is InvoiceState.CANCELLED
    assert close() == [], "the month has its one invoice"
    (following,) = close(DECEMBER, day=date(2027, 1, 4))
    assert statements_of(following) == lines
    acts = db.session.scalars(
        select(AuditEvent.action).order_by(AuditEvent.sequence).where(AuditEvent.object_kind == "invoice")
    ).all()
    assert sorted(acts) == [
        "invoice.cancel_proposed",
        "invoice.cancelled",
        "invoice.issued",
        "invoice.issued",
    ]


def test_a_proposed_cancellation_is_kept_or_taken_back(app: Flask) -> None:
    invoice = make_invoice()
    first, second = clerk(), clerk()
    propose_cancellation(db.session(), invoice, reason="誤り", actor=first)
    keep_invoice(db.session(), invoice, actor=first)
    assert invoice.state is InvoiceState.UNPAID
    keep_invoice(db.session(), invoice, actor=first)
    with pytest.raises(Stale):
        confirm_cancellation(db.session(), invoice, actor=second)
    assert db.session.scalar(select(func.count()).select_from(MonthlyInvoice)) == 1
