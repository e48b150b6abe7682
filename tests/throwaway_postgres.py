"""A PostgreSQL database that exists only as long as the tests need it."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

SERVER_VARIABLE = "SURETY_TEST_DATABASE_URL"


def postgres_server() -> str | None:
    """The server the tests may make databases on, as an SQLAlchemy address; None means: test on SQLite."""
    return os.environ.get(SERVER_VARIABLE) or None


@contextmanager
def throwaway_database(server: str) -> Iterator[str]:
    """Give the SQLAlchemy address of a new, empty database on this server and drop it afterwards."""
    url = make_url(server)
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    name = f"surety_test_{os.getpid()}_{secrets.token_hex(4)}"
    with psycopg.connect(conninfo, autocommit=True) as connection:
        # ICU or not, the collation must not decide the order our tests see.
        connection.execute(
            sql.SQL(
                "create database {} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'"
            ).format(sql.Identifier(name))
        )
    try:
        yield url.set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )
