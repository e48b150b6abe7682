"""Keep what an approved change does to the premium, and the 返還計算書 that follows its issue."""

import sqlalchemy as sa
from alembic import op

revision = "0017_change_effects"
down_revision = "0016_create_bid_bonds"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("changed_guarantee") as table:
        table.add_column(sa.Column("effect", sa.Text(), nullable=True))
        table.add_column(sa.Column("refund_id", ROW_ID, nullable=True))
        table.create_foreign_key(
            op.f("fk_changed_guarantee_refund_id_refund_statement"), "refund_statement", ["refund_id"], ["id"]
        )
        table.create_unique_constraint(op.f("uq_changed_guarantee_refund_id"), ["refund_id"])


def downgrade() -> None:
    with op.batch_alter_table("changed_guarantee") as table:
        table.drop_constraint(op.f("uq_changed_guarantee_refund_id"), type_="unique")
        table.drop_constraint(op.f("fk_changed_guarantee_refund_id_refund_statement"), type_="foreignkey")
        table.drop_column("refund_id")
        table.drop_column("effect")
