"""The rows of a works contract: its fiscal years and the members of its 共同企業体."""

from decimal import Decimal

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surety.models.base import Base, Identified, RowId
from surety.models.types import DecimalText


class WorksYear(Identified, Base):
    """One fiscal year of a multi-year works contract, in yen; `limit_amount` None = nine tenths of the planned one."""

    __tablename__ = "works_year"
    __table_args__ = (UniqueConstraint("works_contract_id", "fiscal_year"),)

    works_contract_id: Mapped[int] = mapped_column(RowId, ForeignKey("works_contract.id"))
    fiscal_year: Mapped[int]
    planned_amount: Mapped[int] = mapped_column(BigInteger)
    limit_amount: Mapped[int | None] = mapped_column(BigInteger)


class JointVentureMember(Identified, Base):
    """A member of the contract's 共同企業体, kept exactly as typed."""

    __tablename__ = "joint_venture_member"
    __table_args__ = (UniqueConstraint("works_contract_id", "position"),)

    works_contract_id: Mapped[int] = mapped_column(RowId, ForeignKey("works_contract.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(160))
    share_percent: Mapped[Decimal] = mapped_column(DecimalText)
    is_representative: Mapped[bool] = mapped_column(default=False)
