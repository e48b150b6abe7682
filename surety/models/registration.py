"""利用申請."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.domain.workflow import RegistrationState
from surety.models.base import Base, Identified, RowId, Versioned
from surety.models.branch import Branch
from surety.models.contractor import Contractor
from surety.models.stored_file import StoredFile
from surety.models.types import Choice, JsonText, UtcDateTime


class Registration(Identified, Versioned, Base):
    """One 利用申請書 on its way from upload to activated account.

    `access_hash` guards the applicant's own pages before there is an account; `values` are the fields as they
    stand now, as typed and as understood (domain.registration_draft), `report` what the reader found in the file,
    `comments` the branch's words by field. `company_search` and the columns behind it find the same company again.
    """

    __tablename__ = "registration"

    receipt_number: Mapped[str | None] = mapped_column(String(20), unique=True)
    state: Mapped[RegistrationState] = mapped_column(Choice(RegistrationState), index=True)
    channel: Mapped[str] = mapped_column(String(8))
    access_hash: Mapped[str] = mapped_column(String(64), unique=True)
    branch_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("branch.id"), index=True)
    file_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("stored_file.id"))
    form_version: Mapped[str] = mapped_column(String(20), default="")
    terms_version: Mapped[str] = mapped_column(String(20), default="")
    terms_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    values: Mapped[dict[str, object]] = mapped_column(JsonText, default=dict)
    report: Mapped[dict[str, object] | None] = mapped_column(JsonText)
    comments: Mapped[dict[str, str]] = mapped_column(JsonText, default=dict)
    company_search: Mapped[str] = mapped_column(String(160), default="", index=True)
    corporate_number: Mapped[str] = mapped_column(String(13), default="", index=True)
    permit_number: Mapped[str] = mapped_column(String(12), default="", index=True)
    email: Mapped[str] = mapped_column(String(254), default="", index=True)
    email_verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    notice_by_mail: Mapped[bool] = mapped_column(default=False)
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    contractor_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("contractor.id"))
    notice_file_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("stored_file.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_on: Mapped[date | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    branch: Mapped[Branch | None] = relationship()
    contractor: Mapped[Contractor | None] = relationship()
    file: Mapped[StoredFile | None] = relationship(foreign_keys=[file_id])
    notice_file: Mapped[StoredFile | None] = relationship(foreign_keys=[notice_file_id])
