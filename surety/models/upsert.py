"""INSERT … ON CONFLICT, which both databases know under their own dialects."""

from typing import cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from surety.models.base import Base


def insert_into(table: type[Base], *, dialect: str) -> postgresql.Insert | sqlite.Insert:
    """An INSERT into the model's table that has the dialect's on_conflict methods.

    It goes past the unit of work: what the session has pending is flushed only if the caller does it.
    """
    rows = cast("Table", table.__table__)
    return postgresql.insert(rows) if dialect == "postgresql" else sqlite.insert(rows)
