"""保証申込: one works contract, one to three requested guarantees."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.domain.products import CertificateForm, PaymentMethod, Product, Redeposit, WorkKind
from surety.domain.workflow import ApplicationState, RequestState
from surety.domain.works_years import YearBase
from surety.models.agency import Agency
from surety.models.base import Base, Identified, RowId, Versioned, partial_index
from surety.models.branch import Branch
from surety.models.contractor import Contractor
from surety.models.over_line import OVER_LINE, OverLine
from surety.models.stored_file import StoredFile
from surety.models.types import Choice, JsonText, UtcDateTime
from surety.models.user import User
from surety.models.works_rows import JointVentureMember, WorksYear

# Queries say these in these very words, because a database uses a partial index only where it sees the same condition.
AT_DESK = "state IN ('submitted', 'received', 'under_review', 'returned')"
DRAFT = "state = 'draft'"
DISCARDED = "state = 'discarded'"


class WorksContract(Identified, Base):
    """請負契約: guarantees hang on it."""

    __tablename__ = "works_contract"

    contractor_id: Mapped[int] = mapped_column(RowId, ForeignKey("contractor.id"), index=True)
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agency.id"))
    kind: Mapped[WorkKind] = mapped_column(Choice(WorkKind))
    work_number: Mapped[str] = mapped_column(String(40), default="")
    work_name: Mapped[str] = mapped_column(String(120))
    work_name_search: Mapped[str] = mapped_column(String(240))
    work_place: Mapped[str] = mapped_column(String(120), default="")
    price: Mapped[int] = mapped_column(BigInteger)
    period_from: Mapped[date]
    period_to: Mapped[date]
    contracted_on: Mapped[date | None]
    announced_on: Mapped[date | None]
    notified_on: Mapped[date | None]
    is_low_bid: Mapped[bool] = mapped_column(default=False)
    joint_venture_name: Mapped[str] = mapped_column(String(60), default="")
    # When 請負契約日 was recorded of a contract whose 契約保証 was issued before it was signed.
    signing_recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    agency: Mapped[Agency] = relationship(lazy="joined")
    contractor: Mapped[Contractor] = relationship()
    years: Mapped[list[WorksYear]] = relationship(
        order_by=WorksYear.fiscal_year, cascade="all, delete-orphan"
    )
    members: Mapped[list[JointVentureMember]] = relationship(
        order_by=JointVentureMember.position, cascade="all, delete-orphan"
    )


class Application(Identified, Versioned, Base):
    """One 保証申込. `draft` is what the form holds; the works contract and requests are made from it on sending."""

    __tablename__ = "application"
    __table_args__ = (
        Index("ix_application_contractor", "contractor_id", "id"),
        Index("ix_application_waiting", "contractor_id", "state", "id"),
        Index("ix_application_contractor_branch", "contractor_id", "branch_id", "id"),
        partial_index("ix_application_desk", "branch_id", "state", "submitted_at", "id", where=AT_DESK),
        partial_index("ix_application_draft", "contractor_id", "draft_saved_at", "id", where=DRAFT),
        partial_index("ix_application_discarded", "contractor_id", "draft_saved_at", "id", where=DISCARDED),
    )

    contractor_id: Mapped[int] = mapped_column(RowId, ForeignKey("contractor.id"))
    created_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    receipt_number: Mapped[str | None] = mapped_column(String(20), unique=True)
    state: Mapped[ApplicationState] = mapped_column(Choice(ApplicationState))
    draft: Mapped[dict[str, object]] = mapped_column(JsonText, default=dict)
    # Last saved; of a draft that was thrown away or brought back, when that was.
    draft_saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    send_token: Mapped[str] = mapped_column(String(64), unique=True)
    works_contract_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("works_contract.id"))
    branch_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("branch.id"))
    wants_issue_mail: Mapped[bool] = mapped_column(default=True)
    issue_mail_address: Mapped[str] = mapped_column(String(254), default="")
    contact: Mapped[dict[str, str]] = mapped_column(JsonText, default=dict)
    message: Mapped[str] = mapped_column(Text, default="")
    comments: Mapped[dict[str, str]] = mapped_column(JsonText, default=dict)
    copied_from_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("application.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))

    contractor: Mapped[Contractor] = relationship()
    works_contract: Mapped[WorksContract | None] = relationship()
    branch: Mapped[Branch | None] = relationship()
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    taken_by: Mapped[User | None] = relationship(foreign_keys=[taken_by_id])
    requests: Mapped[list["GuaranteeRequest"]] = relationship(
        back_populates="application", order_by="GuaranteeRequest.id"
    )
    attachments: Mapped[list["Attachment"]] = relationship(order_by="Attachment.id")


class GuaranteeRequest(OverLine, Identified, Versioned, Base):
    """申し込む保証: one product inside an application; it moves on its own."""

    __tablename__ = "guarantee_request"
    __table_args__ = (
        UniqueConstraint("application_id", "product"),
        partial_index(
            "ix_guarantee_request_over_line",
            "id",
            where=OVER_LINE,
        ),
    )

    application_id: Mapped[int] = mapped_column(RowId, ForeignKey("application.id"))
    product: Mapped[Product] = mapped_column(Choice(Product))
    state: Mapped[RequestState] = mapped_column(Choice(RequestState), index=True)
    certificate_form: Mapped[CertificateForm] = mapped_column(Choice(CertificateForm))
    amount: Mapped[int] = mapped_column(BigInteger)
    fiscal_year_amount: Mapped[int | None] = mapped_column(BigInteger)
    # On a multi-year contract: the fiscal year that is guaranteed, and which amount of it counts.
    fiscal_year: Mapped[int | None]
    year_base: Mapped[YearBase | None] = mapped_column(Choice(YearBase))
    deposit_bank: Mapped[str] = mapped_column(String(80), default="")
    redeposit: Mapped[Redeposit | None] = mapped_column(Choice(Redeposit))
    payment_method: Mapped[PaymentMethod] = mapped_column(Choice(PaymentMethod))
    bill_to: Mapped[str] = mapped_column(String(80))
    wants_paper_statement: Mapped[bool] = mapped_column(default=False)
    approved_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[str] = mapped_column(Text, default="")

    application: Mapped[Application] = relationship(back_populates="requests")
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])


class Attachment(Identified, Base):
    """A paper attached to an application (請負契約書の写し …)."""

    __tablename__ = "application_attachment"

    application_id: Mapped[int] = mapped_column(RowId, ForeignKey("application.id"), index=True)
    file_id: Mapped[int] = mapped_column(RowId, ForeignKey("stored_file.id"))
    kind: Mapped[str] = mapped_column(String(24))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile] = relationship(lazy="joined")
