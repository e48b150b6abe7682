"""与信枠: what the guarantor decided to take on for one contractor, proposed by one person and approved by another."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.models.base import Base, Identified, RowId, partial_index
from surety.models.contractor import Contractor
from surety.models.types import UtcDateTime
from surety.models.user import User

WAITING = "decided_at IS NULL"


class CreditLine(Identified, Base):
    """One proposal and what became of it; an approved one is never changed, a later one takes its place from its day on."""

    __tablename__ = "credit_line"
    __table_args__ = (
        Index("ix_credit_line_contractor", "contractor_id", "valid_from", "id"),
        partial_index("ix_credit_line_waiting", "id", where=WAITING),
    )

    contractor_id: Mapped[int] = mapped_column(RowId, ForeignKey("contractor.id"))
    amount: Mapped[int] = mapped_column(BigInteger)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    proposed_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_approved: Mapped[bool | None]

    contractor: Mapped[Contractor] = relationship()
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
