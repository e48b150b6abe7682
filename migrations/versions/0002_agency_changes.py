"""Let an agency's rows be changed by two people: proposals, and which of them brought a row in or took it out."""

import sqlalchemy as sa
from alembic import op

revision = "0002_agency_changes"
down_revision = "0001_create_tables"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "agency_change",
        sa.Column("agency_id", ROW_ID, nullable=True),
        sa.Column("agency_name", sa.String(length=80), nullable=False),
        sa.Column("act", sa.String(length=24), nullable=False),
        sa.Column("retired", sa.Text(), nullable=False),
        sa.Column("entered", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", ROW_ID, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", ROW_ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_change_agency_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_agency_change_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user_account.id"], name=op.f("fk_agency_change_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_change")),
    )
    op.create_index("ix_agency_change_agency", "agency_change", ["agency_id", "id"], unique=False)
    op.create_index("ix_agency_change_open", "agency_change", ["decided_at", "id"], unique=False)
    with op.batch_alter_table("agency_rule") as table:
        table.add_column(sa.Column("entered_by_id", ROW_ID, nullable=True))
        table.add_column(sa.Column("retired_by_id", ROW_ID, nullable=True))
        for column in ("entered_by_id", "retired_by_id"):
            table.create_foreign_key(op.f(f"fk_agency_rule_{column}"), "agency_change", [column], ["id"])


def downgrade() -> None:
    # Without the columns nobody could tell which rows still hold.
    op.execute("DELETE FROM agency_rule WHERE retired_by_id IS NOT NULL")
    with op.batch_alter_table("agency_rule") as table:
        for column in ("entered_by_id", "retired_by_id"):
            table.drop_constraint(op.f(f"fk_agency_rule_{column}"), type_="foreignkey")
            table.drop_column(column)
    op.drop_index("ix_agency_change_open", table_name="agency_change")
    op.drop_index("ix_agency_change_agency", table_name="agency_change")
    op.drop_table("agency_change")
