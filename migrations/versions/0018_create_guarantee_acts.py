"""Create 手続き on issued guarantees, and keep when a guarantee ended and how often its key was issued."""

import sqlalchemy as sa
from alembic import op

revision = "0018_create_guarantee_acts"
down_revision = "0017_change_effects"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("state IN ('requested', 'proposed')")
RUNNING = sa.text("state = 'in_force'")
REISSUED = sa.text("key_generation > 1")
PEOPLE = ("asked_by_id", "proposed_by_id", "decided_by_id")


def upgrade() -> None:
    op.create_table(
        "guarantee_act",
        sa.Column("guarantee_id", ROW_ID, nullable=False),
        sa.Column("contractor_id", ROW_ID, nullable=False),
        sa.Column("branch_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", ROW_ID, nullable=True),
        sa.Column("proposed_by_id", ROW_ID, nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", ROW_ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("certificate_id", ROW_ID, nullable=True),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_guarantee_act_{column}_{table}"))
            for column, target, table in _references()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guarantee_act")),
    )
    op.create_index("ix_guarantee_act_guarantee", "guarantee_act", ["guarantee_id", "id"])
    op.create_index("ix_guarantee_act_branch", "guarantee_act", ["branch_id", "id"])
    op.create_index(
        "ix_guarantee_act_open",
        "guarantee_act",
        ["branch_id", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.add_column("guarantee", sa.Column("ended_on", sa.Date(), nullable=True))
    op.add_column(
        "guarantee", sa.Column("key_generation", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )
    op.add_column("guarantee", sa.Column("key_reissued_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_guarantee_running",
        "guarantee",
        ["expires_on", "id"],
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
    op.create_index(
        "ix_guarantee_key_reissued", "guarantee", ["id"], sqlite_where=REISSUED, postgresql_where=REISSUED
    )


def downgrade() -> None:
    op.drop_index("ix_guarantee_key_reissued", table_name="guarantee")
    op.drop_index("ix_guarantee_running", table_name="guarantee")
    for column in ("key_reissued_at", "key_generation", "ended_on"):
        op.drop_column("guarantee", column)
    op.drop_index("ix_guarantee_act_open", table_name="guarantee_act")
    op.drop_index("ix_guarantee_act_branch", table_name="guarantee_act")
    op.drop_index("ix_guarantee_act_guarantee", table_name="guarantee_act")
    op.drop_table("guarantee_act")


def _references() -> list[tuple[str, str, str]]:
    people = [(column, "user_account.id", "user_account") for column in PEOPLE]
    tables = ("guarantee", "contractor", "branch", "certificate")
    return [*people, *((f"{table}_id", f"{table}.id", table) for table in tables)]
