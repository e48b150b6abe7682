"""Keep on a 変更 what goes beyond the 与信枠, and who approved that."""

import sqlalchemy as sa
from alembic import op

revision = "0019_change_over_line"
down_revision = "0018_create_guarantee_acts"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OVER_LINE = sa.text("over_line_yen IS NOT NULL AND over_approved_by_id IS NULL")
OVER_APPROVER = "fk_guarantee_change_over_approved_by_id_user_account"


def upgrade() -> None:
    with op.batch_alter_table("guarantee_change") as table:
        table.add_column(sa.Column("over_line_yen", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("over_approved_by_id", ROW_ID, nullable=True))
        table.add_column(sa.Column("over_approved_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(op.f(OVER_APPROVER), "user_account", ["over_approved_by_id"], ["id"])
    op.create_index(
        "ix_guarantee_change_over_line",
        "guarantee_change",
        ["id"],
        sqlite_where=OVER_LINE,
        postgresql_where=OVER_LINE,
    )


def downgrade() -> None:
    op.drop_index("ix_guarantee_change_over_line", table_name="guarantee_change")
    with op.batch_alter_table("guarantee_change") as table:
        table.drop_constraint(op.f(OVER_APPROVER), type_="foreignkey")
        table.drop_column("over_approved_at")
        table.drop_column("over_approved_by_id")
        table.drop_column("over_line_yen")
