"""How Alembic reaches the application's database."""

from alembic import context
from flask import current_app

from surety.extensions import db
from surety.models import Base


def run_migrations() -> None:
    """Run the migrations on the application's own connection, all in one transaction."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


if context.is_offline_mode():
    raise SystemExit("offline migrations are not supported: the append-only triggers depend on the engine")

assert current_app  # `flask db` runs inside the application
run_migrations()
