"""Bytes that came from or go to people, kept with their hash and never rewritten."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from surety.models.base import Base, Identified
from surety.models.types import UtcDateTime


class StoredFile(Identified, Base):
    """An uploaded file, or a rendered document. `sealed` bytes are an AES-GCM envelope."""

    __tablename__ = "stored_file"

    filename: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    sealed: Mapped[bool] = mapped_column(default=False)
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
