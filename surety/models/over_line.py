"""What an approval beyond the contractor's 与信枠 keeps, wherever something is taken on."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from surety.models.base import RowId
from surety.models.types import UtcDateTime
from surety.models.user import User

# Queries say it in these very words, because a database uses a partial index only where it sees the same condition.
OVER_LINE = "over_line_yen IS NOT NULL AND over_approved_by_id IS NULL"


class OverLine:
    """By how many yen the approval went beyond the line; then somebody else has to approve that as well."""

    over_line_yen: Mapped[int | None] = mapped_column(BigInteger)
    over_approved_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("user_account.id"))
    over_approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @declared_attr
    @classmethod
    def over_approved_by(cls) -> Mapped[User | None]:
        """Who gave the second approval."""
        return relationship(foreign_keys=[cls.over_approved_by_id])

    @property
    def awaits_over_line(self) -> bool:
        """Whether it exceeds the 与信枠 and nobody else has approved that yet."""
        return self.over_line_yen is not None and self.over_approved_by_id is None
