"""Gap-free counters and throttle buckets."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from surety.models.base import Base


class Counter(Base):
    """The last number given in one series and period; moved only inside the transaction that uses the number."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(24), primary_key=True)
    period: Mapped[str] = mapped_column(String(12), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class ThrottleBucket(Base):
    """Tries counted for one key in one window of time."""

    __tablename__ = "throttle_bucket"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    window_s: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    tries: Mapped[int]
