"""Create 証書（紙）のお渡し: how a paper certificate went to its contractor."""

import sqlalchemy as sa
from alembic import op

revision = "0013_paper_deliveries"
down_revision = "0012_tariff_proposals"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "paper_delivery",
        sa.Column("certificate_id", ROW_ID, nullable=False),
        sa.Column("means", sa.String(length=24), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("receiver", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", ROW_ID, nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_paper_delivery_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_paper_delivery_recorded_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_delivery")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_paper_delivery_certificate_id")),
    )
    # Of the newest version of a paper certificate, so that lists need no join.
    op.add_column("guarantee", sa.Column("delivered_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("guarantee") as table:
        table.drop_column("delivered_on")
    op.drop_table("paper_delivery")
