"""Create 変更の申込: a changed works contract, the guarantees that follow it, its papers and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0010_guarantee_changes"
down_revision = "0009_monthly_account"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("is_open")
TABLES = ("change_decision", "change_paper", "changed_guarantee", "guarantee_change")


def upgrade() -> None:
    _create_changes()
    _create_items()
    op.create_table(
        "change_paper",
        sa.Column("change_id", ROW_ID, nullable=False),
        sa.Column("file_id", ROW_ID, nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        _id(),
        *_keys("change_paper", change_id="guarantee_change", file_id="stored_file"),
    )
    op.create_index(op.f("ix_change_paper_change_id"), "change_paper", ["change_id"])
    op.create_table(
        "change_decision",
        sa.Column("change_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("decided_by_id", ROW_ID, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        _id(),
        *_keys("change_decision", change_id="guarantee_change", decided_by_id="user_account"),
    )
    op.create_index(op.f("ix_change_decision_change_id"), "change_decision", ["change_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _create_changes() -> None:
    op.create_table(
        "guarantee_change",
        sa.Column("guarantee_id", ROW_ID, nullable=False),
        sa.Column("contractor_id", ROW_ID, nullable=False),
        sa.Column("branch_id", ROW_ID, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("receipt_number", sa.String(length=20), nullable=True),
        sa.Column("send_token", sa.String(length=64), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("differences", sa.Text(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("entered_by_id", ROW_ID, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by_id", ROW_ID, nullable=True),
        sa.Column("approved_by_id", ROW_ID, nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        _id(),
        sa.Column("version_id", sa.Integer(), nullable=False),
        *_keys(
            "guarantee_change",
            guarantee_id="guarantee",
            contractor_id="contractor",
            branch_id="branch",
            entered_by_id="user_account",
            taken_by_id="user_account",
            approved_by_id="user_account",
        ),
        sa.UniqueConstraint("receipt_number", name=op.f("uq_guarantee_change_receipt_number")),
        sa.UniqueConstraint("send_token", name=op.f("uq_guarantee_change_send_token")),
    )
    op.create_index("ix_guarantee_change_contractor", "guarantee_change", ["contractor_id", "id"])
    op.create_index(
        "ix_guarantee_change_branch", "guarantee_change", ["branch_id", "state", "submitted_at", "id"]
    )
    op.create_index("ix_guarantee_change_guarantee", "guarantee_change", ["guarantee_id", "id"])


def _create_items() -> None:
    op.create_table(
        "changed_guarantee",
        sa.Column("change_id", ROW_ID, nullable=False),
        sa.Column("guarantee_id", ROW_ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("base_certificate_id", ROW_ID, nullable=False),
        sa.Column("certificate_id", ROW_ID, nullable=True),
        sa.Column("statement_id", ROW_ID, nullable=True),
        _id(),
        *_keys(
            "changed_guarantee",
            change_id="guarantee_change",
            guarantee_id="guarantee",
            base_certificate_id="certificate",
            certificate_id="certificate",
            statement_id="premium_statement",
        ),
        sa.UniqueConstraint(
            "change_id", "guarantee_id", name=op.f("uq_changed_guarantee_change_id_guarantee_id")
        ),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_changed_guarantee_certificate_id")),
        sa.UniqueConstraint("statement_id", name=op.f("uq_changed_guarantee_statement_id")),
    )
    op.create_index("ix_changed_guarantee_guarantee", "changed_guarantee", ["guarantee_id", "id"])
    op.create_index(
        "uq_changed_guarantee_open",
        "changed_guarantee",
        ["guarantee_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", ROW_ID, autoincrement=True, nullable=False)


def _keys(table: str, **references: str) -> list[sa.schema.Constraint]:
    foreign = [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other in references.items()
    ]
    return [*foreign, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]
