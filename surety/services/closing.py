"""締め: one invoice for each company and month, from what is on its account (docs/rules/accounts-monthly.md)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.config import Settings
from surety.domain.closing import (
    add_up,
    check_closable,
    closable_month,
    invoice_due,
    is_automatic_day,
    month_end,
)
from surety.domain.invoice_states import InvoiceState
from surety.domain.tariff import TaxClass
from surety.extensions import reading_only
from surety.mail import messages
from surety.mail.letterhead import Letterhead
from surety.mail.outbox import queue_mail
from surety.models import Contractor, InvoiceLine, MonthlyInvoice
from surety.queries.closing import (
    Chargeable,
    find_month_invoice,
    list_chargeables,
    list_companies_to_close,
    lock_company,
)
from surety.queries.users import list_company_admins
from surety.security.identity import SYSTEM, Actor
from surety.services.logins import addressee_of
from surety.services.numbers import take_invoice_number


def close_month(
    session: Session, month: date, *, branch_id: int | None, actor: Actor, settings: Settings
) -> list[MonthlyInvoice]:
    """Make the invoices of a month (its first day) for the branch's companies, None for all; gives the new ones.

    Pressed again it makes none. Raises ForbiddenMove for any month but the one before the present one.
    """
    check_closable(month, today=clock.today())
    waiting = list_companies_to_close(session, month, until=month_end(month), branch_id=branch_id)
    # All companies are locked, in one order, before the first line of the audit log locks its head.
    companies = [lock_company(session, number) for number in waiting]
    made = [_close_company(session, company, month, actor=actor, settings=settings) for company in companies]
    return [invoice for invoice in made if invoice is not None]


def close_automatically(engine: Engine, *, settings: Settings) -> int:
    """The worker's job: close last month from the first business day on, each company by itself; gives how many invoices."""
    today = clock.today()
    if not is_automatic_day(today):
        return 0
    month = closable_month(today)
    with reading_only(), Session(engine) as session:
        waiting = list_companies_to_close(session, month, until=month_end(month), branch_id=None)
    done = 0
    for number in waiting:
        with Session(engine) as session, session.begin():
            company = lock_company(session, number)
            done += _close_company(session, company, month, actor=SYSTEM, settings=settings) is not None
    return done


def _close_company(
    session: Session, company: Contractor, month: date, *, actor: Actor, settings: Settings
) -> MonthlyInvoice | None:
    """The company's invoice; None when somebody else made it meanwhile or nothing is left."""
    if find_month_invoice(session, company.id, month) is not None:
        return None
    charges = list_chargeables(session, company.id, until=month_end(month))
    if not charges:
        return None
    invoice = _make(session, company, month, charges, actor=actor, settings=settings)
    audit.record(
        session,
        "invoice.issued",
        actor=actor,
        object_kind="invoice",
        object_id=invoice.id,
        facts={"number": invoice.number, "month": f"{month:%Y-%m}", "lines": len(charges)},
    )
    _announce(session, invoice, settings=settings)
    return invoice


def _make(
    session: Session,
    company: Contractor,
    month: date,
    charges: Sequence[Chargeable],
    *,
    actor: Actor,
    settings: Settings,
) -> MonthlyInvoice:
    now = clock.now()
    closed_on = clock.to_jst(now).date()
    sums = add_up((_tax_class(charge), charge.statement.premium, charge.statement.tax) for charge in charges)
    invoice = MonthlyInvoice(
        number=take_invoice_number(session, branch_code=company.branch.code, on=closed_on),
        contractor_id=company.id,
        branch_id=company.branch_id,
        month=month,
        closed_on=closed_on,
        due_on=invoice_due(month, due_day=settings.billing.due_day, closed_on=closed_on),
        amount=sums.total,
        body={
            **_parties(company, settings=settings),
            "lines": [_line(charge) for charge in charges],
            "exempt": sums.exempt,
            "taxable": sums.taxable,
            "tax": sums.tax,
        },
        closed_at=now,
        closed_by_id=actor.user_id,
        state=InvoiceState.UNPAID,
    )
    session.add(invoice)
    session.flush()
    session.add_all(
        InvoiceLine(invoice_id=invoice.id, statement_id=charge.statement.id, is_released=False)
        for charge in charges
    )
    session.flush()
    return invoice


def _parties(company: Contractor, *, settings: Settings) -> dict[str, object]:
    guarantor, branch = settings.guarantor, company.branch
    return {
        "contractor": company.name,
        "postal_code": company.postal_code,
        "address": company.address,
        "guarantor": guarantor.name,
        "guarantor_address": guarantor.address,
        "registration_number": settings.billing.registration_number,
        "bank_account": settings.billing.bank_account,
        "office": {"name": branch.name, "phone": branch.phone, "fax": branch.fax},
        "is_sample": settings.is_demo,
    }


def _line(charge: Chargeable) -> dict[str, object]:
    statement = charge.statement
    return {
        "day": charge.day.isoformat(),
        "statement_number": statement.number,
        "guarantee_number": charge.guarantee_number,
        "product_label": statement.product.label,
        "agency": statement.body["agency"],
        "works_name": statement.body["works_name"],
        "tax_label": _tax_class(charge).label,
        "net": statement.premium,
        "tax": statement.tax,
    }


def _tax_class(charge: Chargeable) -> TaxClass:
    return TaxClass.TAXED if charge.statement.body["tax_label"] == TaxClass.TAXED.label else TaxClass.EXEMPT


def _announce(session: Session, invoice: MonthlyInvoice, *, settings: Settings) -> None:
    """一括納付請求書のお知らせ to the company's administrators, without the amount."""
    for user in list_company_admins(session, invoice.contractor_id):
        message = messages.invoice_issued(
            Letterhead.of(settings),
            branch=invoice.contractor.branch,
            to=addressee_of(user),
            number=invoice.number,
            month=invoice.month,
            by=invoice.due_on,
            path=f"/invoices/{invoice.id}",
        )
        queue_mail(
            session,
            message,
            subject_key=f"invoice-{invoice.number}",
            recipient=user.email,
            recipient_name=invoice.contractor.name,
            contractor_id=invoice.contractor_id,
            branch_id=invoice.branch_id,
        )
