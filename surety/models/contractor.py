"""契約者・受注者 (会社)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.models.base import Base, Identified, RowId, Versioned
from surety.models.branch import Branch
from surety.models.types import UtcDateTime


class Contractor(Identified, Versioned, Base):
    """A company that may apply; its legal name is kept exactly as typed."""

    __tablename__ = "contractor"
    __table_args__ = (UniqueConstraint("customer_number"),)

    customer_number: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(80))
    name_kana: Mapped[str] = mapped_column(String(120), default="")
    name_search: Mapped[str] = mapped_column(String(160), index=True)
    corporate_number: Mapped[str] = mapped_column(String(13), default="", index=True)
    permit_number: Mapped[str] = mapped_column(String(12), default="", index=True)
    postal_code: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(160))
    representative_title: Mapped[str] = mapped_column(String(40))
    representative_name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(20))
    fax: Mapped[str] = mapped_column(String(20), default="")
    branch_id: Mapped[int] = mapped_column(RowId, ForeignKey("branch.id"))
    monthly_account: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    branch: Mapped[Branch] = relationship(lazy="joined")
