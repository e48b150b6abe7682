"""取消 of an invoice by four eyes: one person proposes, another one decides."""

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import Denied, Stale
from surety.domain.invoice_states import INVOICE, InvoiceEvent, InvoiceState
from surety.domain.workflow import advance
from surety.models import InvoiceCancellation, MonthlyInvoice
from surety.queries.invoices import (
    find_open_cancellation,
    list_cancellations,
    list_invoice_lines,
    lock_invoice,
)
from surety.security.identity import Actor


def propose_cancellation(session: Session, invoice: MonthlyInvoice, *, reason: str, actor: Actor) -> None:
    """Ask for the cancellation of an unpaid invoice; the same press twice is one proposal. Raises ForbiddenMove, Stale."""
    if actor.user_id is None:
        raise ValueError("a person proposes")
    invoice = lock_invoice(session, invoice.id)
    waiting = find_open_cancellation(session, invoice)
    if waiting is not None:
        if (waiting.proposed_by_id, waiting.reason) == (actor.user_id, reason):
            return
        raise Stale("invoice.waiting", f"{waiting.proposed_by.name}さんの申出が、すでに確認を待っています")
    invoice.state = advance(INVOICE, invoice.state, InvoiceEvent.PROPOSE_CANCEL)
    session.add(
        InvoiceCancellation(
            invoice_id=invoice.id, reason=reason, proposed_by_id=actor.user_id, proposed_at=clock.now()
        )
    )
    session.flush()
    _record(session, "invoice.cancel_proposed", invoice, reason=reason, actor=actor)


def confirm_cancellation(session: Session, invoice: MonthlyInvoice, *, actor: Actor) -> None:
    """Cancel: the lines wait for the next closing. Raises Denied for the proposer, Stale if it is decided already."""
    invoice, waiting = _waiting(session, invoice, wanted=InvoiceState.CANCELLED, actor=actor)
    if waiting is None:
        return
    if actor.user_id == waiting.proposed_by_id:
        raise Denied("same_person", "申し出た方とは別の方が確認してください")
    invoice.state = advance(INVOICE, invoice.state, InvoiceEvent.CONFIRM_CANCEL)
    for line in list_invoice_lines(session, invoice):
        line.is_released = True
    _decide(session, waiting, is_confirmed=True, actor=actor)
    _record(session, "invoice.cancelled", invoice, reason=waiting.reason, actor=actor)


def keep_invoice(session: Session, invoice: MonthlyInvoice, *, actor: Actor) -> None:
    """Say no to a proposed cancellation, or take the own one back. Raises Stale if it is decided already."""
    invoice, waiting = _waiting(session, invoice, wanted=InvoiceState.UNPAID, actor=actor)
    if waiting is None:
        return
    invoice.state = advance(INVOICE, invoice.state, InvoiceEvent.KEEP)
    _decide(session, waiting, is_confirmed=False, actor=actor)
    _record(session, "invoice.kept", invoice, reason=waiting.reason, actor=actor)


def _waiting(
    session: Session, invoice: MonthlyInvoice, *, wanted: InvoiceState, actor: Actor
) -> tuple[MonthlyInvoice, InvoiceCancellation | None]:
    """The locked invoice and the proposal that waits; None for it when this very press was carried out already."""
    invoice = lock_invoice(session, invoice.id)
    waiting = find_open_cancellation(session, invoice)
    if waiting is None:
        earlier = list_cancellations(session, invoice)
        if earlier and earlier[-1].decided_by_id == actor.user_id and invoice.state is wanted:
            return invoice, None
        raise Stale("invoice.decided", "この取消の申出は、すでに決まっています。最新の内容をご確認ください")
    return invoice, waiting


def _decide(session: Session, waiting: InvoiceCancellation, *, is_confirmed: bool, actor: Actor) -> None:
    waiting.decided_by_id, waiting.decided_at, waiting.is_confirmed = actor.user_id, clock.now(), is_confirmed
    session.flush()


def _record(session: Session, action: str, invoice: MonthlyInvoice, *, reason: str, actor: Actor) -> None:
    audit.record(
        session,
        action,
        actor=actor,
        object_kind="invoice",
        object_id=invoice.id,
        facts={"number": invoice.number, "reason": reason},
    )
