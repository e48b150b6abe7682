"""Create 変更の確認: that an agency has taken note of a changed certificate; append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0004_acknowledgements"
down_revision = "0003_create_change_notices"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("certificate_id", ROW_ID, nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=True),
        sa.Column("user_id", ROW_ID, nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_acknowledgement_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_acknowledgement_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_acknowledgement_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_acknowledgement_certificate_id")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER acknowledgement_no_{act.lower()} BEFORE {act} ON acknowledgement "
                "BEGIN SELECT RAISE(ABORT, 'acknowledgement is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER acknowledgement_append_only BEFORE UPDATE OR DELETE ON acknowledgement "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER acknowledgement_no_truncate BEFORE TRUNCATE ON acknowledgement "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER acknowledgement_append_only ON acknowledgement")
        op.execute("DROP TRIGGER acknowledgement_no_truncate ON acknowledgement")
    op.drop_table("acknowledgement")
