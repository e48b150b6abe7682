"""返還計算書: what goes back to a company, and when it did."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.domain.products import PaymentMethod, Product
from surety.domain.settlement import RefundReason
from surety.domain.states import RefundState
from surety.models.base import Base, Identified, RowId, partial_index
from surety.models.branch import Branch
from surety.models.contractor import Contractor
from surety.models.guarantee import Guarantee
from surety.models.premium import PremiumStatement
from surety.models.tariff import TariffVersion
from surety.models.types import Choice, JsonText, UtcDateTime
from surety.models.user import User

# Queries say it in these very words, because a database uses a partial index only where it sees the same condition.
DUE = "state = 'due'"


class RefundStatement(Identified, Base):
    """Money that goes back, and how it came about; never recalculated. Whole yen: `amount` is `premium` and `tax`.

    Only `state` and what is noted when it was paid back ever move, the database refuses the rest. `guarantee` is the one
    it is about; what was never a guarantee (a bid bond, a withdrawn request) names the `statement` that was paid.
    """

    __tablename__ = "refund_statement"
    __table_args__ = (
        Index("ix_refund_statement_contractor", "contractor_id", "stated_on", "id"),
        Index("ix_refund_statement_branch", "branch_id", "id"),
        partial_index(
            "ix_refund_statement_due",
            "branch_id",
            "id",
            where=DUE,
        ),
        partial_index("ix_refund_statement_all_due", "id", where=DUE),
    )

    number: Mapped[str] = mapped_column(String(24), unique=True)
    reason: Mapped[RefundReason] = mapped_column(Choice(RefundReason))
    product: Mapped[Product] = mapped_column(Choice(Product))
    contractor_id: Mapped[int] = mapped_column(RowId, ForeignKey("contractor.id"))
    branch_id: Mapped[int] = mapped_column(RowId, ForeignKey("branch.id"))
    guarantee_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("guarantee.id"), index=True)
    statement_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("premium_statement.id"), index=True)
    receipt_number: Mapped[str] = mapped_column(String(24), default="")
    tariff_version_id: Mapped[int] = mapped_column(RowId, ForeignKey("tariff_version.id"))
    premium: Mapped[int] = mapped_column(BigInteger)
    tax: Mapped[int] = mapped_column(BigInteger)
    amount: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[dict[str, object]] = mapped_column(JsonText)
    stated_on: Mapped[date]
    stated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stated_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    state: Mapped[RefundState] = mapped_column(Choice(RefundState))
    paid_back_on: Mapped[date | None]
    method: Mapped[PaymentMethod | None] = mapped_column(Choice(PaymentMethod))
    note: Mapped[str] = mapped_column(String(200), default="")
    paid_back_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    paid_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    guarantee: Mapped[Guarantee | None] = relationship()
    statement: Mapped[PremiumStatement | None] = relationship()
    contractor: Mapped[Contractor] = relationship()
    branch: Mapped[Branch] = relationship()
    tariff_version: Mapped[TariffVersion] = relationship()
    paid_back_by: Mapped[User | None] = relationship(foreign_keys=[paid_back_by_id])
