"""変更の確認: the agency says that it has taken note of a changed certificate."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.models.agency import Agency
from surety.models.base import Base, Identified, RowId
from surety.models.guarantee import Certificate
from surety.models.types import UtcDateTime


class Acknowledgement(Identified, Base):
    """One per certificate version, never changed. Without agency and person it came from whoever holds number and key."""

    __tablename__ = "acknowledgement"

    certificate_id: Mapped[int] = mapped_column(RowId, ForeignKey("certificate.id"), unique=True)
    agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agency.id"))
    user_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    acknowledged_at: Mapped[datetime] = mapped_column(UtcDateTime)

    certificate: Mapped[Certificate] = relationship()
    agency: Mapped[Agency | None] = relationship()
