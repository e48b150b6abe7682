"""The migrations take rows along, up and down: a table that is made anew loses none, and none points at nothing."""

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, func, select, text

from surety.extensions import db
from tests.architecture.test_migrations import empty_app
from tests.architecture.test_statement_migration import put_row

__all__ = ["empty_app"]

# Each stands before a migration that makes a table anew on SQLite.
BEFORE_NEW_TABLES = (
    "0007_any_premium_statement",
    "0012_tariff_proposals",
    "0013_paper_deliveries",
    "0016_create_bid_bonds",
    "0018_create_guarantee_acts",
)


def count_rows() -> dict[str, int]:
    schema = MetaData()
    schema.reflect(db.engine)
    with db.engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in schema.tables.items()
        }


def fill_every_table() -> None:
    schema = MetaData()
    schema.reflect(db.engine)
    with db.engine.begin() as connection:
        for table in schema.sorted_tables:
            if connection.scalar(select(func.count()).select_from(table)) == 0:
                put_row(connection, table, 1)


@pytest.mark.parametrize("start", BEFORE_NEW_TABLES)
def test_every_row_comes_along(empty_app: Flask, start: str) -> None:
    upgrade(revision=start)
    fill_every_table()
    before = count_rows()
    upgrade()
    after = count_rows()
    assert {name: after[name] for name in before} == before
    downgrade(revision=start)
    assert count_rows() == before
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1
