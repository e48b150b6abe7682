"""審査の記録: each decision about a requested guarantee, with the checks it rested on."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.domain.decisions import DecisionKind
from surety.models.application import GuaranteeRequest
from surety.models.base import Base, Identified, RowId
from surety.models.types import Choice, JsonText, UtcDateTime
from surety.models.user import User


class Decision(Identified, Base):
    """One act of underwriting; never changed, a later one follows it.

    `checks` are the results at that moment as [{code, title, mark, reason, accepted}], `accepted` being the
    underwriter's words for a 要確認.
    """

    __tablename__ = "request_decision"

    request_id: Mapped[int] = mapped_column(RowId, ForeignKey("guarantee_request.id"), index=True)
    kind: Mapped[DecisionKind] = mapped_column(Choice(DecisionKind))
    reason: Mapped[str] = mapped_column(Text, default="")
    checks: Mapped[list[dict[str, str]]] = mapped_column(JsonText, default=list)
    decided_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("user_account.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)

    request: Mapped[GuaranteeRequest] = relationship()
    decided_by: Mapped[User] = relationship()
