"""0007: statements of before get a company, a branch and a state of their own, and nothing about them is lost."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, Engine, MetaData, Table, text

from surety.extensions import db
from tests.architecture.test_migrations import empty_app

__all__ = ["empty_app"]

BEFORE, THIS = "0003_create_change_notices", "0007_any_premium_statement"
UNMARKED, MARKED = "0021_index_promised_bonds", "0022_mark_what_goes_back"
BODY = '{"premium": 900, "tax": 100, "steps": []}'
# Each request's number, state, and whether its premium was paid.
CASES = ((1, "issued", True), (2, "issued", False), (3, "approved", False), (4, "withdrawn", True))


def _value(column, number: int) -> object:
    """Something the column takes; numbers point at the row of the same number, or at the first one."""
    kind = column.type.python_type
    if column.name in ("id", "request_id", "application_id", "statement_id"):
        return number
    if kind is int:
        return 1
    known = {str: f"x{number}", bool: True, bytes: b"x"}
    if kind in known:
        return known[kind][: column.type.length] if kind is str and column.type.length else known[kind]
    return "2026-11-20 00:00:00" if kind.__name__ == "datetime" else "2026-11-20"


def put_row(connection: Connection, table: Table, row: int, /, **more: object) -> None:
    """A row of this number with something in every column; what it points at has the same number, or is the first."""
    values = {column.name: _value(column, row) for column in table.columns} | more
    columns = ", ".join(f'"{column}"' for column in values)
    marks = ", ".join(f":{column}" for column in values)
    connection.execute(text(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"), values)


def _fill(engine: Engine) -> None:
    """Four requested guarantees, each with its statement, and what they hang on."""
    schema = MetaData()
    schema.reflect(engine)
    tables = schema.tables
    with engine.begin() as connection:
        for name in ("branch", "agency", "stored_file", "contractor", "user_account", "tariff_version"):
            put_row(connection, tables[name], 1)
        put_row(connection, tables["works_contract"], 1)
        for number, state, is_paid in CASES:
            put_row(connection, tables["application"], number, copied_from_id=None, draft="{}")
            put_row(connection, tables["guarantee_request"], number, state=state, product="advance")
            put_row(connection, tables["premium_statement"], number, amount=1_000, body=BODY)
            if is_paid:
                put_row(connection, tables["payment"], number)
        # The second request was reviewed twice: a later statement of it.
        put_row(connection, tables["premium_statement"], 9, request_id=2, number="K9", body=BODY)


def _states(connection: Connection) -> dict[int, str]:
    return dict(connection.execute(text("SELECT id, state FROM premium_statement")).all())  # type: ignore[arg-type]  # pairs


def test_statements_of_before_keep_what_they_say_and_learn_where_they_stand(empty_app: Flask) -> None:
    upgrade(revision=BEFORE)
    _fill(db.engine)
    for _ in range(2):
        upgrade(revision=THIS)
        with db.engine.begin() as connection:
            found = _states(connection)
            # Statement 9 is the later one of request 2.
            assert found == {1: "paid", 2: "void", 3: "unpaid", 4: "void", 9: "on_account"}
            row = connection.execute(text("SELECT * FROM premium_statement WHERE id = 1")).mappings().one()
            assert (row["premium"], row["tax"], row["kind"], row["product"]) == (
                900,
                100,
                "premium",
                "advance",
            )
            assert (row["contractor_id"], row["branch_id"], row["receipt_number"]) == (1, 1, "x1")
            assert connection.execute(text("SELECT COUNT(*) FROM payment")).scalar_one() == 2
            connection.execute(text("UPDATE premium_statement SET state = 'void' WHERE id = 9"))
            _charge_something_else(connection)
        downgrade(revision=BEFORE)
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT COUNT(*) FROM premium_statement")).scalar_one() == 5
            assert connection.execute(text("SELECT COUNT(*) FROM payment")).scalar_one() == 2
            if connection.dialect.name == "sqlite":
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_what_was_paid_in_vain_before_is_marked_to_go_back(empty_app: Flask) -> None:
    upgrade(revision=BEFORE)
    _fill(db.engine)
    for _ in range(2):
        upgrade(revision=MARKED)
        with db.engine.connect() as connection:
            # Of the two void ones only the fourth, of a withdrawn request, was paid.
            assert _states(connection) == {1: "paid", 2: "void", 3: "unpaid", 4: "owed_back", 9: "on_account"}
        downgrade(revision=UNMARKED)
        with db.engine.connect() as connection:
            assert _states(connection)[4] == "void"


def _charge_something_else(connection: Connection) -> None:
    """A statement about no requested guarantee, and its payment: the old schema has no place for them."""
    schema = MetaData()
    schema.reflect(connection)
    new = {"request_id": None, "guarantee_id": None, "number": "K20", "body": BODY, "kind": "fee"}
    put_row(connection, schema.tables["premium_statement"], 20, **new)
    put_row(connection, schema.tables["payment"], 20)
