"""保証の見守り: what waits for a contractor or a branch, and how far the day's walk has come."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.domain.coverage_watch import WatchKind, WatchSide
from surety.models.base import Base, Identified, RowId, Versioned, partial_index
from surety.models.branch import Branch
from surety.models.contractor import Contractor
from surety.models.types import Choice, UtcDateTime
from surety.models.user import User

# Queries say these in these very words, because a database uses a partial index only where it sees the same condition.
OPEN = "closed_at IS NULL"
FOR_CONTRACTOR = "closed_at IS NULL AND aside_until IS NULL AND side = 'contractor'"
FOR_BRANCH = "closed_at IS NULL AND aside_until IS NULL AND side = 'branch'"
ASIDE = "closed_at IS NULL AND aside_until IS NOT NULL"
ASIDE_FOR_CONTRACTOR = f"{ASIDE} AND side = 'contractor'"
ASIDE_FOR_BRANCH = f"{ASIDE} AND side = 'branch'"


class WatchTask(Identified, Versioned, Base):
    """One task for one side. `subject` names what it is about: guarantee-12, request-3, statement-5, application-4; `about` is the number
    by which people know it, 保証契約番号 or 受付番号.

    `since_on` and `until_on` are JST days. Put aside until `aside_until`, it is in no list but its own; the words stay.
    """

    __tablename__ = "watch_task"
    __table_args__ = (
        partial_index("uq_watch_task_open", "subject", "kind", "side", where=OPEN, unique=True),
        partial_index("ix_watch_task_contractor", "contractor_id", "until_on", "id", where=FOR_CONTRACTOR),
        partial_index("ix_watch_task_branch", "branch_id", "until_on", "id", where=FOR_BRANCH),
        partial_index("ix_watch_task_head_office", "until_on", "id", where=FOR_BRANCH),
        partial_index("ix_watch_task_aside", "aside_until", "id", where=ASIDE),
        partial_index(
            "ix_watch_task_aside_contractor", "contractor_id", "aside_until", "id", where=ASIDE_FOR_CONTRACTOR
        ),
        partial_index("ix_watch_task_aside_branch", "branch_id", "aside_until", "id", where=ASIDE_FOR_BRANCH),
        partial_index("ix_watch_task_guarantee", "guarantee_id", "id", where=OPEN),
        partial_index("ix_watch_task_walk", "id", where=OPEN),
    )

    kind: Mapped[WatchKind] = mapped_column(Choice(WatchKind))
    side: Mapped[WatchSide] = mapped_column(Choice(WatchSide))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(RowId)
    about: Mapped[str] = mapped_column(String(20))
    guarantee_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("guarantee.id"))
    application_id: Mapped[int] = mapped_column(RowId, ForeignKey("application.id"))
    contractor_id: Mapped[int] = mapped_column(RowId, ForeignKey("contractor.id"))
    branch_id: Mapped[int] = mapped_column(RowId, ForeignKey("branch.id"))
    work_name: Mapped[str] = mapped_column(String(120))
    beneficiary_name: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    since_on: Mapped[date]
    until_on: Mapped[date]
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    aside_until: Mapped[date | None]
    aside_note: Mapped[str] = mapped_column(Text, default="")
    aside_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))

    @property
    def is_additional_premium(self) -> bool:
        """Whether a 追加保証料 is overdue: it is no step of the application and has its own pages."""
        return self.kind is WatchKind.PREMIUM_OVERDUE and self.guarantee_id is not None

    contractor: Mapped[Contractor] = relationship()
    branch: Mapped[Branch] = relationship()
    aside_by: Mapped[User | None] = relationship()


class WatchWalk(Base):
    """How far one of the worker's walks has come: on which JST day, behind which id; `is_over` for that day."""

    __tablename__ = "watch_walk"

    source: Mapped[str] = mapped_column(String(16), primary_key=True)
    walked_on: Mapped[date]
    last_id: Mapped[int] = mapped_column(RowId)
    is_over: Mapped[bool]
