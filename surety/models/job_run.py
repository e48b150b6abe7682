"""What the worker's jobs did last."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from surety.models.base import Base
from surety.models.types import UtcDateTime


class JobRun(Base):
    """The last run of one job, written when it changes its mood and at least every half minute."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    ran_at: Mapped[datetime] = mapped_column(UtcDateTime)
    failed_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")
