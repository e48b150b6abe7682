"""保証取扱高, counted by the worker: what the statistics are added up from."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from surety.domain.agency_kinds import AgencyKind
from surety.domain.products import Product
from surety.models.base import Base, RowId
from surety.models.types import Choice, UtcDateTime


class Turnover(Base):
    """The guarantees issued in one month (its first JST day) at one branch for one kind of agency of one prefecture."""

    __tablename__ = "turnover"

    month: Mapped[date] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(RowId, ForeignKey("branch.id"), primary_key=True)
    agency_kind: Mapped[AgencyKind] = mapped_column(Choice(AgencyKind), primary_key=True)
    prefecture: Mapped[str] = mapped_column(String(8), primary_key=True)
    product: Mapped[Product] = mapped_column(Choice(Product), primary_key=True)
    count: Mapped[int]
    price: Mapped[int] = mapped_column(BigInteger)
    amount: Mapped[int] = mapped_column(BigInteger)


class TurnoverCount(Base):
    """The one row that says up to which row of the audit log the figures are counted, and when they last were."""

    __tablename__ = "turnover_count"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    audit_sequence: Mapped[int] = mapped_column(BigInteger)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
