"""保証契約, its certificate versions, its documents and who opened them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.domain.products import CertificateForm, CertificateKind, Product
from surety.domain.workflow import GuaranteeState
from surety.models.agency import Agency
from surety.models.application import GuaranteeRequest, WorksContract
from surety.models.base import Base, Identified, RowId, Versioned, partial_index
from surety.models.branch import Branch
from surety.models.contractor import Contractor
from surety.models.stored_file import StoredFile
from surety.models.types import Choice, UtcDateTime

# Electronic, in force, and its key not yet said to be with the agency. Queries say it in these very words, because
# a database uses a partial index only where it sees that the condition is the same.
TO_HAND_OVER = "handed_over_at IS NULL AND certificate_form = 'electronic' AND state = 'in_force'"

IN_FORCE = "state = 'in_force'"
# What the worker looks through for ends of term, and for key notices that were not drawn again yet.
RUNNING = "state = 'in_force'"
REISSUED = "key_generation > 1"


class Guarantee(Identified, Versioned, Base):
    """A guarantee in force or ended. Names and amounts stand here again so that lists need no join."""

    __tablename__ = "guarantee"
    __table_args__ = (
        Index("ix_guarantee_contractor", "contractor_id", "issued_on", "id"),
        Index("ix_guarantee_kind", "contractor_id", "product", "certificate_form", "issued_on", "id"),
        Index("ix_guarantee_branch", "branch_id", "issued_on", "id"),
        Index("ix_guarantee_expiry", "contractor_id", "expires_on", "id"),
        partial_index(
            "ix_guarantee_exposure",
            "contractor_id",
            "works_contract_id",
            "amount",
            where=IN_FORCE,
        ),
        partial_index(
            "ix_guarantee_running",
            "expires_on",
            "id",
            where=RUNNING,
        ),
        partial_index(
            "ix_guarantee_key_reissued",
            "id",
            where=REISSUED,
        ),
        partial_index(
            "ix_guarantee_to_hand_over",
            "contractor_id",
            "issued_on",
            "id",
            where=TO_HAND_OVER,
        ),
    )

    number: Mapped[str] = mapped_column(String(12), unique=True)
    request_id: Mapped[int] = mapped_column(RowId, ForeignKey("guarantee_request.id"), unique=True)
    works_contract_id: Mapped[int] = mapped_column(RowId, ForeignKey("works_contract.id"), index=True)
    contractor_id: Mapped[int] = mapped_column(RowId, ForeignKey("contractor.id"))
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agency.id"), index=True)
    branch_id: Mapped[int] = mapped_column(RowId, ForeignKey("branch.id"))
    product: Mapped[Product] = mapped_column(Choice(Product))
    certificate_form: Mapped[CertificateForm] = mapped_column(Choice(CertificateForm))
    state: Mapped[GuaranteeState] = mapped_column(Choice(GuaranteeState))
    amount: Mapped[int] = mapped_column(BigInteger)
    price: Mapped[int] = mapped_column(BigInteger)
    beneficiary_name: Mapped[str] = mapped_column(String(80))
    work_name: Mapped[str] = mapped_column(String(120))
    work_name_search: Mapped[str] = mapped_column(String(240))
    expires_on: Mapped[date]
    issued_on: Mapped[date]
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    key_envelope: Mapped[str] = mapped_column(Text, default="")
    key_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    handed_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Of a paper certificate: when the version in force went to the contractor; None while it lies at the branch.
    delivered_on: Mapped[date | None]
    # The day an early end is dated to; the day after the 保証期限 is nobody's decision and stands nowhere.
    ended_on: Mapped[date | None]
    key_generation: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    key_reissued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    request: Mapped[GuaranteeRequest] = relationship()
    works_contract: Mapped[WorksContract] = relationship()
    contractor: Mapped[Contractor] = relationship()
    agency: Mapped[Agency] = relationship()
    branch: Mapped[Branch] = relationship()
    certificates: Mapped[list["Certificate"]] = relationship(
        back_populates="guarantee", order_by="Certificate.sequence"
    )


class Certificate(Identified, Base):
    """One immutable certificate version: canonical JSON, its SHA-256, who released it and, after the first, why."""

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("guarantee_id", "sequence"),)

    guarantee_id: Mapped[int] = mapped_column(RowId, ForeignKey("guarantee.id"))
    sequence: Mapped[int]
    kind: Mapped[CertificateKind] = mapped_column(Choice(CertificateKind))
    change_number: Mapped[int] = mapped_column(default=0)
    snapshot: Mapped[str] = mapped_column(Text)
    snapshot_sha256: Mapped[str] = mapped_column(String(64))
    template_version: Mapped[str] = mapped_column(String(8))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))

    guarantee: Mapped[Guarantee] = relationship(back_populates="certificates")


class IssuedDocument(Identified, Base):
    """The rendered bytes of one paper of a certificate version; written once, after the issuing commit."""

    __tablename__ = "issued_document"
    __table_args__ = (UniqueConstraint("certificate_id", "kind"),)

    certificate_id: Mapped[int] = mapped_column(RowId, ForeignKey("certificate.id"))
    kind: Mapped[str] = mapped_column(String(16))
    file_id: Mapped[int] = mapped_column(RowId, ForeignKey("stored_file.id"))
    rendered_at: Mapped[datetime] = mapped_column(UtcDateTime)

    certificate: Mapped[Certificate] = relationship()
    file: Mapped[StoredFile] = relationship()


class CertificateOpening(Identified, Base):
    """閲覧: an agency opened, printed or saved a certificate with number and key."""

    __tablename__ = "certificate_opening"
    __table_args__ = (Index("ix_certificate_opening_agency", "agency_id", "id"),)

    guarantee_id: Mapped[int] = mapped_column(RowId, ForeignKey("guarantee.id"), index=True)
    sequence: Mapped[int]
    act: Mapped[str] = mapped_column(String(8))
    agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agency.id"))
    user_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
