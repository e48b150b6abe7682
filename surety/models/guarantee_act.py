"""手続き on an issued guarantee: asked for, proposed by one person of the branch, decided by another."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.domain.act_states import ActKind
from surety.domain.workflow import ActState
from surety.models.base import Base, Identified, RowId, Versioned, partial_index
from surety.models.branch import Branch
from surety.models.contractor import Contractor
from surety.models.guarantee import Certificate, Guarantee
from surety.models.types import Choice, JsonText, UtcDateTime
from surety.models.user import User

# Queries say it in these very words, because a database uses a partial index only where it sees the same condition.
OPEN = "state IN ('requested', 'proposed')"


class GuaranteeAct(Identified, Versioned, Base):
    """One 手続き. `facts` are what the kind needs (docs/rules/endings.md); the reason is read by contractor and agency.

    `asked_by` is the contractor's or the agency's person, None where the branch began; `certificate` is the version that the act
    wrote.
    """

    __tablename__ = "guarantee_act"
    __table_args__ = (
        Index("ix_guarantee_act_guarantee", "guarantee_id", "id"),
        Index("ix_guarantee_act_branch", "branch_id", "id"),
        partial_index("ix_guarantee_act_open", "branch_id", "id", where=OPEN),
        partial_index("ix_guarantee_act_all_open", "id", where=OPEN),
    )

    guarantee_id: Mapped[int] = mapped_column(RowId, ForeignKey("guarantee.id"))
    contractor_id: Mapped[int] = mapped_column(RowId, ForeignKey("contractor.id"))
    branch_id: Mapped[int] = mapped_column(RowId, ForeignKey("branch.id"))
    kind: Mapped[ActKind] = mapped_column(Choice(ActKind))
    state: Mapped[ActState] = mapped_column(Choice(ActState))
    facts: Mapped[dict[str, object]] = mapped_column(JsonText)
    reason: Mapped[str] = mapped_column(Text)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    proposed_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")
    certificate_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("certificate.id"))

    guarantee: Mapped[Guarantee] = relationship()
    contractor: Mapped[Contractor] = relationship()
    branch: Mapped[Branch] = relationship()
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])
    proposed_by: Mapped[User | None] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    certificate: Mapped[Certificate | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self.state in (ActState.REQUESTED, ActState.PROPOSED)
