"""料率: dated data."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.models.base import Base, Identified, RowId
from surety.models.types import JsonText, UtcDateTime
from surety.models.user import User


class TariffVersion(Identified, Base):
    """One version of the tariff; `body` holds the domain dataclass as JSON."""

    __tablename__ = "tariff_version"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    body: Mapped[dict[str, object]] = mapped_column(JsonText)
    source: Mapped[str] = mapped_column(Text)
    verified_by: Mapped[str] = mapped_column(String(60), default="")
    verified_on: Mapped[date | None]


class TariffProposal(Identified, Base):
    """A version that one person brought in; it holds only once another person has confirmed it.

    Undecided while `decided_at` is empty, never changed afterwards. `body` holds the domain dataclass as JSON.
    """

    __tablename__ = "tariff_proposal"

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    effective_from: Mapped[date]
    body: Mapped[dict[str, object]] = mapped_column(JsonText)
    note: Mapped[str] = mapped_column(Text, default="")
    proposed_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_verified: Mapped[bool] = mapped_column(default=False)

    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
