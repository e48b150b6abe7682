"""What is on the monthly account and not on an invoice that counts (docs/rules/accounts-monthly.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, text
from sqlalchemy.orm import Session

from surety.domain.states import PremiumState
from surety.models import (
    BidBond,
    Branch,
    ChangedGuarantee,
    Contractor,
    Guarantee,
    InvoiceLine,
    MonthlyInvoice,
    PremiumStatement,
)

# In the words of the index of the lines that count.
_COUNTS = text("NOT monthly_invoice_line.is_released")
_CHARGED_ON = func.coalesce(Guarantee.issued_on, PremiumStatement.stated_on)


@dataclass(frozen=True, slots=True)
class Chargeable:
    """A statement that an invoice may take: the JST day it belongs to, and its 保証契約番号 (empty for none)."""

    statement: PremiumStatement
    day: date
    guarantee_number: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """What one company has on its account up to a month's end, in whole yen; `invoice` is the month's, if it is made."""

    contractor: Contractor
    branch: str
    count: int
    amount: int
    invoice: MonthlyInvoice | None


def list_account_rows(
    session: Session, month: date, *, until: date, branch_id: int | None
) -> list[AccountRow]:
    """By company: what waits for the closing of the month up to `until`, and the invoices the month has already."""
    waiting = {
        row.contractor_id: row
        for row in session.execute(
            _chargeable(
                select(
                    PremiumStatement.contractor_id,
                    func.count().label("number"),
                    func.sum(PremiumStatement.amount).label("amount"),
                ),
                until=until,
            ).group_by(PremiumStatement.contractor_id)
        )
    }
    made = {
        invoice.contractor_id: invoice
        for invoice in session.scalars(select(MonthlyInvoice).where(MonthlyInvoice.month == month))
    }
    companies = (
        select(Contractor, Branch.name.label("branch"))
        .join(Branch, Branch.id == Contractor.branch_id)
        .where(Contractor.id.in_({*waiting, *made}))
        .order_by(Branch.code, Contractor.customer_number)
    )
    return [
        AccountRow(
            company,
            branch,
            int(waiting[company.id].number) if company.id in waiting else 0,
            int(waiting[company.id].amount) if company.id in waiting else 0,
            made.get(company.id),
        )
        for company, branch in session.execute(_walled(companies, branch_id))
    ]


def list_companies_to_close(
    session: Session, month: date, *, until: date, branch_id: int | None
) -> Sequence[int]:
    """The companies with something to invoice and no invoice of the month yet, by id."""
    invoiced = exists().where(
        MonthlyInvoice.contractor_id == PremiumStatement.contractor_id, MonthlyInvoice.month == month
    )
    wanted = (
        _chargeable(select(PremiumStatement.contractor_id).distinct(), until=until)
        .join(Contractor, Contractor.id == PremiumStatement.contractor_id)
        .where(~invoiced)
        .order_by(PremiumStatement.contractor_id)
    )
    return session.scalars(_walled(wanted, branch_id)).all()


def lock_company(session: Session, contractor_id: int) -> Contractor:
    """The company, ours until the transaction ends: whoever closes its month at the same moment waits."""
    return session.execute(
        select(Contractor)
        .where(Contractor.id == contractor_id)
        .with_for_update(of=Contractor)
        .execution_options(populate_existing=True)
    ).scalar_one()


def find_month_invoice(session: Session, contractor_id: int, month: date) -> MonthlyInvoice | None:
    """The one invoice a company has for a month, cancelled or not."""
    return session.scalars(
        select(MonthlyInvoice).where(
            MonthlyInvoice.contractor_id == contractor_id, MonthlyInvoice.month == month
        )
    ).one_or_none()


def list_chargeables(session: Session, contractor_id: int, *, until: date) -> list[Chargeable]:
    """The company's statements that the closing up to a JST date takes, in the order of their days."""
    found = session.execute(
        _chargeable(select(PremiumStatement, _CHARGED_ON.label("day"), Guarantee.number), until=until)
        .where(PremiumStatement.contractor_id == contractor_id)
        .order_by(_CHARGED_ON, PremiumStatement.id)
    )
    return [
        Chargeable(statement, day, number or (statement.guarantee.number if statement.guarantee else ""))
        for statement, day, number in found
    ]


def _chargeable(wanted: Select[*tuple[Any, ...]], *, until: date) -> Select[*tuple[Any, ...]]:
    """A premium counts from its guarantee's issue; anything else from the day it was stated, once its change or bid bond is issued."""
    is_settled_ground: ColumnElement[bool] = or_(
        PremiumStatement.request_id.is_(None), Guarantee.id.is_not(None)
    )
    waits_for_issue = or_(
        exists().where(
            ChangedGuarantee.statement_id == PremiumStatement.id, ChangedGuarantee.certificate_id.is_(None)
        ),
        exists().where(BidBond.statement_id == PremiumStatement.id, BidBond.issued_on.is_(None)),
    )
    taken = exists().where(InvoiceLine.statement_id == PremiumStatement.id, _COUNTS)
    return (
        wanted.select_from(PremiumStatement)
        .outerjoin(Guarantee, Guarantee.request_id == PremiumStatement.request_id)
        .where(
            PremiumStatement.state == PremiumState.ON_ACCOUNT,
            is_settled_ground,
            until >= _CHARGED_ON,
            ~waits_for_issue,
            ~taken,
        )
    )


def _walled(wanted: Select[*tuple[Any, ...]], branch_id: int | None) -> Select[*tuple[Any, ...]]:
    return wanted if branch_id is None else wanted.where(Contractor.branch_id == branch_id)
