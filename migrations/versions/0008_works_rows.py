"""Create the rows of a works contract (fiscal years, members of a JV) and the fiscal year of a request."""

import sqlalchemy as sa
from alembic import op

revision = "0008_works_rows"
down_revision = "0007_any_premium_statement"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "works_year",
        sa.Column("works_contract_id", ROW_ID, nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("planned_amount", sa.BigInteger(), nullable=False),
        sa.Column("limit_amount", sa.BigInteger(), nullable=True),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["works_contract_id"],
            ["works_contract.id"],
            name=op.f("fk_works_year_works_contract_id_works_contract"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_works_year")),
        sa.UniqueConstraint(
            "works_contract_id", "fiscal_year", name=op.f("uq_works_year_works_contract_id_fiscal_year")
        ),
    )
    op.create_table(
        "joint_venture_member",
        sa.Column("works_contract_id", ROW_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("share_percent", sa.String(length=16), nullable=False),
        sa.Column("is_representative", sa.Boolean(), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["works_contract_id"],
            ["works_contract.id"],
            name=op.f("fk_joint_venture_member_works_contract_id_works_contract"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_venture_member")),
        sa.UniqueConstraint(
            "works_contract_id", "position", name=op.f("uq_joint_venture_member_works_contract_id_position")
        ),
    )
    # When the date of a works contract that was guaranteed before it was signed became known.
    with op.batch_alter_table("works_contract") as table:
        table.add_column(sa.Column("signing_recorded_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("guarantee_request") as table:
        table.add_column(sa.Column("fiscal_year", sa.Integer(), nullable=True))
        table.add_column(sa.Column("year_base", sa.String(length=24), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("works_contract") as table:
        table.drop_column("signing_recorded_at")
    with op.batch_alter_table("guarantee_request") as table:
        table.drop_column("year_base")
        table.drop_column("fiscal_year")
    op.drop_table("joint_venture_member")
    op.drop_table("works_year")
