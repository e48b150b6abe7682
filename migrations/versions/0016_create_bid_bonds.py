"""Create 契約保証予約（入札ボンド）: the reservations, the decisions about them and their append-only 予約証書."""

import sqlalchemy as sa
from alembic import op

revision = "0016_create_bid_bonds"
down_revision = "0015_create_turnover"

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("bid_bond_certificate", "bid_bond_document")


def upgrade() -> None:
    op.create_table(
        "bid_bond",
        sa.Column("contractor_id", ROW_ID, nullable=False),
        sa.Column("created_by_id", ROW_ID, nullable=False),
        sa.Column("branch_id", ROW_ID, nullable=True),
        sa.Column("receipt_number", sa.String(length=20), nullable=True),
        sa.Column("number", sa.String(length=13), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("draft_saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_token", sa.String(length=64), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=True),
        sa.Column("work_number", sa.String(length=40), nullable=False),
        sa.Column("work_name", sa.String(length=120), nullable=False),
        sa.Column("work_name_search", sa.String(length=240), nullable=False),
        sa.Column("bid_on", sa.Date(), nullable=True),
        sa.Column("bid_price", sa.BigInteger(), nullable=True),
        sa.Column("ratio", sa.String(length=24), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("award_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("joint_venture_name", sa.String(length=60), nullable=False),
        sa.Column("representative", sa.String(length=80), nullable=False),
        sa.Column("payment_method", sa.String(length=24), nullable=True),
        sa.Column("bill_to", sa.String(length=80), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by_id", ROW_ID, nullable=True),
        sa.Column("approved_by_id", ROW_ID, nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("statement_id", ROW_ID, nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("won_on", sa.Date(), nullable=True),
        sa.Column("won_price", sa.BigInteger(), nullable=True),
        sa.Column("application_id", ROW_ID, nullable=True),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_bid_bond_agency_id")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_bid_bond_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["user_account.id"], name=op.f("fk_bid_bond_approved_by_id")
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_bid_bond_branch_id")),
        sa.ForeignKeyConstraint(["contractor_id"], ["contractor.id"], name=op.f("fk_bid_bond_contractor_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_bid_bond_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["premium_statement.id"], name=op.f("fk_bid_bond_statement_id")
        ),
        sa.ForeignKeyConstraint(["taken_by_id"], ["user_account.id"], name=op.f("fk_bid_bond_taken_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_bond")),
        sa.UniqueConstraint("application_id", name=op.f("uq_bid_bond_application_id")),
        sa.UniqueConstraint("number", name=op.f("uq_bid_bond_number")),
        sa.UniqueConstraint("receipt_number", name=op.f("uq_bid_bond_receipt_number")),
        sa.UniqueConstraint("send_token", name=op.f("uq_bid_bond_send_token")),
    )
    op.create_index("ix_bid_bond_agency", "bid_bond", ["agency_id", "work_name_search"])
    op.create_index("ix_bid_bond_branch", "bid_bond", ["branch_id", "state", "submitted_at", "id"])
    op.create_index("ix_bid_bond_contractor", "bid_bond", ["contractor_id", "id"])
    op.create_index("ix_bid_bond_expiry", "bid_bond", ["state", "valid_until", "id"])
    op.create_index("ix_bid_bond_issued", "bid_bond", ["contractor_id", "issued_on", "id"])
    op.create_index("ix_bid_bond_statement_id", "bid_bond", ["statement_id"])

    op.create_table(
        "bid_bond_certificate",
        sa.Column("bid_bond_id", ROW_ID, nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=False),
        sa.Column("template_version", sa.String(length=8), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", ROW_ID, nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["bid_bond_id"], ["bid_bond.id"], name=op.f("fk_bid_bond_certificate_bid_bond_id")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["user_account.id"], name=op.f("fk_bid_bond_certificate_issued_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_bond_certificate")),
        sa.UniqueConstraint("bid_bond_id", name=op.f("uq_bid_bond_certificate_bid_bond_id")),
    )
    op.create_table(
        "bid_bond_decision",
        sa.Column("bid_bond_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("decided_by_id", ROW_ID, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["bid_bond_id"], ["bid_bond.id"], name=op.f("fk_bid_bond_decision_bid_bond_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_bid_bond_decision_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_bond_decision")),
    )
    op.create_index("ix_bid_bond_decision_bid_bond_id", "bid_bond_decision", ["bid_bond_id"])

    op.create_table(
        "bid_bond_document",
        sa.Column("certificate_id", ROW_ID, nullable=False),
        sa.Column("file_id", ROW_ID, nullable=False),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["bid_bond_certificate.id"], name=op.f("fk_bid_bond_document_certificate_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_bid_bond_document_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_bond_document")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_bid_bond_document_certificate_id")),
    )
    for table in APPEND_ONLY:
        _forbid_change(table)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    op.drop_table("bid_bond_document")
    op.drop_index("ix_bid_bond_decision_bid_bond_id", table_name="bid_bond_decision")

    op.drop_table("bid_bond_decision")
    op.drop_table("bid_bond_certificate")
    op.drop_index("ix_bid_bond_statement_id", table_name="bid_bond")
    op.drop_index("ix_bid_bond_issued", table_name="bid_bond")
    op.drop_index("ix_bid_bond_expiry", table_name="bid_bond")
    op.drop_index("ix_bid_bond_contractor", table_name="bid_bond")
    op.drop_index("ix_bid_bond_branch", table_name="bid_bond")
    op.drop_index("ix_bid_bond_agency", table_name="bid_bond")

    op.drop_table("bid_bond")


def _forbid_change(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
