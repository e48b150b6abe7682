"""The append-only, hash-chained record of who did what."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from surety.models.base import Base, RowId
from surety.models.types import JsonText, UtcDateTime


class AuditEvent(Base):
    """One act. `sequence` is gap-free; `chain_hash` covers this row and the row before."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_object", "object_kind", "object_id", "sequence"),)

    sequence: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"), index=True)
    actor_label: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(60))
    object_kind: Mapped[str] = mapped_column(String(24))
    object_id: Mapped[str] = mapped_column(String(24))
    facts: Mapped[dict[str, object]] = mapped_column(JsonText, default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64))
    chain_hash: Mapped[str] = mapped_column(String(64))


class ChainHead(Base):
    """The newest link; updated in the transaction that appends, so appenders queue here."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(RowId)
    chain_hash: Mapped[str] = mapped_column(String(64))
