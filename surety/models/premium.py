"""保証料計算書 of whatever is charged, and the payments that answer them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.domain.charges import StatementKind
from surety.domain.products import PaymentMethod, Product
from surety.domain.states import PremiumState
from surety.models.application import GuaranteeRequest
from surety.models.base import Base, Identified, RowId, partial_index
from surety.models.branch import Branch
from surety.models.contractor import Contractor
from surety.models.guarantee import Guarantee
from surety.models.tariff import TariffVersion
from surety.models.types import Choice, JsonText, UtcDateTime

# Queries say it in these very words, because a database uses a partial index only where it sees the same condition.
OWED_BACK = "state = 'owed_back'"


class PremiumStatement(Identified, Base):
    """What is charged and how it came about; never recalculated. Only `state` ever moves, the database refuses the rest.

    The premium of a requested guarantee names its `request`, and a later one for the same request replaces it. Any
    other subject (a change, a bid bond) points here by its own `statement_id`; `guarantee` is the one it is about.
    Whole yen: `amount` is `premium` and `tax` together.
    """

    __tablename__ = "premium_statement"
    __table_args__ = (
        Index("ix_premium_statement_contractor", "contractor_id", "stated_on", "id"),
        Index("ix_premium_statement_branch", "branch_id", "stated_on", "id"),
        Index("ix_premium_statement_waiting", "state", "branch_id", "id"),
        partial_index(
            "ix_premium_statement_owed_back",
            "branch_id",
            "id",
            where=OWED_BACK,
        ),
        partial_index(
            "ix_premium_statement_all_owed_back",
            "id",
            where=OWED_BACK,
        ),
    )

    number: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[StatementKind] = mapped_column(Choice(StatementKind))
    product: Mapped[Product] = mapped_column(Choice(Product))
    contractor_id: Mapped[int] = mapped_column(RowId, ForeignKey("contractor.id"))
    branch_id: Mapped[int] = mapped_column(RowId, ForeignKey("branch.id"))
    request_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("guarantee_request.id"), index=True)
    guarantee_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("guarantee.id"), index=True)
    receipt_number: Mapped[str] = mapped_column(String(24), default="")
    payment_method: Mapped[PaymentMethod] = mapped_column(Choice(PaymentMethod))
    tariff_version_id: Mapped[int] = mapped_column(RowId, ForeignKey("tariff_version.id"))
    premium: Mapped[int] = mapped_column(BigInteger)
    tax: Mapped[int] = mapped_column(BigInteger)
    amount: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[dict[str, object]] = mapped_column(JsonText)
    state: Mapped[PremiumState] = mapped_column(Choice(PremiumState))
    stated_on: Mapped[date]
    stated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stated_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))

    request: Mapped[GuaranteeRequest | None] = relationship()
    guarantee: Mapped[Guarantee | None] = relationship()
    contractor: Mapped[Contractor] = relationship()
    branch: Mapped[Branch] = relationship()
    tariff_version: Mapped[TariffVersion] = relationship()


class Payment(Identified, Base):
    """Money received for a premium statement."""

    __tablename__ = "payment"

    statement_id: Mapped[int] = mapped_column(RowId, ForeignKey("premium_statement.id"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    paid_on: Mapped[date]
    method: Mapped[str] = mapped_column(String(24))
    note: Mapped[str] = mapped_column(String(200), default="")
    recorded_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
