"""Create the tasks of the 保証の見守り and the places its walks have come to."""

import sqlalchemy as sa
from alembic import op

revision = "0005_create_watch_tasks"
down_revision = "0004_acknowledgements"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = "closed_at IS NULL"
INDEXES = (
    ("uq_watch_task_open", ("subject", "kind", "side"), OPEN, True),
    (
        "ix_watch_task_contractor",
        ("contractor_id", "until_on", "id"),
        f"{OPEN} AND aside_until IS NULL AND side = 'contractor'",
        False,
    ),
    (
        "ix_watch_task_branch",
        ("branch_id", "until_on", "id"),
        f"{OPEN} AND aside_until IS NULL AND side = 'branch'",
        False,
    ),
    (
        "ix_watch_task_head_office",
        ("until_on", "id"),
        f"{OPEN} AND aside_until IS NULL AND side = 'branch'",
        False,
    ),
    ("ix_watch_task_aside", ("aside_until", "id"), f"{OPEN} AND aside_until IS NOT NULL", False),
    (
        "ix_watch_task_aside_contractor",
        ("contractor_id", "aside_until", "id"),
        f"{OPEN} AND aside_until IS NOT NULL AND side = 'contractor'",
        False,
    ),
    (
        "ix_watch_task_aside_branch",
        ("branch_id", "aside_until", "id"),
        f"{OPEN} AND aside_until IS NOT NULL AND side = 'branch'",
        False,
    ),
    ("ix_watch_task_guarantee", ("guarantee_id", "id"), OPEN, False),
    ("ix_watch_task_walk", ("id",), OPEN, False),
)
REFERENCES = (
    ("guarantee_id", "guarantee"),
    ("application_id", "application"),
    ("contractor_id", "contractor"),
    ("branch_id", "branch"),
    ("aside_by_id", "user_account"),
)


def upgrade() -> None:
    op.create_table(
        "watch_task",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", ROW_ID, nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("guarantee_id", ROW_ID, nullable=True),
        sa.Column("application_id", ROW_ID, nullable=False),
        sa.Column("contractor_id", ROW_ID, nullable=False),
        sa.Column("branch_id", ROW_ID, nullable=False),
        sa.Column("work_name", sa.String(length=120), nullable=False),
        sa.Column("beneficiary_name", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("aside_until", sa.Date(), nullable=True),
        sa.Column("aside_note", sa.Text(), nullable=False),
        sa.Column("aside_by_id", ROW_ID, nullable=True),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_watch_task_{column}_{table}"))
            for column, table in REFERENCES
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_task")),
    )
    for name, columns, where, unique in INDEXES:
        op.create_index(
            name,
            "watch_task",
            list(columns),
            unique=unique,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.create_table(
        "watch_walk",
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("walked_on", sa.Date(), nullable=False),
        sa.Column("last_id", ROW_ID, nullable=False),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_watch_walk")),
    )


def downgrade() -> None:
    op.drop_table("watch_walk")
    for name, *_ in reversed(INDEXES):
        op.drop_index(name, table_name="watch_task")
    op.drop_table("watch_task")
