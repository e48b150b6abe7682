"""Mark the statements that were paid in vain until their refund is stated, so that nobody looks through all void ones."""

import sqlalchemy as sa
from alembic import op

revision = "0022_mark_what_goes_back"
down_revision = "0021_index_promised_bonds"

OWED_BACK = sa.text("state = 'owed_back'")
INDEXES = {
    "ix_premium_statement_owed_back": ["branch_id", "id"],
    "ix_premium_statement_all_owed_back": ["id"],
}


def upgrade() -> None:
    op.execute(
        """
        UPDATE premium_statement SET state = 'owed_back'
        WHERE state = 'void'
          AND EXISTS (SELECT 1 FROM payment WHERE payment.statement_id = premium_statement.id)
          AND NOT EXISTS (SELECT 1 FROM refund_statement WHERE refund_statement.statement_id = premium_statement.id)
        """
    )
    for name, columns in INDEXES.items():
        op.create_index(
            name, "premium_statement", columns, sqlite_where=OWED_BACK, postgresql_where=OWED_BACK
        )


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name="premium_statement")
    op.execute("UPDATE premium_statement SET state = 'void' WHERE state = 'owed_back'")
