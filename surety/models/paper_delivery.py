"""証書（紙）のお渡し: how and when a paper certificate left the branch."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.domain.paper_certificates import DeliveryMeans
from surety.models.base import Base, Identified, RowId
from surety.models.types import Choice, UtcDateTime
from surety.models.user import User


class PaperDelivery(Identified, Base):
    """One version of a paper certificate handed to its contractor; taken back when it was noted by mistake."""

    __tablename__ = "paper_delivery"
    __table_args__ = (UniqueConstraint("certificate_id"),)

    certificate_id: Mapped[int] = mapped_column(RowId, ForeignKey("certificate.id"))
    means: Mapped[DeliveryMeans] = mapped_column(Choice(DeliveryMeans))
    delivered_on: Mapped[date]
    receiver: Mapped[str] = mapped_column(String(80), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))

    recorded_by: Mapped[User] = relationship()
