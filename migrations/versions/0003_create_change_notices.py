"""Create 変更の連絡: what contractors tell the branch of a changed works contract."""

import sqlalchemy as sa
from alembic import op

revision = "0003_create_change_notices"
down_revision = "0002_agency_changes"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "change_notice",
        sa.Column("guarantee_id", ROW_ID, nullable=False),
        sa.Column("contractor_id", ROW_ID, nullable=False),
        sa.Column("branch_id", ROW_ID, nullable=False),
        sa.Column("need", sa.String(length=24), nullable=False),
        sa.Column("differences", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by_id", ROW_ID, nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", ROW_ID, nullable=True),
        sa.Column("done_note", sa.Text(), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_change_notice_branch_id_branch")),
        sa.ForeignKeyConstraint(
            ["contractor_id"], ["contractor.id"], name=op.f("fk_change_notice_contractor_id_contractor")
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["user_account.id"], name=op.f("fk_change_notice_done_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["guarantee_id"], ["guarantee.id"], name=op.f("fk_change_notice_guarantee_id_guarantee")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"],
            ["user_account.id"],
            name=op.f("fk_change_notice_reported_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_notice")),
    )
    op.create_index("ix_change_notice_guarantee", "change_notice", ["guarantee_id", "id"])
    op.create_index("ix_change_notice_branch", "change_notice", ["branch_id", "id"])
    op.create_index(
        "ix_change_notice_open",
        "change_notice",
        ["branch_id", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index("ix_change_notice_open", table_name="change_notice")
    op.drop_index("ix_change_notice_branch", table_name="change_notice")
    op.drop_index("ix_change_notice_guarantee", table_name="change_notice")
    op.drop_table("change_notice")
