"""変更の申込: one works contract that changed, and the guarantees that are to follow it."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.domain.change_states import ChangeState
from surety.domain.decisions import DecisionKind
from surety.models.base import Base, Identified, RowId, Versioned, partial_index
from surety.models.branch import Branch
from surety.models.contractor import Contractor
from surety.models.guarantee import Certificate, Guarantee
from surety.models.over_line import OVER_LINE, OverLine
from surety.models.premium import PremiumStatement
from surety.models.refund import RefundStatement
from surety.models.stored_file import StoredFile
from surety.models.types import Choice, JsonText, UtcDateTime
from surety.models.user import User

# Queries say these in these very words, because a database uses a partial index only where it sees the same condition.
AT_DESK = "state IN ('submitted', 'under_review', 'returned', 'approved')"
DRAFT = "state = 'draft'"


class GuaranteeChange(OverLine, Identified, Versioned, Base):
    """One 変更の申込. `texts` is what the form holds; `facts` and the guarantees are made from it on sending.

    `guarantee` is the one from whose page it was begun. `entered_by` may be a person of the branch: it then came by FAX or post.
    """

    __tablename__ = "guarantee_change"
    __table_args__ = (
        Index("ix_guarantee_change_contractor", "contractor_id", "id"),
        Index("ix_guarantee_change_contractor_branch", "contractor_id", "branch_id", "id"),
        partial_index(
            "ix_guarantee_change_desk",
            "branch_id",
            "state",
            "submitted_at",
            "id",
            where=AT_DESK,
        ),
        partial_index(
            "ix_guarantee_change_draft",
            "contractor_id",
            "id",
            where=DRAFT,
        ),
        Index("ix_guarantee_change_guarantee", "guarantee_id", "id"),
        partial_index(
            "ix_guarantee_change_over_line",
            "id",
            where=OVER_LINE,
        ),
    )

    guarantee_id: Mapped[int] = mapped_column(RowId, ForeignKey("guarantee.id"))
    contractor_id: Mapped[int] = mapped_column(RowId, ForeignKey("contractor.id"))
    branch_id: Mapped[int] = mapped_column(RowId, ForeignKey("branch.id"))
    state: Mapped[ChangeState] = mapped_column(Choice(ChangeState))
    receipt_number: Mapped[str | None] = mapped_column(String(20), unique=True)
    send_token: Mapped[str] = mapped_column(String(64), unique=True)
    texts: Mapped[dict[str, str]] = mapped_column(JsonText, default=dict)
    facts: Mapped[dict[str, object]] = mapped_column(JsonText, default=dict)
    differences: Mapped[list[dict[str, object]]] = mapped_column(JsonText, default=list)
    changed_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    message: Mapped[str] = mapped_column(Text, default="")
    comments: Mapped[dict[str, str]] = mapped_column(JsonText, default=dict)
    entered_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    approved_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    guarantee: Mapped[Guarantee] = relationship()
    contractor: Mapped[Contractor] = relationship()
    branch: Mapped[Branch] = relationship()
    entered_by: Mapped[User] = relationship(foreign_keys=[entered_by_id])
    taken_by: Mapped[User | None] = relationship(foreign_keys=[taken_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    items: Mapped[list["ChangedGuarantee"]] = relationship(
        back_populates="change", order_by="ChangedGuarantee.id"
    )
    papers: Mapped[list["ChangePaper"]] = relationship(order_by="ChangePaper.id")

    @property
    def asked_more(self) -> int:
        """By how many yen its guarantees would grow, without those that shrink."""
        return sum(max(0, item.amount - item.guarantee.amount) for item in self.items)


class ChangedGuarantee(Identified, Base):
    """One guarantee of a change: what it is to become, from which certificate, and what came of it.

    `effect` is what the approval in force does to the premium (domain.change_effect); `statement` asks for more,
    `refund` gives back and is made with the issue. While `is_open`, no other change of the guarantee can be sent; the database holds that.
    """

    __tablename__ = "changed_guarantee"
    __table_args__ = (
        UniqueConstraint("change_id", "guarantee_id"),
        partial_index(
            "uq_changed_guarantee_open",
            "guarantee_id",
            unique=True,
            where="is_open",
        ),
        Index("ix_changed_guarantee_guarantee", "guarantee_id", "id"),
    )

    change_id: Mapped[int] = mapped_column(RowId, ForeignKey("guarantee_change.id"))
    guarantee_id: Mapped[int] = mapped_column(RowId, ForeignKey("guarantee.id"))
    amount: Mapped[int] = mapped_column(BigInteger)
    until: Mapped[date]
    is_open: Mapped[bool]
    base_certificate_id: Mapped[int] = mapped_column(RowId, ForeignKey("certificate.id"))
    certificate_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("certificate.id"), unique=True)
    statement_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("premium_statement.id"), unique=True)
    refund_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("refund_statement.id"), unique=True)
    effect: Mapped[dict[str, object] | None] = mapped_column(JsonText)

    change: Mapped[GuaranteeChange] = relationship(back_populates="items")
    guarantee: Mapped[Guarantee] = relationship()
    base_certificate: Mapped[Certificate] = relationship(foreign_keys=[base_certificate_id])
    certificate: Mapped[Certificate | None] = relationship(foreign_keys=[certificate_id])
    statement: Mapped[PremiumStatement | None] = relationship()
    refund: Mapped[RefundStatement | None] = relationship()


class ChangePaper(Identified, Base):
    """A paper attached to a change (変更契約書の写し …)."""

    __tablename__ = "change_paper"

    change_id: Mapped[int] = mapped_column(RowId, ForeignKey("guarantee_change.id"), index=True)
    file_id: Mapped[int] = mapped_column(RowId, ForeignKey("stored_file.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile] = relationship(lazy="joined")


class ChangeDecision(Identified, Base):
    """What the branch decided about a change, with the checks it rested on; never changed, a later one follows it.

    `checks` as in `Decision`.
    """

    __tablename__ = "change_decision"

    change_id: Mapped[int] = mapped_column(RowId, ForeignKey("guarantee_change.id"), index=True)
    kind: Mapped[DecisionKind] = mapped_column(Choice(DecisionKind))
    reason: Mapped[str] = mapped_column(Text, default="")
    checks: Mapped[list[dict[str, str]]] = mapped_column(JsonText, default=list)
    decided_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)

    decided_by: Mapped[User] = relationship()
