"""The pages of 一括納付・入金 and of the company's invoices in the tour of all pages."""

from sqlalchemy import select

from surety.demo import cast
from surety.domain.invoice_states import BankLineState, InvoiceState
from surety.extensions import db
from surety.models import BankLine, Contractor, MonthlyInvoice
from tests.e2e.touring import Tour


def add_accounts(tour: Tour) -> None:
    """The lists of both sides, an invoice of each state and a deposit of each state that the demo has."""
    desk, company = cast.ISSUER, cast.ADMIN
    for name in ("home", "invoices", "overdue", "agreements", "bank"):
        tour.add(desk, f"billing.{name}")
    for state in BankLineState:
        tour.add(desk, "billing.bank", tab=state.value)
    tour.add(cast.UNDERWRITER, "billing.home")
    tour.add(company, "invoices.index")
    for state in (InvoiceState.UNPAID, InvoiceState.PAID):
        number = db.session.scalars(select(MonthlyInvoice.id).where(MonthlyInvoice.state == state)).first()
        assert number is not None, "the demo has such an invoice"
        tour.add(desk, "billing.invoice", invoice_id=number)
        tour.add(company, "invoices.detail", invoice_id=number)
    for number in db.session.scalars(select(BankLine.id).order_by(BankLine.id)):
        tour.add(desk, "billing.bank_line", line_id=number)
    for number in db.session.scalars(select(Contractor.id).order_by(Contractor.id).limit(2)):
        tour.add(desk, "billing.agreement", contractor_id=number)
