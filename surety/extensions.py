"""The database handle, and what a transaction is: reading or writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from surety.models import Base
from surety.sqlite import begin_writing, is_sqlite, tune

db = SQLAlchemy(metadata=Base.metadata, session_options={"autoflush": True})
migrate = Migrate(directory="migrations", render_as_batch=True, compare_type=True)

# Set by the web for reading requests: they take no write lock on SQLite.
reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def reading_only() -> Iterator[None]:
    """Transactions begun inside only read; on SQLite they leave the write lock to others."""
    token = reading.set(True)
    try:
        yield
    finally:
        reading.reset(token)


def let_go(session: Session) -> None:
    """End the transaction of an answer that is drawn already.

    A connection that died meanwhile is thrown away: it has nothing to tell any more, and the answer stands.
    """
    try:
        session.rollback()
    except DBAPIError:
        session.invalidate()


def start_writing(session: Session) -> None:
    """End a reading transaction and begin a writing one; what was read stays in the session as it is.

    Between the two others may write: the caller checks by state or version that its rows are still as it read them.
    Only SQLite knows the difference; a transaction that may write already goes on.
    """
    connection = session.connection()
    if connection.info.pop("reads_only", False):
        connection.exec_driver_sql("COMMIT")
        begin_writing(connection)


@contextmanager
def sent_together(session: Session) -> Iterator[None]:
    """Statements inside ask for no answer; across a wire they travel together, and fail together at the end.

    Each of them alone would make everybody who waits for this transaction's rows wait for its way there and back.
    Raises SQLAlchemy's DBAPIError as a statement does.
    """
    wire = session.connection().connection.driver_connection
    if not isinstance(wire, psycopg.Connection):
        yield
        return
    try:
        with wire.pipeline():
            yield
    except psycopg.Error as error:
        raise DBAPIError.instance(
            "", None, error, psycopg.Error, connection_invalidated=wire.closed
        ) from error


@event.listens_for(Engine, "connect")
def _on_connect(connection: Any, _record: object) -> None:
    if is_sqlite(connection):
        tune(connection)


@event.listens_for(Engine, "begin")
def _on_begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.info["reads_only"] = reading.get()
        if reading.get():
            connection.exec_driver_sql("BEGIN")
        else:
            begin_writing(connection)
