"""Create 返還計算書: what goes back to a company, and when it did."""

import sqlalchemy as sa
from alembic import op

revision = "0011_refund_statements"
down_revision = "0010_guarantee_changes"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "refund_statement"
DUE = sa.text("state = 'due'")
REFERENCES = (
    ("contractor_id", "contractor"),
    ("branch_id", "branch"),
    ("guarantee_id", "guarantee"),
    ("statement_id", "premium_statement"),
    ("tariff_version_id", "tariff_version"),
    ("stated_by_id", "user_account"),
    ("paid_back_by_id", "user_account"),
)


def upgrade() -> None:
    op.create_table(
        TABLE,
        *_fixed(),
        *_paying_back(),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{column}"))
            for column, table in REFERENCES
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_statement")),
        sa.UniqueConstraint("number", name=op.f("uq_refund_statement_number")),
    )
    op.create_index(op.f("ix_refund_statement_guarantee_id"), TABLE, ["guarantee_id"])
    op.create_index(op.f("ix_refund_statement_statement_id"), TABLE, ["statement_id"])
    op.create_index("ix_refund_statement_contractor", TABLE, ["contractor_id", "stated_on", "id"])
    op.create_index("ix_refund_statement_branch", TABLE, ["branch_id", "stated_on", "id"])
    op.create_index(
        "ix_refund_statement_due",
        TABLE,
        ["branch_id", "stated_on", "id"],
        sqlite_where=DUE,
        postgresql_where=DUE,
    )
    _forbid_change()


def downgrade() -> None:
    # Its triggers go with it.
    op.drop_table(TABLE)


def _forbid_change() -> None:
    """Only what is noted when the money goes back may move."""
    change = f"UPDATE OF {', '.join(column.name for column in _fixed())}"
    if op.get_bind().dialect.name == "sqlite":
        for name, act in (("update", change), ("delete", "DELETE")):
            op.execute(
                f"CREATE TRIGGER {TABLE}_no_{name} BEFORE {act} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {TABLE}_append_only BEFORE {change} OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _fixed() -> list[sa.Column]:
    """What never moves."""
    return [
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("product", sa.String(length=24), nullable=False),
        sa.Column("contractor_id", ROW_ID, nullable=False),
        sa.Column("branch_id", ROW_ID, nullable=False),
        sa.Column("guarantee_id", ROW_ID, nullable=True),
        sa.Column("statement_id", ROW_ID, nullable=True),
        sa.Column("receipt_number", sa.String(length=24), nullable=False),
        sa.Column("tariff_version_id", ROW_ID, nullable=False),
        sa.Column("premium", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by_id", ROW_ID, nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
    ]


def _paying_back() -> list[sa.Column]:
    """What is noted when the money goes back."""
    return [
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("paid_back_on", sa.Date(), nullable=True),
        sa.Column("method", sa.String(length=24), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("paid_back_by_id", ROW_ID, nullable=True),
        sa.Column("paid_back_at", sa.DateTime(timezone=True), nullable=True),
    ]
