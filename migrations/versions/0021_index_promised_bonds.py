"""Index what 契約保証予約 promise, which the exposure of a contractor sums up."""

import sqlalchemy as sa
from alembic import op

revision = "0021_index_promised_bonds"
down_revision = "0020_index_what_waits"

PROMISED = sa.text("state IN ('approved', 'paid', 'on_account', 'issued', 'won')")


def upgrade() -> None:
    op.create_index(
        "ix_bid_bond_promised",
        "bid_bond",
        ["contractor_id", "amount"],
        sqlite_where=PROMISED,
        postgresql_where=PROMISED,
    )


def downgrade() -> None:
    op.drop_index("ix_bid_bond_promised", table_name="bid_bond")
