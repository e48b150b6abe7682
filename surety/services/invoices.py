"""一括納付請求書: its paper, and its payment (docs/rules/accounts-monthly.md)."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.documents.invoices import InvoicePaperLine, MonthlyInvoicePaper
from surety.documents.kinds import DocumentKind
from surety.documents.renderer import render_document
from surety.domain.errors import RuleViolation, Stale
from surety.domain.invoice_states import INVOICE, InvoiceEvent, InvoiceState
from surety.domain.money import format_yen
from surety.domain.parties import Office
from surety.domain.workflow import advance
from surety.models import MonthlyInvoice, Payment
from surety.queries.invoices import list_invoice_lines, lock_invoice
from surety.security.identity import Actor
from surety.services.charges import Receipt, record_charge_payment


def invoice_paper(invoice: MonthlyInvoice) -> bytes:
    """The invoice as PDF, from what was kept when the month was closed."""
    return render_document(DocumentKind.MONTHLY_INVOICE, invoice_content(invoice))


def invoice_content(invoice: MonthlyInvoice) -> MonthlyInvoicePaper:
    """The invoice's words and figures."""
    kept: dict[str, Any] = dict(invoice.body)
    lines = tuple(
        InvoicePaperLine(**{**line, "day": date.fromisoformat(line["day"])}) for line in kept.pop("lines")
    )
    return MonthlyInvoicePaper(
        issued_on=invoice.closed_on,
        number=invoice.number,
        month=invoice.month,
        due_on=invoice.due_on,
        lines=lines,
        office=Office(**kept.pop("office")),
        **kept,
    )


def record_invoice_payment(
    session: Session, invoice: MonthlyInvoice, *, receipt: Receipt, actor: Actor
) -> None:
    """入金の記録: the whole amount came in, not later than today; each statement of the invoice is paid with it.

    The same press twice is one payment. Raises Stale when somebody else recorded it, ForbiddenMove for a cancelled
    one, RuleViolation (field amount or paid_on).
    """
    invoice = lock_invoice(session, invoice.id)
    if invoice.state is InvoiceState.PAID:
        _refuse_second(session, invoice, receipt, actor=actor)
        return
    next_state = advance(INVOICE, invoice.state, InvoiceEvent.PAY)
    if receipt.amount != invoice.amount:
        raise RuleViolation(
            "payment.amount",
            f"入金額が請求額（{format_yen(invoice.amount)}円）と違います。過不足は、お客様に確認してから記録してください",
            field="amount",
        )
    if receipt.paid_on > clock.today():
        raise RuleViolation("payment.date", "入金日は、今日までの日付で入力してください", field="paid_on")
    for line in list_invoice_lines(session, invoice):
        part = replace(receipt, amount=line.statement.amount)
        record_charge_payment(session, line.statement, receipt=part, actor=actor)
    invoice.state, invoice.paid_on = next_state, receipt.paid_on
    session.flush()
    audit.record(
        session,
        "invoice.paid",
        actor=actor,
        object_kind="invoice",
        object_id=invoice.id,
        facts={"number": invoice.number, "paid_on": receipt.paid_on.isoformat()},
    )


def _refuse_second(session: Session, invoice: MonthlyInvoice, receipt: Receipt, *, actor: Actor) -> None:
    """Nothing for the very same press; Stale for anybody else's."""
    first = list_invoice_lines(session, invoice)[0].statement_id
    paid = session.scalars(select(Payment).where(Payment.statement_id == first)).one()
    if (paid.recorded_by_id, paid.paid_on, receipt.amount) != (
        actor.user_id,
        receipt.paid_on,
        invoice.amount,
    ):
        raise Stale("invoice.paid", "この請求書の入金は、すでに記録されています。最新の内容をご確認ください")
