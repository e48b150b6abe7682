"""The search index of 工事名: one row for every pair of neighbouring signs of a guarantee's work name."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from surety.models.base import Base, RowId


class WorkNameGram(Base):
    """One pair of signs of one guarantee's work name (docs/adr/0007).

    The key is the whole row, in the order in which a list is read: for one company, pair and kind of guarantee the
    newest rows lie side by side, so a page costs the same however many guarantees there are. No foreign keys: the rows
    are made from a guarantee in the transaction that makes it, and thirty look-ups would ask what is known.
    """

    __tablename__ = "work_name_gram"
    __table_args__ = {"sqlite_with_rowid": False}

    contractor_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    gram: Mapped[str] = mapped_column(String(2), primary_key=True)
    kind: Mapped[str] = mapped_column(String(2), primary_key=True)
    issued_on: Mapped[date] = mapped_column(primary_key=True)
    guarantee_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
