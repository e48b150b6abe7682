"""一括納付請求書: a branch's list, a company's list, and one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from surety.domain.errors import NotFound
from surety.domain.invoice_states import InvoiceStanding, InvoiceState, standing_of
from surety.models import InvoiceCancellation, InvoiceLine, MonthlyInvoice
from surety.queries.guarantee_rows import RowPage

PAGE_ROWS = 20
_FILE_ROWS = 100


@dataclass(frozen=True, slots=True)
class InvoiceWish:
    """What a list shall hold: of a company or of a branch (None for both: all), on a JST date."""

    today: date
    contractor_id: int | None = None
    branch_id: int | None = None
    standing: InvoiceStanding | None = None


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice and the word for it today."""

    invoice: MonthlyInvoice
    standing: InvoiceStanding


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """One page, the newest first; `older` is the id below which the next page begins, None on the last one."""

    rows: Sequence[InvoiceRow]
    older: int | None


def get_company_invoice(session: Session, invoice_id: int, *, contractor_id: int | None) -> MonthlyInvoice:
    """An invoice to this company. Raises NotFound for anybody else's."""
    found = session.get(MonthlyInvoice, invoice_id, options=_whole())
    if found is None or found.contractor_id != contractor_id:
        raise NotFound(f"invoice {invoice_id}")
    return found


def get_desk_invoice(session: Session, invoice_id: int, *, branch_id: int | None) -> MonthlyInvoice:
    """An invoice of the branch; the head office (None) sees all. Raises NotFound for any other."""
    found = session.get(MonthlyInvoice, invoice_id, options=_whole())
    if found is None or branch_id not in (None, found.branch_id):
        raise NotFound(f"invoice {invoice_id}")
    return found


def find_invoices(session: Session, wish: InvoiceWish, *, below: int | None = None) -> InvoicePage:
    """A page of a list."""
    found = _read(session, wish, below=below, limit=PAGE_ROWS + 1)
    rows = [InvoiceRow(one, standing_of(one.state, due_on=one.due_on, today=wish.today)) for one in found]
    return InvoicePage(rows[:PAGE_ROWS], found[PAGE_ROWS - 1].id if len(found) > PAGE_ROWS else None)


def read_invoice_rows(session: Session, wish: InvoiceWish, *, below: int | None) -> RowPage[int]:
    """The next rows of INVOICE_COLUMNS for a file: one for each line of each invoice."""
    found = _read(session, wish, below=below, limit=_FILE_ROWS)
    rows = [values for invoice in found for values in _values(invoice, today=wish.today)]
    return RowPage(rows, found[-1].id if len(found) == _FILE_ROWS else None)


def list_cancellations(session: Session, invoice: MonthlyInvoice) -> Sequence[InvoiceCancellation]:
    """What was proposed about an invoice, oldest first."""
    people = joinedload(InvoiceCancellation.proposed_by), joinedload(InvoiceCancellation.decided_by)
    return session.scalars(
        select(InvoiceCancellation)
        .where(InvoiceCancellation.invoice_id == invoice.id)
        .options(*people)
        .order_by(InvoiceCancellation.id)
    ).all()


def find_open_cancellation(session: Session, invoice: MonthlyInvoice) -> InvoiceCancellation | None:
    """The proposal that waits for its second person, None when there is none."""
    return session.scalars(
        select(InvoiceCancellation).where(
            InvoiceCancellation.invoice_id == invoice.id, InvoiceCancellation.decided_at.is_(None)
        )
    ).one_or_none()


def lock_invoice(session: Session, invoice_id: int) -> MonthlyInvoice:
    """The invoice as it stands now, ours until the transaction ends."""
    return session.execute(
        select(MonthlyInvoice)
        .where(MonthlyInvoice.id == invoice_id)
        .with_for_update(of=MonthlyInvoice)
        .execution_options(populate_existing=True)
    ).scalar_one()


def list_invoice_lines(session: Session, invoice: MonthlyInvoice) -> Sequence[InvoiceLine]:
    """The lines with their statements, in the paper's order."""
    return session.scalars(
        select(InvoiceLine)
        .where(InvoiceLine.invoice_id == invoice.id)
        .options(joinedload(InvoiceLine.statement))
        .order_by(InvoiceLine.id)
    ).all()


def _read(session: Session, wish: InvoiceWish, *, below: int | None, limit: int) -> Sequence[MonthlyInvoice]:
    wanted: Select[MonthlyInvoice] = select(MonthlyInvoice).options(*_whole())
    if wish.contractor_id is not None:
        wanted = wanted.where(MonthlyInvoice.contractor_id == wish.contractor_id)
    if wish.branch_id is not None:
        wanted = wanted.where(MonthlyInvoice.branch_id == wish.branch_id)
    if wish.standing is not None:
        wanted = wanted.where(*_stands(wish.standing, today=wish.today))
    if below is not None:
        wanted = wanted.where(MonthlyInvoice.id < below)
    return session.scalars(wanted.order_by(MonthlyInvoice.id.desc()).limit(limit)).all()


def _stands(standing: InvoiceStanding, *, today: date) -> tuple[ColumnElement[bool], ...]:
    """What `standing_of` says, as conditions."""
    if standing is InvoiceStanding.PAID:
        return (MonthlyInvoice.state == InvoiceState.PAID,)
    if standing is InvoiceStanding.CANCELLED:
        return (MonthlyInvoice.state == InvoiceState.CANCELLED,)
    waits = MonthlyInvoice.state.in_([InvoiceState.UNPAID, InvoiceState.CANCELLING])
    is_over = MonthlyInvoice.due_on < today
    return (waits, is_over if standing is InvoiceStanding.OVERDUE else ~is_over)


def _values(invoice: MonthlyInvoice, *, today: date) -> list[tuple[object, ...]]:
    lines: list[dict[str, Any]] = invoice.body["lines"]  # type: ignore[assignment]  # JSON made by the closing
    standing = standing_of(invoice.state, due_on=invoice.due_on, today=today)
    return [
        (
            invoice.number,
            f"{invoice.month:%Y-%m}",
            invoice.closed_on,
            invoice.due_on,
            standing.label,
            invoice.paid_on,
            date.fromisoformat(line["day"]),
            line["statement_number"],
            line["guarantee_number"],
            line["product_label"],
            line["agency"],
            line["works_name"],
            line["tax_label"],
            line["net"],
            line["tax"],
            line["net"] + line["tax"],
        )
        for line in lines
    ]


def _whole() -> tuple[Any, ...]:
    return (
        joinedload(MonthlyInvoice.contractor),
        joinedload(MonthlyInvoice.branch),
        selectinload(MonthlyInvoice.lines),
    )
