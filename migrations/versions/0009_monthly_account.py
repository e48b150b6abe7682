"""Create the monthly account's tables: invoices that never change, the bank's deposits and what they paid, agreements."""

import sqlalchemy as sa
from alembic import op

revision = "0009_monthly_account"
down_revision = "0008_works_rows"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTS = sa.text("NOT is_released")
# What may never be written again: an invoice moves in `state` and `paid_on` alone, its line lets go, a payment's ground stays.
KEPT = {
    "monthly_invoice": "UPDATE OF id, number, contractor_id, branch_id, month, closed_on, due_on, amount, body, closed_at, closed_by_id",
    "monthly_invoice_line": "UPDATE OF id, invoice_id, statement_id",
    "bank_allocation": "UPDATE",
}


def upgrade() -> None:
    _create_invoices()
    _create_decisions()
    _create_bank()
    op.create_index("ix_premium_statement_waiting", "premium_statement", ["state", "branch_id", "id"])
    for table, change in KEPT.items():
        _forbid(table, change)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in KEPT:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    op.drop_index("ix_premium_statement_waiting", table_name="premium_statement")
    for table in (
        "bank_allocation",
        "bank_line",
        "bank_file",
        "account_agreement",
        "monthly_invoice_cancellation",
        "monthly_invoice_line",
        "monthly_invoice",
    ):
        op.drop_table(table)


def _create_invoices() -> None:
    op.create_table(
        "monthly_invoice",
        _id(),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("contractor_id", ROW_ID, nullable=False),
        sa.Column("branch_id", ROW_ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", ROW_ID, nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        *_to("monthly_invoice", contractor_id="contractor", branch_id="branch", closed_by_id="user_account"),
        sa.UniqueConstraint("number", name=op.f("uq_monthly_invoice_number")),
        sa.UniqueConstraint("contractor_id", "month", name=op.f("uq_monthly_invoice_contractor_id_month")),
    )
    op.create_index("ix_monthly_invoice_branch", "monthly_invoice", ["branch_id", "state", "due_on", "id"])
    op.create_index("ix_monthly_invoice_month", "monthly_invoice", ["month", "id"])
    op.create_table(
        "monthly_invoice_line",
        _id(),
        sa.Column("invoice_id", ROW_ID, nullable=False),
        sa.Column("statement_id", ROW_ID, nullable=False),
        sa.Column("is_released", sa.Boolean(), nullable=False),
        *_to("monthly_invoice_line", invoice_id="monthly_invoice", statement_id="premium_statement"),
    )
    op.create_index(op.f("ix_monthly_invoice_line_invoice_id"), "monthly_invoice_line", ["invoice_id"])
    op.create_index(
        "ix_monthly_invoice_line_counts",
        "monthly_invoice_line",
        ["statement_id"],
        unique=True,
        sqlite_where=COUNTS,
        postgresql_where=COUNTS,
    )


def _create_decisions() -> None:
    op.create_table(
        "monthly_invoice_cancellation",
        _id(),
        sa.Column("invoice_id", ROW_ID, nullable=False),
        *_proposal("monthly_invoice_cancellation", "is_confirmed"),
        *_to("monthly_invoice_cancellation", invoice_id="monthly_invoice"),
    )
    op.create_index(
        op.f("ix_monthly_invoice_cancellation_invoice_id"), "monthly_invoice_cancellation", ["invoice_id"]
    )
    op.create_table(
        "account_agreement",
        _id(),
        sa.Column("contractor_id", ROW_ID, nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        *_proposal("account_agreement", "is_approved"),
        *_to("account_agreement", contractor_id="contractor"),
    )
    op.create_index("ix_account_agreement_contractor", "account_agreement", ["contractor_id", "id"])


def _create_bank() -> None:
    op.create_table(
        "bank_file",
        _id(),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("layout", sa.String(length=40), nullable=False),
        sa.Column("branch_id", ROW_ID, nullable=True),
        sa.Column("deposits", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("withdrawals", sa.Integer(), nullable=False),
        sa.Column("passed_over", sa.Integer(), nullable=False),
        sa.Column("uploaded_by_id", ROW_ID, nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        *_to("bank_file", branch_id="branch", uploaded_by_id="user_account"),
        sa.UniqueConstraint("sha256", name=op.f("uq_bank_file_sha256")),
    )
    op.create_index("ix_bank_file_branch", "bank_file", ["branch_id", "id"])
    op.create_table(
        "bank_line",
        _id(),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("file_id", ROW_ID, nullable=False),
        sa.Column("branch_id", ROW_ID, nullable=True),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("line_key", sa.String(length=64), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("payer", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_by_id", ROW_ID, nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        *_to("bank_line", file_id="bank_file", branch_id="branch", settled_by_id="user_account"),
        sa.UniqueConstraint("line_key", name=op.f("uq_bank_line_line_key")),
    )
    op.create_index("ix_bank_line_open", "bank_line", ["branch_id", "state", "paid_on", "id"])
    op.create_index("ix_bank_line_file", "bank_line", ["file_id", "id"])
    op.create_table(
        "bank_allocation",
        _id(),
        sa.Column("line_id", ROW_ID, nullable=False),
        sa.Column("invoice_id", ROW_ID, nullable=True),
        sa.Column("statement_id", ROW_ID, nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        *_to(
            "bank_allocation",
            line_id="bank_line",
            invoice_id="monthly_invoice",
            statement_id="premium_statement",
        ),
        sa.UniqueConstraint("invoice_id", name=op.f("uq_bank_allocation_invoice_id")),
        sa.UniqueConstraint("statement_id", name=op.f("uq_bank_allocation_statement_id")),
    )
    op.create_index(op.f("ix_bank_allocation_line_id"), "bank_allocation", ["line_id"])


def _id() -> sa.Column:
    return sa.Column("id", ROW_ID, autoincrement=True, nullable=False)


def _to(table: str, **references: str) -> list[sa.Constraint]:
    """The primary key and what columns refer to."""
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, other in references.items()
        ),
    ]


def _proposal(table: str, answer: str) -> list[sa.schema.SchemaItem]:
    """What one person proposes and another one decides."""
    return [
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", ROW_ID, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", ROW_ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(answer, sa.Boolean(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], ["user_account.id"], name=op.f(f"fk_{table}_{column}"))
            for column in ("proposed_by_id", "decided_by_id")
        ),
    ]


def _forbid(table: str, change: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, act in (("update", change), ("delete", "DELETE")):
            op.execute(
                f"CREATE TRIGGER {table}_no_{name} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE {change} OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
