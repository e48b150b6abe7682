"""Create the 与信枠, the second approval beyond one, and the index that a contractor's exposure is summed from."""

import sqlalchemy as sa
from alembic import op

revision = "0014_create_credit_lines"
down_revision = "0013_paper_deliveries"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("decided_at IS NULL")
IN_FORCE = sa.text("state = 'in_force'")
OVER_LINE = sa.text("over_line_yen IS NOT NULL AND over_approved_by_id IS NULL")
OVER_APPROVER = "fk_guarantee_request_over_approved_by_id_user_account"


def upgrade() -> None:
    op.create_table(
        "credit_line",
        sa.Column("contractor_id", ROW_ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", ROW_ID, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", ROW_ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["contractor_id"], ["contractor.id"], name=op.f("fk_credit_line_contractor_id_contractor")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user_account.id"], name=op.f("fk_credit_line_proposed_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_credit_line_decided_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_line")),
    )
    op.create_index("ix_credit_line_contractor", "credit_line", ["contractor_id", "valid_from", "id"])
    op.create_index(
        "ix_credit_line_waiting", "credit_line", ["id"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index(
        "ix_guarantee_exposure",
        "guarantee",
        ["contractor_id", "works_contract_id", "amount"],
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )
    with op.batch_alter_table("guarantee_request") as table:
        table.add_column(sa.Column("over_line_yen", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("over_approved_by_id", ROW_ID, nullable=True))
        table.add_column(sa.Column("over_approved_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(op.f(OVER_APPROVER), "user_account", ["over_approved_by_id"], ["id"])
    op.create_index(
        "ix_guarantee_request_over_line",
        "guarantee_request",
        ["id"],
        sqlite_where=OVER_LINE,
        postgresql_where=OVER_LINE,
    )


def downgrade() -> None:
    op.drop_index("ix_guarantee_request_over_line", table_name="guarantee_request")
    with op.batch_alter_table("guarantee_request") as table:
        table.drop_constraint(op.f(OVER_APPROVER), type_="foreignkey")
        table.drop_column("over_approved_at")
        table.drop_column("over_approved_by_id")
        table.drop_column("over_line_yen")
    op.drop_index("ix_guarantee_exposure", table_name="guarantee")
    op.drop_table("credit_line")
