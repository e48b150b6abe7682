"""変更の連絡: a changed works contract that the branch was told of."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.domain.price_change import ChangeNeed
from surety.models.base import Base, Identified, RowId, Versioned, partial_index
from surety.models.branch import Branch
from surety.models.contractor import Contractor
from surety.models.guarantee import Guarantee
from surety.models.types import Choice, JsonText, UtcDateTime
from surety.models.user import User

# Queries say it in these very words, because a database uses a partial index only where it sees the same condition.
OPEN = "done_at IS NULL"


class ChangeNotice(Identified, Versioned, Base):
    """One 変更の連絡. `differences` and `answers` are the check's, as rows, at the moment it was told; they stay as they are.

    `guarantee` is the one from whose page it was told; the answers name every guarantee of its works contract.
    """

    __tablename__ = "change_notice"
    __table_args__ = (
        Index("ix_change_notice_guarantee", "guarantee_id", "id"),
        partial_index(
            "ix_change_notice_open",
            "branch_id",
            "id",
            where=OPEN,
        ),
        Index("ix_change_notice_branch", "branch_id", "id"),
    )

    guarantee_id: Mapped[int] = mapped_column(RowId, ForeignKey("guarantee.id"))
    contractor_id: Mapped[int] = mapped_column(RowId, ForeignKey("contractor.id"))
    branch_id: Mapped[int] = mapped_column(RowId, ForeignKey("branch.id"))
    need: Mapped[ChangeNeed] = mapped_column(Choice(ChangeNeed))
    differences: Mapped[list[dict[str, object]]] = mapped_column(JsonText)
    answers: Mapped[list[dict[str, object]]] = mapped_column(JsonText)
    message: Mapped[str] = mapped_column(Text, default="")
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reported_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    done_note: Mapped[str] = mapped_column(Text, default="")

    guarantee: Mapped[Guarantee] = relationship()
    contractor: Mapped[Contractor] = relationship()
    branch: Mapped[Branch] = relationship()
    reported_by: Mapped[User] = relationship(foreign_keys=[reported_by_id])
    done_by: Mapped[User | None] = relationship(foreign_keys=[done_by_id])
