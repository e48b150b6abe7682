"""Create the monthly 保証取扱高, and give two shipped agencies the kinds that statistics know."""

import sqlalchemy as sa
from alembic import op

revision = "0015_create_turnover"
down_revision = "0014_create_credit_lines"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = {"fmu": "incorporated", "jkk-tokyo": "local_corporation"}


def upgrade() -> None:
    op.create_table(
        "turnover",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("branch_id", ROW_ID, nullable=False),
        sa.Column("agency_kind", sa.String(length=24), nullable=False),
        sa.Column("prefecture", sa.String(length=8), nullable=False),
        sa.Column("product", sa.String(length=24), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_turnover_branch_id_branch")),
        sa.PrimaryKeyConstraint(
            "month", "branch_id", "agency_kind", "prefecture", "product", name=op.f("pk_turnover")
        ),
    )
    op.create_table(
        "turnover_count",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("audit_sequence", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turnover_count")),
    )
    _move_kinds(KINDS)


def downgrade() -> None:
    # What the head office entered under the new kinds goes to その他 as well: the older code knows no others.
    op.execute(
        sa.text("UPDATE agency SET kind = 'other' WHERE kind IN ('incorporated', 'local_corporation')")
    )
    op.drop_table("turnover_count")
    op.drop_table("turnover")


def _move_kinds(kinds: dict[str, str]) -> None:
    for code, kind in kinds.items():
        op.execute(
            sa.text("UPDATE agency SET kind = :kind WHERE code = :code AND kind = 'other'").bindparams(
                kind=kind, code=code
            )
        )
