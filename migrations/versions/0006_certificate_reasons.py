"""Let a certificate version say why it was written, for the whole history."""

import sqlalchemy as sa
from alembic import op

revision = "0006_certificate_reasons"
down_revision = "0005_create_watch_tasks"


def upgrade() -> None:
    # Not in a batch: rebuilding the table would lose the triggers that keep it append-only.
    op.add_column("certificate", sa.Column("reason", sa.Text(), nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    op.drop_column("certificate", "reason")
