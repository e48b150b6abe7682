"""契約保証予約（入札ボンド）, the decisions about it, and its 予約証書."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.domain.bid_bond_fields import BondRatio
from surety.domain.bid_bond_states import BidBondState
from surety.domain.decisions import DecisionKind
from surety.domain.products import PaymentMethod, WorkKind
from surety.models.agency import Agency
from surety.models.application import Application
from surety.models.base import Base, Identified, RowId, Versioned, partial_index
from surety.models.branch import Branch
from surety.models.contractor import Contractor
from surety.models.premium import PremiumStatement
from surety.models.stored_file import StoredFile
from surety.models.types import Choice, JsonText, UtcDateTime
from surety.models.user import User

# Queries say these in these very words, because a database uses a partial index only where it sees the same condition.
AT_DESK = "state IN ('submitted', 'received', 'under_review', 'returned', 'approved', 'paid', 'on_account')"
DRAFT = "state = 'draft'"
DISCARDED = "state = 'discarded'"
ISSUED = "issued_on IS NOT NULL"
# May still become a guarantee.
PROMISED = "state IN ('approved', 'paid', 'on_account', 'issued', 'won')"


class BidBond(Identified, Versioned, Base):
    """One 契約保証予約. `draft` is what the form holds; the other columns are filled from it on sending.

    `statement` is the fee notice that counts, `application` the 保証申込 that came of a won bid.
    """

    __tablename__ = "bid_bond"
    __table_args__ = (
        Index("ix_bid_bond_contractor", "contractor_id", "id"),
        Index("ix_bid_bond_issued", "contractor_id", "issued_on", "id"),
        Index("ix_bid_bond_contractor_branch", "contractor_id", "branch_id", "id"),
        partial_index("ix_bid_bond_desk", "branch_id", "state", "submitted_at", "id", where=AT_DESK),
        partial_index("ix_bid_bond_draft", "contractor_id", "draft_saved_at", "id", where=DRAFT),
        partial_index("ix_bid_bond_discarded", "contractor_id", "draft_saved_at", "id", where=DISCARDED),
        partial_index("ix_bid_bond_branch_issued", "branch_id", "submitted_at", "id", where=ISSUED),
        partial_index("ix_bid_bond_all_issued", "submitted_at", "id", where=ISSUED),
        partial_index("ix_bid_bond_promised", "contractor_id", "amount", where=PROMISED),
        Index("ix_bid_bond_expiry", "state", "valid_until", "id"),
        Index("ix_bid_bond_agency", "agency_id", "work_name_search"),
    )

    contractor_id: Mapped[int] = mapped_column(RowId, ForeignKey("contractor.id"))
    created_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    branch_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("branch.id"))
    receipt_number: Mapped[str | None] = mapped_column(String(20), unique=True)
    number: Mapped[str | None] = mapped_column(String(13), unique=True)
    state: Mapped[BidBondState] = mapped_column(Choice(BidBondState))
    draft: Mapped[dict[str, object]] = mapped_column(JsonText, default=dict)
    # Last saved; of a draft that was thrown away or brought back, when that was.
    draft_saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    send_token: Mapped[str] = mapped_column(String(64), unique=True)
    comments: Mapped[dict[str, str]] = mapped_column(JsonText, default=dict)
    agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agency.id"))
    kind: Mapped[WorkKind | None] = mapped_column(Choice(WorkKind))
    work_number: Mapped[str] = mapped_column(String(40), default="")
    work_name: Mapped[str] = mapped_column(String(120), default="")
    work_name_search: Mapped[str] = mapped_column(String(240), default="")
    bid_on: Mapped[date | None]
    bid_price: Mapped[int | None] = mapped_column(BigInteger)
    ratio: Mapped[BondRatio | None] = mapped_column(Choice(BondRatio))
    amount: Mapped[int | None] = mapped_column(BigInteger)
    award_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    joint_venture_name: Mapped[str] = mapped_column(String(60), default="")
    representative: Mapped[str] = mapped_column(String(80), default="")
    payment_method: Mapped[PaymentMethod | None] = mapped_column(Choice(PaymentMethod))
    bill_to: Mapped[str] = mapped_column(String(80), default="")
    contact: Mapped[dict[str, str]] = mapped_column(JsonText, default=dict)
    message: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    approved_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    statement_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("premium_statement.id"), index=True)
    issued_on: Mapped[date | None]
    won_on: Mapped[date | None]
    won_price: Mapped[int | None] = mapped_column(BigInteger)
    application_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("application.id"), unique=True)

    contractor: Mapped[Contractor] = relationship()
    branch: Mapped[Branch | None] = relationship()
    agency: Mapped[Agency | None] = relationship()
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    taken_by: Mapped[User | None] = relationship(foreign_keys=[taken_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    statement: Mapped[PremiumStatement | None] = relationship()
    application: Mapped[Application | None] = relationship()
    certificate: Mapped["BidBondCertificate | None"] = relationship(back_populates="bid_bond")


class BidBondDecision(Identified, Base):
    """One act of underwriting about a bid bond; never changed, a later one follows it. As request_decision."""

    __tablename__ = "bid_bond_decision"

    bid_bond_id: Mapped[int] = mapped_column(RowId, ForeignKey("bid_bond.id"), index=True)
    kind: Mapped[DecisionKind] = mapped_column(Choice(DecisionKind))
    reason: Mapped[str] = mapped_column(Text, default="")
    checks: Mapped[list[dict[str, str]]] = mapped_column(JsonText, default=list)
    decided_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)

    bid_bond: Mapped[BidBond] = relationship()
    decided_by: Mapped[User] = relationship()


class BidBondCertificate(Identified, Base):
    """The immutable 予約証書: canonical JSON, its SHA-256, and who released it."""

    __tablename__ = "bid_bond_certificate"

    bid_bond_id: Mapped[int] = mapped_column(RowId, ForeignKey("bid_bond.id"), unique=True)
    snapshot: Mapped[str] = mapped_column(Text)
    snapshot_sha256: Mapped[str] = mapped_column(String(64))
    template_version: Mapped[str] = mapped_column(String(8))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))

    bid_bond: Mapped[BidBond] = relationship(back_populates="certificate")
    issued_by: Mapped[User] = relationship()


class BidBondDocument(Identified, Base):
    """The rendered bytes of a 予約証書; written once, after the issuing commit."""

    __tablename__ = "bid_bond_document"

    certificate_id: Mapped[int] = mapped_column(RowId, ForeignKey("bid_bond_certificate.id"), unique=True)
    file_id: Mapped[int] = mapped_column(RowId, ForeignKey("stored_file.id"))
    rendered_at: Mapped[datetime] = mapped_column(UtcDateTime)

    certificate: Mapped[BidBondCertificate] = relationship()
    file: Mapped[StoredFile] = relationship()
