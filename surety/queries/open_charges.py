"""What waits for money: unpaid invoices and single statements to be paid by transfer, and which of them are overdue."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from surety.domain.bank_matching import OpenItem
from surety.domain.due_times import EARLIEST_DUE
from surety.domain.invoice_states import InvoiceState
from surety.domain.payer_names import payer_key
from surety.domain.states import PremiumState
from surety.models import Branch, Contractor, MonthlyInvoice, OutgoingMail, PremiumStatement

INVOICE_PAPER = "一括納付請求書"
REMINDER = "payment_reminder"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCharge:
    """One item that waits for its money: an invoice or a statement, whichever id is there. Whole yen, JST dates.

    `key` names it in forms and in matching; `work_name` only for a statement.
    """

    key: str
    number: str
    paper: str
    contractor: Contractor
    branch: Branch
    amount: int
    due_on: date
    invoice_id: int | None = None
    statement_id: int | None = None
    request_id: int | None = None
    application_id: int | None = None
    work_name: str = ""

    @property
    def item(self) -> OpenItem:
        """As matching looks at it."""
        return OpenItem(self.key, payer_key(self.contractor.name_kana), self.amount, self.due_on)

    def days_over(self, today: date) -> int:
        """How many days its due date is over on a JST date; 0 until then."""
        return max(0, (today - self.due_on).days)


def list_open_charges(
    session: Session, *, branch_id: int | None = None, contractor_id: int | None = None
) -> list[OpenCharge]:
    """Everything that waits, what is due first first; of a branch, of a company, or all.

    Businesses pay within weeks: the list follows what is owed now, not what the database holds.
    """
    invoices = (
        select(MonthlyInvoice)
        .join(MonthlyInvoice.contractor)
        .join(Branch, Branch.id == MonthlyInvoice.branch_id)
        .where(MonthlyInvoice.state == InvoiceState.UNPAID)
        .options(contains_eager(MonthlyInvoice.contractor))
    )
    statements = (
        select(PremiumStatement)
        .join(PremiumStatement.contractor)
        .where(PremiumStatement.state == PremiumState.UNPAID)
        .options(contains_eager(PremiumStatement.contractor))
    )
    found = [
        *map(_of_invoice, session.scalars(_walled(invoices, MonthlyInvoice, branch_id, contractor_id))),
        *filter(
            None,
            map(
                _of_statement,
                session.scalars(_walled(statements, PremiumStatement, branch_id, contractor_id)),
            ),
        ),
    ]
    return sorted(found, key=lambda charge: (charge.due_on, charge.number))


def list_overdue(
    session: Session, *, today: date, branch_id: int | None = None, contractor_id: int | None = None
) -> list[OpenCharge]:
    """What is overdue on a JST date, the longest first."""
    waiting = list_open_charges(session, branch_id=branch_id, contractor_id=contractor_id)
    return [charge for charge in waiting if charge.due_on < today]


def count_overdue(session: Session, *, today: date, branch_id: int | None) -> int:
    """How many `list_overdue` holds, reading only what may be over; for the board."""
    invoices = (
        select(func.count())
        .select_from(MonthlyInvoice)
        .where(MonthlyInvoice.state == InvoiceState.UNPAID, MonthlyInvoice.due_on < today)
    )
    bodies = select(PremiumStatement.body).where(
        PremiumStatement.state == PremiumState.UNPAID, PremiumStatement.stated_on < today - EARLIEST_DUE
    )
    late = [
        body
        for body in session.scalars(_walled(bodies, PremiumStatement, branch_id, None))
        if body["payment_due"] and date.fromisoformat(body["payment_due"]) < today
    ]
    return (session.scalar(_walled(invoices, MonthlyInvoice, branch_id, None)) or 0) + len(late)


def reminder_key(number: str, on: date) -> str:
    """The fact that a reminder of this item on this JST date is: there is one mail a day for it."""
    return f"reminder-{number}-{on:%Y%m%d}"


def list_reminded(session: Session, charges: list[OpenCharge], *, today: date) -> set[str]:
    """The keys of those that were reminded on the JST date already."""
    keys = {reminder_key(charge.number, today): charge.key for charge in charges}
    found: set[str] = set()
    names = list(keys)
    for begin in range(0, len(names), 500):
        part = select(OutgoingMail.subject_key).where(
            OutgoingMail.message_kind == REMINDER, OutgoingMail.subject_key.in_(names[begin : begin + 500])
        )
        found.update(keys[name] for name in session.scalars(part))
    return found


def _of_invoice(invoice: MonthlyInvoice) -> OpenCharge:
    return OpenCharge(
        key=f"i{invoice.id}",
        number=invoice.number,
        paper=INVOICE_PAPER,
        contractor=invoice.contractor,
        branch=invoice.branch,
        amount=invoice.amount,
        due_on=invoice.due_on,
        invoice_id=invoice.id,
    )


def _of_statement(statement: PremiumStatement) -> OpenCharge | None:
    """None for one that will go on the monthly account: it has no due date."""
    due = str(statement.body["payment_due"] or "")
    if not due:
        return None
    request = statement.request
    return OpenCharge(
        key=f"s{statement.id}",
        number=statement.number,
        paper=statement.kind.label,
        contractor=statement.contractor,
        branch=statement.branch,
        amount=statement.amount,
        due_on=date.fromisoformat(due),
        statement_id=statement.id,
        request_id=statement.request_id,
        application_id=request.application_id if request else None,
        work_name=str(statement.body["works_name"]),
    )


def _walled(
    wanted: Select[Any],
    table: type[MonthlyInvoice] | type[PremiumStatement],
    branch_id: int | None,
    contractor_id: int | None,
) -> Select[Any]:
    if branch_id is not None:
        wanted = wanted.where(table.branch_id == branch_id)
    return wanted if contractor_id is None else wanted.where(table.contractor_id == contractor_id)
