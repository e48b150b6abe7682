"""The bank's lists as uploaded, their deposits, and what each deposit pays."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.domain.invoice_states import BankLineState
from surety.models.base import Base, Identified, RowId, Versioned
from surety.models.branch import Branch
from surety.models.invoice import MonthlyInvoice
from surety.models.premium import PremiumStatement
from surety.models.types import Choice, UtcDateTime
from surety.models.user import User


class BankFile(Identified, Base):
    """A list that was taken in. Its bytes are not kept: they name strangers. Without a branch it is the head office's."""

    __tablename__ = "bank_file"
    __table_args__ = (Index("ix_bank_file_branch", "branch_id", "id"),)

    filename: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    layout: Mapped[str] = mapped_column(String(40))
    branch_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("branch.id"))
    deposits: Mapped[int]
    known: Mapped[int]
    withdrawals: Mapped[int]
    passed_over: Mapped[int]
    uploaded_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    branch: Mapped[Branch | None] = relationship()
    uploaded_by: Mapped[User] = relationship()


class BankLine(Identified, Versioned, Base):
    """One deposit, counted once whatever number of lists name it: `line_key` is its identity."""

    __tablename__ = "bank_line"
    __table_args__ = (
        Index("ix_bank_line_open", "branch_id", "state", "paid_on", "id"),
        Index("ix_bank_line_file", "file_id", "id"),
    )

    file_id: Mapped[int] = mapped_column(RowId, ForeignKey("bank_file.id"))
    branch_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("branch.id"))
    row: Mapped[int]
    line_key: Mapped[str] = mapped_column(String(64), unique=True)
    paid_on: Mapped[date]
    amount: Mapped[int] = mapped_column(BigInteger)
    payer: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[BankLineState] = mapped_column(Choice(BankLineState))
    reason: Mapped[str] = mapped_column(Text, default="")
    settled_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[BankFile] = relationship()
    settled_by: Mapped[User | None] = relationship()
    allocations: Mapped[list["BankAllocation"]] = relationship(
        back_populates="line", order_by="BankAllocation.id"
    )


class BankAllocation(Identified, Base):
    """What a deposit paid: one invoice or one single statement, in full. Never changed."""

    __tablename__ = "bank_allocation"

    line_id: Mapped[int] = mapped_column(RowId, ForeignKey("bank_line.id"), index=True)
    invoice_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("monthly_invoice.id"), unique=True)
    statement_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("premium_statement.id"), unique=True)
    amount: Mapped[int] = mapped_column(BigInteger)

    line: Mapped[BankLine] = relationship(back_populates="allocations")
    invoice: Mapped[MonthlyInvoice | None] = relationship()
    statement: Mapped[PremiumStatement | None] = relationship()
