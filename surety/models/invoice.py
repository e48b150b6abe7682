"""一括納付請求書, its lines, its cancellation, and the agreement behind it."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.domain.invoice_states import InvoiceState
from surety.models.base import Base, Identified, RowId, partial_index
from surety.models.branch import Branch
from surety.models.contractor import Contractor
from surety.models.premium import PremiumStatement
from surety.models.types import Choice, JsonText, UtcDateTime
from surety.models.user import User

# A statement stands on one invoice that counts; the lines of a cancelled one let it go.
COUNTS = "NOT is_released"


class MonthlyInvoice(Identified, Base):
    """What one company owes for one month; only `state` and `paid_on` ever move, the database refuses the rest.

    `month` is the month's first day, `amount` whole yen, `body` everything the paper says.
    """

    __tablename__ = "monthly_invoice"
    __table_args__ = (
        UniqueConstraint("contractor_id", "month"),
        Index("ix_monthly_invoice_branch", "branch_id", "id"),
        Index("ix_monthly_invoice_branch_state", "branch_id", "state", "id"),
        Index("ix_monthly_invoice_state", "state", "id"),
        Index("ix_monthly_invoice_month", "month", "id"),
    )

    number: Mapped[str] = mapped_column(String(24), unique=True)
    contractor_id: Mapped[int] = mapped_column(RowId, ForeignKey("contractor.id"))
    branch_id: Mapped[int] = mapped_column(RowId, ForeignKey("branch.id"))
    month: Mapped[date]
    closed_on: Mapped[date]
    due_on: Mapped[date]
    amount: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[dict[str, object]] = mapped_column(JsonText)
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    state: Mapped[InvoiceState] = mapped_column(Choice(InvoiceState))
    paid_on: Mapped[date | None]

    contractor: Mapped[Contractor] = relationship()
    branch: Mapped[Branch] = relationship()
    closed_by: Mapped[User | None] = relationship()
    lines: Mapped[list["InvoiceLine"]] = relationship(back_populates="invoice", order_by="InvoiceLine.id")


class InvoiceLine(Identified, Base):
    """One statement on an invoice; `is_released` once the invoice is cancelled."""

    __tablename__ = "monthly_invoice_line"
    __table_args__ = (
        partial_index(
            "ix_monthly_invoice_line_counts",
            "statement_id",
            unique=True,
            where=COUNTS,
        ),
    )

    invoice_id: Mapped[int] = mapped_column(RowId, ForeignKey("monthly_invoice.id"), index=True)
    statement_id: Mapped[int] = mapped_column(RowId, ForeignKey("premium_statement.id"))
    is_released: Mapped[bool] = mapped_column(default=False)

    invoice: Mapped[MonthlyInvoice] = relationship(back_populates="lines")
    statement: Mapped[PremiumStatement] = relationship()


class InvoiceCancellation(Identified, Base):
    """取消: what one person proposes about an invoice and another one decides; undecided while `decided_at` is empty."""

    __tablename__ = "monthly_invoice_cancellation"

    invoice_id: Mapped[int] = mapped_column(RowId, ForeignKey("monthly_invoice.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    proposed_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_confirmed: Mapped[bool] = mapped_column(default=False)

    invoice: Mapped[MonthlyInvoice] = relationship()
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])


class AccountAgreement(Identified, Base):
    """一括納付の取扱い: what one person proposes about a company and another one decides; undecided while `decided_at` is empty."""

    __tablename__ = "account_agreement"
    __table_args__ = (Index("ix_account_agreement_contractor", "contractor_id", "id"),)

    contractor_id: Mapped[int] = mapped_column(RowId, ForeignKey("contractor.id"))
    is_wanted: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    proposed_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_approved: Mapped[bool] = mapped_column(default=False)

    contractor: Mapped[Contractor] = relationship()
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
