"""Let a 保証料計算書 be about any charge, with its own company, branch, kind and state of settlement."""

import sqlalchemy as sa
from alembic import op

revision = "0007_any_premium_statement"
down_revision = "0006_certificate_reasons"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "premium_statement"
OLD = (
    "number",
    "request_id",
    "tariff_version_id",
    "amount",
    "body",
    "stated_on",
    "stated_at",
    "stated_by_id",
    "id",
)
NEW = (
    "kind",
    "product",
    "contractor_id",
    "branch_id",
    "guarantee_id",
    "receipt_number",
    "payment_method",
    "premium",
    "tax",
)
REFERENCES = (
    ("request_id", "guarantee_request"),
    ("stated_by_id", "user_account"),
    ("tariff_version_id", "tariff_version"),
)
NEW_REFERENCES = (("contractor_id", "contractor"), ("branch_id", "branch"), ("guarantee_id", "guarantee"))
# What a statement of before says about itself through its request.
ANSWERS = """
SELECT old.number, old.request_id, old.tariff_version_id, old.amount, old.body, old.stated_on, old.stated_at,
  old.stated_by_id, old.id, 'premium', request.product, application.contractor_id, application.branch_id,
  CAST(NULL AS BIGINT), COALESCE(application.receipt_number, ''), request.payment_method,
  {premium}, {tax},
  CASE
    WHEN request.state NOT IN ('approved', 'paid', 'on_account', 'issued') THEN 'void'
    WHEN EXISTS (SELECT 1 FROM {old} later WHERE later.request_id = old.request_id AND later.id > old.id) THEN 'void'
    WHEN EXISTS (SELECT 1 FROM payment WHERE payment.statement_id = old.id) THEN 'paid'
    WHEN request.state = 'approved' THEN 'unpaid'
    ELSE 'on_account'
  END
FROM {old} old
JOIN guarantee_request request ON request.id = old.request_id
JOIN application ON application.id = request.application_id
"""
FIGURE = {
    "sqlite": "CAST(json_extract(old.body, '$.{0}') AS INTEGER)",
    "postgresql": "CAST(CAST(old.body AS json) ->> '{0}' AS BIGINT)",
}
KEPT = "premium_statement_of_before"


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    _set_aside()
    _create(_old_columns(is_request_needed=False) + _new_columns(), REFERENCES + NEW_REFERENCES)
    figures = {name: FIGURE[dialect].format(name) for name in ("premium", "tax")}
    columns = ", ".join((*OLD, *NEW, "state"))
    op.execute(f"INSERT INTO {TABLE} ({columns}) {ANSWERS.format(old=KEPT, **figures)}")
    op.create_index("ix_premium_statement_contractor", TABLE, ["contractor_id", "stated_on", "id"])
    op.create_index("ix_premium_statement_branch", TABLE, ["branch_id", "stated_on", "id"])
    op.create_index(op.f("ix_premium_statement_guarantee_id"), TABLE, ["guarantee_id"])
    _take_up()
    # The state moves, and nothing else.
    _forbid(f"UPDATE OF {', '.join((*OLD, *NEW))}")


def downgrade() -> None:
    # Before, every statement was about a requested guarantee.
    _let_payments_go()
    _set_aside()
    _create(_old_columns(is_request_needed=True), REFERENCES)
    columns = ", ".join(OLD)
    op.execute(
        f"INSERT INTO {TABLE} ({columns}) SELECT {columns} FROM {KEPT} WHERE request_id IS NOT NULL"  # noqa: S608 - every part is a text of this file
    )
    _take_up()
    _forbid("UPDATE")


def _set_aside() -> None:
    """Keep the rows while the table is made anew; payments point to them again when they are back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA defer_foreign_keys=ON")
    else:
        op.drop_constraint("fk_payment_statement_id", "payment", type_="foreignkey")
    op.execute(f"CREATE TABLE {KEPT} AS SELECT * FROM {TABLE}")  # noqa: S608 - every part is a text of this file
    op.drop_table(TABLE)


def _take_up() -> None:
    op.create_index(op.f("ix_premium_statement_request_id"), TABLE, ["request_id"])
    op.drop_table(KEPT)
    if op.get_bind().dialect.name == "sqlite":
        return
    op.create_foreign_key("fk_payment_statement_id", "payment", TABLE, ["statement_id"], ["id"])
    op.execute(
        f"SELECT setval(pg_get_serial_sequence('{TABLE}', 'id'), COALESCE(MAX(id), 0) + 1, false) FROM {TABLE}"  # noqa: S608 - every part is a text of this file
    )


def _create(columns: list[sa.Column], references: tuple[tuple[str, str], ...]) -> None:
    op.create_table(
        TABLE,
        *columns,
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{column}"))
            for column, table in references
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premium_statement")),
        sa.UniqueConstraint("number", name=op.f("uq_premium_statement_number")),
    )


def _old_columns(*, is_request_needed: bool) -> list[sa.Column]:
    return [
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("request_id", ROW_ID, nullable=not is_request_needed),
        sa.Column("tariff_version_id", ROW_ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by_id", ROW_ID, nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
    ]


def _new_columns() -> list[sa.Column]:
    return [
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("product", sa.String(length=24), nullable=False),
        sa.Column("contractor_id", ROW_ID, nullable=False),
        sa.Column("branch_id", ROW_ID, nullable=False),
        sa.Column("guarantee_id", ROW_ID, nullable=True),
        sa.Column("receipt_number", sa.String(length=24), nullable=False),
        sa.Column("payment_method", sa.String(length=24), nullable=False),
        sa.Column("premium", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
    ]


def _let_payments_go() -> None:
    """Payments of statements that have no place any more go with them; the rest stays untouched."""
    gone = f"DELETE FROM payment WHERE statement_id IN (SELECT id FROM {TABLE} WHERE request_id IS NULL)"  # noqa: S608 - every part is a text of this file
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER payment_no_delete")
        op.execute(gone)
        op.execute(
            "CREATE TRIGGER payment_no_delete BEFORE DELETE ON payment "
            "BEGIN SELECT RAISE(ABORT, 'payment is append-only'); END"
        )
        return
    op.execute("ALTER TABLE payment DISABLE TRIGGER USER")
    op.execute(gone)
    op.execute("ALTER TABLE payment ENABLE TRIGGER USER")


def _forbid(change: str) -> None:
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
