"""The migrations: up, down and up again, equal to the models, and with triggers that keep what was issued."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from app import create_app
from surety.config import Settings
from surety.extensions import db
from surety.models import Base
from tests.throwaway_postgres import postgres_server, throwaway_database

APPEND_ONLY = (
    "acknowledgement",
    "audit_event",
    "bank_allocation",
    "bid_bond_certificate",
    "bid_bond_document",
    "certificate",
    "certificate_opening",
    "issued_document",
    "monthly_invoice",
    "monthly_invoice_line",
    "payment",
    "premium_statement",
    "refund_statement",
    "stored_file",
)


@pytest.fixture
def empty_app(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """The application on an empty database of the configured kind."""
    server = postgres_server()
    if server is None:
        yield from _app_on(f"sqlite:///{tmp_path / 'empty.sqlite3'}", settings)
    else:
        with throwaway_database(server) as url:
            yield from _app_on(url, settings)


def _app_on(url: str, settings: Settings) -> Iterator[Flask]:
    made = create_app(replace(settings, database_url=url))
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def triggers(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        found = connection.exec_driver_sql("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    return set(found.scalars())


def test_they_go_up_down_and_up_again(empty_app):
    upgrade()
    assert tables(db.engine) == set(Base.metadata.tables)
    downgrade(revision="base")
    assert tables(db.engine) == set()
    with db.engine.connect() as connection:
        assert triggers(connection) == set()
    upgrade()
    assert tables(db.engine) == set(Base.metadata.tables)


def test_the_migrated_schema_is_the_models_schema(empty_app):
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_they_are_numbered_and_named_for_what_they_do():
    names = sorted(path.stem for path in Path("migrations/versions").glob("*.py"))
    assert names
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
    assert Path("migrations/.current-head").read_text().strip() == names[-1]


@pytest.fixture
def one_row_each(empty_app: Flask) -> Engine:
    """A migrated database with one made-up row in every append-only table; what it refers to need not exist."""
    upgrade()
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Past SQLAlchemy: inside a transaction SQLite would not listen.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        for name in APPEND_ONLY:
            _insert_one(connection, name)
        connection.commit()
        if connection.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
    return db.engine


def _insert_one(connection: Connection, name: str, verb: str = "INSERT") -> None:
    table = Base.metadata.tables[name]
    values = {column.name: _some(connection, column) for column in table.columns}
    columns, marks = ", ".join(values), ", ".join(f":{column}" for column in values)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    connection.execute(text(f"{verb} INTO {name} ({columns}) VALUES ({marks})"), values)


def _some(connection: Connection, column) -> object:
    kind = column.type.python_type if not hasattr(column.type, "impl") else column.type.impl.python_type
    known = {int: 1, bool: True, str: "x", bytes: b"x"}
    if kind in known:
        return known[kind]
    return "2026-11-20 00:00:00" if kind.__name__ == "datetime" else "2026-11-20"


def refused(engine: Engine, statement: str) -> str:
    """The database's words when it refuses the statement."""
    with engine.connect() as connection, pytest.raises(DatabaseError) as caught:
        connection.exec_driver_sql(statement)
    return str(caught.value.orig)


@pytest.mark.parametrize("name", APPEND_ONLY)
def test_what_was_issued_can_be_neither_changed_nor_deleted(one_row_each, name):
    column = next(iter(Base.metadata.tables[name].columns)).name
    assert "append-only" in refused(one_row_each, f"UPDATE {name} SET {column} = {column}")
    assert "append-only" in refused(one_row_each, f"DELETE FROM {name}")
    if one_row_each.dialect.name == "postgresql":
        assert "append-only" in refused(one_row_each, f"TRUNCATE {name} CASCADE")


@pytest.mark.parametrize("name", APPEND_ONLY)
def test_replacing_a_row_on_insert_is_refused_as_well(one_row_each, name):
    if one_row_each.dialect.name == "sqlite":
        with one_row_each.connect() as connection, pytest.raises(DatabaseError) as caught:
            _insert_one(connection, name, "INSERT OR REPLACE")
        assert "append-only" in str(caught.value.orig)
    else:
        column = next(iter(Base.metadata.tables[name].primary_key.columns)).name
        values = f"SELECT * FROM {name}"
        conflict = f"ON CONFLICT ({column}) DO UPDATE SET {column} = {name}.{column}"
        assert "append-only" in refused(one_row_each, f"INSERT INTO {name} {values} {conflict}")
