"""営業部・支店."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from surety.models.base import Base, Identified
from surety.models.types import JsonText


class Branch(Identified, Base):
    """An office that takes applications; its code opens the guarantee number."""

    __tablename__ = "branch"

    code: Mapped[str] = mapped_column(String(3), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    postal_code: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(160))
    phone: Mapped[str] = mapped_column(String(20))
    fax: Mapped[str] = mapped_column(String(20))
    hours: Mapped[str] = mapped_column(String(60))
    prefectures: Mapped[list[str]] = mapped_column(JsonText, default=list)
    is_active: Mapped[bool] = mapped_column(default=True)
