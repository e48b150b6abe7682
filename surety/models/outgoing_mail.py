"""Mail as rows: written with the fact they announce, delivered by the worker."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surety.domain.mail_delivery import MailState
from surety.models.base import Base, Identified, RowId, partial_index
from surety.models.types import Choice, UtcDateTime

# Queries say it in these very words, because a database uses a partial index only where it sees the same condition.
NOT_OUT = "state != 'sent'"


class OutgoingMail(Identified, Base):
    """One recipient's mail. `message_id` never changes, so a repeated delivery is recognisable.

    While a worker has it, `leased_until` names its lease; `handed_over_at` is noted before the text goes to the
    server, so that a try that died before it is known to have left nothing behind. `silences` counts the tries in
    which the text went over and no answer came. A mail that rests for good has no `next_try_at`.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        UniqueConstraint("message_kind", "subject_key", "recipient"),
        Index("ix_outgoing_mail_due", "state", "next_try_at"),
        Index("ix_outgoing_mail_recipient", "recipient", "id"),
        partial_index(
            "ix_outgoing_mail_not_out",
            "branch_id",
            "id",
            where=NOT_OUT,
        ),
        partial_index("ix_outgoing_mail_all_not_out", "id", where=NOT_OUT),
    )

    message_kind: Mapped[str] = mapped_column(String(40))
    subject_key: Mapped[str] = mapped_column(String(80))
    recipient: Mapped[str] = mapped_column(String(254))
    recipient_name: Mapped[str] = mapped_column(String(160), default="")
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    contractor_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("contractor.id"), index=True)
    branch_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("branch.id"), index=True)
    held_for_certificate_id: Mapped[int | None] = mapped_column(
        RowId, ForeignKey("certificate.id"), index=True
    )
    state: Mapped[MailState] = mapped_column(Choice(MailState))
    tries: Mapped[int] = mapped_column(default=0)
    silences: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_reply: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
