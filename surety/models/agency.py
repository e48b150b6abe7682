"""発注者 and 発注者ごとの取扱い: dated rows that are retired, never overwritten."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surety.models.base import Base, Identified, RowId
from surety.models.types import JsonText


class Agency(Identified, Base):
    """A public body that is the beneficiary (被保証者)."""

    __tablename__ = "agency"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_kana: Mapped[str] = mapped_column(String(120), default="")
    name_search: Mapped[str] = mapped_column(String(160), index=True)
    beneficiary_name: Mapped[str] = mapped_column(String(80))
    prefecture: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(24))
    is_active: Mapped[bool] = mapped_column(default=True)

    rules: Mapped[list["AgencyRule"]] = relationship(back_populates="agency", order_by="AgencyRule.id")


class AgencyRule(Identified, Base):
    """One dated row of an agency's handling; `body` holds the domain dataclass as JSON.

    kind: amount (ratio, cap, rounding), acceptance (electronic from when), handover (where the key goes), price_change,
    overhead (現場管理費等).
    `entered_by_id` and `retired_by_id` are the changes that brought the row in and took it out; a shipped row has no
    first one, a row that holds has no second one.
    """

    __tablename__ = "agency_rule"
    __table_args__ = (Index("ix_agency_rule_lookup", "agency_id", "kind", "valid_from"),)

    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(16))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    body: Mapped[dict[str, object]] = mapped_column(JsonText)
    source_url: Mapped[str] = mapped_column(Text)
    source_read_on: Mapped[date]
    entered_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agency_change.id"))
    retired_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agency_change.id"))

    agency: Mapped[Agency] = relationship(back_populates="rules")


class Rulebook(Base):
    """One row whose revision moves whenever a rule or tariff row is added or closed; caches ask it."""

    __tablename__ = "rulebook"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]
