"""One prepared SELECT on a connection kept per thread, for the read that every request makes.

The usual way through session and unit of work costs several times the work of the request itself
(docs/adr/0004); this read takes no lock and opens no transaction.
"""

import threading
from collections.abc import Sequence
from typing import Any

import psycopg
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError

from surety import sqlite

# What a read raises when the database cannot answer; a name for callers that know no SQLAlchemy.
DatabaseUnavailable = OperationalError

_kept = threading.local()


def fetch_one(
    database_url: str | URL, statement: str, parameters: Sequence[object]
) -> tuple[Any, ...] | None:
    """The first row or None. `statement` marks its parameters with `?` and reads committed data only.

    Raises SQLAlchemy's OperationalError when the database cannot answer, as every other read does.
    """
    key = (
        str(database_url)
        if isinstance(database_url, str)
        else database_url.render_as_string(hide_password=False)
    )
    try:
        return _read(key, statement, parameters)
    except (psycopg.OperationalError, psycopg.InterfaceError):
        # The server closed the kept connection (restart, idle limit): open a new one, once.
        forget()
        try:
            return _read(key, statement, parameters)
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            forget()
            raise OperationalError(statement, None, error) from error
    except sqlite.driver.OperationalError as error:
        raise OperationalError(statement, None, error) from error


def forget() -> None:
    """Close this thread's kept connection."""
    connection = getattr(_kept, "connection", None)
    _kept.key = _kept.connection = None
    if connection is not None:
        connection.close()


def _read(key: str, statement: str, parameters: Sequence[object]) -> tuple[Any, ...] | None:
    if getattr(_kept, "key", None) != key:
        forget()
        _kept.connection = _open(key)
        _kept.key = key
    connection = _kept.connection
    if sqlite.is_sqlite(connection):
        row: tuple[Any, ...] | None = connection.execute(statement, parameters).fetchone()
        return row
    return connection.execute(statement.replace("?", "%s"), parameters, prepare=True).fetchone()  # type: ignore[no-any-return]  # psycopg's row factory is dynamic


def _open(key: str) -> Any:
    url = make_url(key)
    if url.get_backend_name() == "sqlite":
        return sqlite.open_file(str(url.database))
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)
