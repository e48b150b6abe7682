"""How Alembic reaches the application's database."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from surety.extensions import db
from surety.models import Base


def run_migrations() -> None:
    """Run the migrations on the application's own connection, all in one transaction."""
    with db.engine.connect() as connection:
        _let_tables_be_made_anew(connection, are_kept=False)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=False,
        )
        try:
            with context.begin_transaction():
                context.run_migrations()
                _require_whole(connection)
            connection.commit()
        finally:
            connection.rollback()
            _let_tables_be_made_anew(connection, are_kept=True)


def _let_tables_be_made_anew(connection: Connection, *, are_kept: bool) -> None:
    """SQLite alters a table by making it anew; meanwhile the rows that point at its rows must not be in the way."""
    if connection.dialect.name == "sqlite":
        # Past SQLAlchemy: inside a transaction SQLite would not listen.
        switch = "ON" if are_kept else "OFF"
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={switch}")


def _require_whole(connection: Connection) -> None:
    """Raises ValueError where a row points at nothing; what SQLite did not watch is looked at once at the end."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise ValueError(f"rows that point at nothing after the migrations: {broken[:5]}")


if context.is_offline_mode():
    raise SystemExit("offline migrations are not supported: the append-only triggers depend on the engine")

assert current_app  # `flask db` runs inside the application
run_migrations()
