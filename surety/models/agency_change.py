"""発注者の取扱いの申出: what one person of the staff proposes and another one decides."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.domain.rule_edits import EditAct
from surety.models.agency import Agency
from surety.models.base import Base, Identified, RowId
from surety.models.types import Choice, JsonText, UtcDateTime
from surety.models.user import User


class AgencyChange(Identified, Base):
    """One proposal about one agency; undecided while `decided_at` is empty, never changed afterwards.

    `retired` are the numbers of rows to take out, `entered` the rows to put in as [{kind, body}]. A proposal for a
    new agency has no `agency_id` until it is approved; `found` then holds the agency's own facts.
    `first_day` is the first day on which it makes a difference, None where it reaches back without a bound.
    """

    __tablename__ = "agency_change"
    __table_args__ = (
        Index("ix_agency_change_agency", "agency_id", "id"),
        Index("ix_agency_change_open", "decided_at", "id"),
    )

    agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agency.id"))
    agency_name: Mapped[str] = mapped_column(String(80))
    act: Mapped[EditAct] = mapped_column(Choice(EditAct))
    retired: Mapped[list[int]] = mapped_column(JsonText, default=list)
    entered: Mapped[list[dict[str, object]]] = mapped_column(JsonText, default=list)
    found: Mapped[dict[str, str]] = mapped_column(JsonText, default=dict)
    first_day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    proposed_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_approved: Mapped[bool] = mapped_column(default=False)

    agency: Mapped[Agency | None] = relationship()
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
