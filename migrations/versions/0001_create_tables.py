"""Create every table, and the triggers that keep what was issued as it is."""

import sqlalchemy as sa
from alembic import op

revision = "0001_create_tables"
down_revision = None

# SQLite numbers rows by itself only for the type name INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

APPEND_ONLY = (
    "audit_event",
    "certificate",
    "issued_document",
    "premium_statement",
    "payment",
    "certificate_opening",
    "stored_file",
    "request_decision",
)


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_kana", sa.String(length=120), nullable=False),
        sa.Column("name_search", sa.String(length=160), nullable=False),
        sa.Column("beneficiary_name", sa.String(length=80), nullable=False),
        sa.Column("prefecture", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_index(op.f("ix_agency_name_search"), "agency", ["name_search"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", ROW_ID, nullable=False),
        sa.Column("chain_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "branch",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("postal_code", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("fax", sa.String(length=20), nullable=False),
        sa.Column("hours", sa.String(length=60), nullable=False),
        sa.Column("prefectures", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branch")),
        sa.UniqueConstraint("code", name=op.f("uq_branch_code")),
    )
    op.create_table(
        "counter",
        sa.Column("series", sa.String(length=24), nullable=False),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("series", "period", name=op.f("pk_counter")),
    )
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_run")),
    )
    op.create_table(
        "one_time_token",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("subject_id", ROW_ID, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_token_token_hash")),
    )
    op.create_table(
        "rulebook",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulebook")),
    )
    op.create_table(
        "stored_file",
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    op.create_index(op.f("ix_stored_file_sha256"), "stored_file", ["sha256"], unique=False)
    op.create_table(
        "tariff_version",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified_by", sa.String(length=60), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff_version")),
        sa.UniqueConstraint("code", name=op.f("uq_tariff_version_code")),
    )
    op.create_table(
        "throttle_bucket",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("window_s", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window_s", name=op.f("pk_throttle_bucket")),
    )
    op.create_table(
        "agency_rule",
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("source_read_on", sa.Date(), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_rule_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_rule")),
    )
    op.create_index("ix_agency_rule_lookup", "agency_rule", ["agency_id", "kind", "valid_from"], unique=False)
    op.create_table(
        "contractor",
        sa.Column("customer_number", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_kana", sa.String(length=120), nullable=False),
        sa.Column("name_search", sa.String(length=160), nullable=False),
        sa.Column("corporate_number", sa.String(length=13), nullable=False),
        sa.Column("permit_number", sa.String(length=12), nullable=False),
        sa.Column("postal_code", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("representative_title", sa.String(length=40), nullable=False),
        sa.Column("representative_name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("fax", sa.String(length=20), nullable=False),
        sa.Column("branch_id", ROW_ID, nullable=False),
        sa.Column("monthly_account", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_contractor_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contractor")),
        sa.UniqueConstraint("customer_number", name=op.f("uq_contractor_customer_number")),
    )
    op.create_index(op.f("ix_contractor_corporate_number"), "contractor", ["corporate_number"], unique=False)
    op.create_index(op.f("ix_contractor_name_search"), "contractor", ["name_search"], unique=False)
    op.create_index(op.f("ix_contractor_permit_number"), "contractor", ["permit_number"], unique=False)
    op.create_table(
        "registration",
        sa.Column("receipt_number", sa.String(length=20), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("access_hash", sa.String(length=64), nullable=False),
        sa.Column("branch_id", ROW_ID, nullable=True),
        sa.Column("file_id", ROW_ID, nullable=True),
        sa.Column("form_version", sa.String(length=20), nullable=False),
        sa.Column("terms_version", sa.String(length=20), nullable=False),
        sa.Column("terms_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("company_search", sa.String(length=160), nullable=False),
        sa.Column("corporate_number", sa.String(length=13), nullable=False),
        sa.Column("permit_number", sa.String(length=12), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_by_mail", sa.Boolean(), nullable=False),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("contractor_id", ROW_ID, nullable=True),
        sa.Column("notice_file_id", ROW_ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_registration_branch_id")),
        sa.ForeignKeyConstraint(
            ["contractor_id"], ["contractor.id"], name=op.f("fk_registration_contractor_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_registration_file_id")),
        sa.ForeignKeyConstraint(
            ["notice_file_id"], ["stored_file.id"], name=op.f("fk_registration_notice_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("access_hash", name=op.f("uq_registration_access_hash")),
        sa.UniqueConstraint("receipt_number", name=op.f("uq_registration_receipt_number")),
    )
    op.create_index(op.f("ix_registration_branch_id"), "registration", ["branch_id"], unique=False)
    op.create_index(op.f("ix_registration_company_search"), "registration", ["company_search"], unique=False)
    op.create_index(
        op.f("ix_registration_corporate_number"), "registration", ["corporate_number"], unique=False
    )
    op.create_index(op.f("ix_registration_email"), "registration", ["email"], unique=False)
    op.create_index(op.f("ix_registration_permit_number"), "registration", ["permit_number"], unique=False)
    op.create_index(op.f("ix_registration_state"), "registration", ["state"], unique=False)
    op.create_table(
        "user_account",
        sa.Column("login_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("contractor_id", ROW_ID, nullable=True),
        sa.Column("branch_id", ROW_ID, nullable=True),
        sa.Column("agency_id", ROW_ID, nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_kana", sa.String(length=80), nullable=False),
        sa.Column("department", sa.String(length=60), nullable=False),
        sa.Column("job_title", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("initial_password_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_envelope", sa.Text(), nullable=False),
        sa.Column("totp_last_step", sa.BigInteger(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_user_account_agency_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_user_account_branch_id")),
        sa.ForeignKeyConstraint(
            ["contractor_id"], ["contractor.id"], name=op.f("fk_user_account_contractor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("login_id", name=op.f("uq_user_account_login_id")),
    )
    op.create_index(op.f("ix_user_account_agency_id"), "user_account", ["agency_id"], unique=False)
    op.create_index(op.f("ix_user_account_branch_id"), "user_account", ["branch_id"], unique=False)
    op.create_index(op.f("ix_user_account_contractor_id"), "user_account", ["contractor_id"], unique=False)
    op.create_table(
        "works_contract",
        sa.Column("contractor_id", ROW_ID, nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("work_number", sa.String(length=40), nullable=False),
        sa.Column("work_name", sa.String(length=120), nullable=False),
        sa.Column("work_name_search", sa.String(length=240), nullable=False),
        sa.Column("work_place", sa.String(length=120), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("contracted_on", sa.Date(), nullable=True),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("is_low_bid", sa.Boolean(), nullable=False),
        sa.Column("joint_venture_name", sa.String(length=60), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_works_contract_agency_id")),
        sa.ForeignKeyConstraint(
            ["contractor_id"], ["contractor.id"], name=op.f("fk_works_contract_contractor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_works_contract")),
    )
    op.create_index(
        op.f("ix_works_contract_contractor_id"), "works_contract", ["contractor_id"], unique=False
    )
    op.create_table(
        "application",
        sa.Column("contractor_id", ROW_ID, nullable=False),
        sa.Column("created_by_id", ROW_ID, nullable=False),
        sa.Column("receipt_number", sa.String(length=20), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("draft_saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_token", sa.String(length=64), nullable=False),
        sa.Column("works_contract_id", ROW_ID, nullable=True),
        sa.Column("branch_id", ROW_ID, nullable=True),
        sa.Column("wants_issue_mail", sa.Boolean(), nullable=False),
        sa.Column("issue_mail_address", sa.String(length=254), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("copied_from_id", ROW_ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by_id", ROW_ID, nullable=True),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_application_branch_id")),
        sa.ForeignKeyConstraint(
            ["contractor_id"], ["contractor.id"], name=op.f("fk_application_contractor_id")
        ),
        sa.ForeignKeyConstraint(
            ["copied_from_id"], ["application.id"], name=op.f("fk_application_copied_from_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_application_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["user_account.id"], name=op.f("fk_application_taken_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["works_contract_id"], ["works_contract.id"], name=op.f("fk_application_works_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("receipt_number", name=op.f("uq_application_receipt_number")),
        sa.UniqueConstraint("send_token", name=op.f("uq_application_send_token")),
    )
    op.create_index("ix_application_branch", "application", ["branch_id", "state", "id"], unique=False)
    op.create_index("ix_application_contractor", "application", ["contractor_id", "id"], unique=False)
    op.create_index("ix_application_waiting", "application", ["contractor_id", "state", "id"], unique=False)
    op.create_table(
        "audit_event",
        sa.Column("sequence", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", ROW_ID, nullable=True),
        sa.Column("actor_label", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("object_kind", sa.String(length=24), nullable=False),
        sa.Column("object_id", sa.String(length=24), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("chain_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_audit_event_actor_id")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_event")),
    )
    op.create_index(op.f("ix_audit_event_actor_id"), "audit_event", ["actor_id"], unique=False)
    op.create_index(
        "ix_audit_event_object", "audit_event", ["object_kind", "object_id", "sequence"], unique=False
    )
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("created_s", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_s", sa.BigInteger(), nullable=False),
        sa.Column("expires_s", sa.BigInteger(), nullable=False),
        sa.Column("ended_s", sa.BigInteger(), nullable=True),
        sa.Column("reauthenticated_s", sa.BigInteger(), nullable=False),
        sa.Column("second_factor_passed", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_login_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    op.create_index("ix_login_session_user", "login_session", ["user_id", "ended_s"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_recovery_code_code_digest")),
    )
    op.create_index(op.f("ix_recovery_code_user_id"), "recovery_code", ["user_id"], unique=False)
    op.create_table(
        "role_change",
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("proposed_by_id", ROW_ID, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", ROW_ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_role_change_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user_account.id"], name=op.f("fk_role_change_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_role_change_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_change")),
    )
    op.create_index("ix_role_change_open", "role_change", ["user_id", "decided_at"], unique=False)
    op.create_table(
        "application_attachment",
        sa.Column("application_id", ROW_ID, nullable=False),
        sa.Column("file_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_attachment_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_application_attachment_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_attachment")),
    )
    op.create_index(
        op.f("ix_application_attachment_application_id"),
        "application_attachment",
        ["application_id"],
        unique=False,
    )
    op.create_table(
        "guarantee_request",
        sa.Column("application_id", ROW_ID, nullable=False),
        sa.Column("product", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("certificate_form", sa.String(length=24), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("fiscal_year_amount", sa.BigInteger(), nullable=True),
        sa.Column("deposit_bank", sa.String(length=80), nullable=False),
        sa.Column("redeposit", sa.String(length=24), nullable=True),
        sa.Column("payment_method", sa.String(length=24), nullable=False),
        sa.Column("bill_to", sa.String(length=80), nullable=False),
        sa.Column("wants_paper_statement", sa.Boolean(), nullable=False),
        sa.Column("approved_by_id", ROW_ID, nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_guarantee_request_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["user_account.id"], name=op.f("fk_guarantee_request_approved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guarantee_request")),
        sa.UniqueConstraint(
            "application_id", "product", name=op.f("uq_guarantee_request_application_id_product")
        ),
    )
    op.create_index(op.f("ix_guarantee_request_state"), "guarantee_request", ["state"], unique=False)
    op.create_table(
        "guarantee",
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("request_id", ROW_ID, nullable=False),
        sa.Column("works_contract_id", ROW_ID, nullable=False),
        sa.Column("contractor_id", ROW_ID, nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("branch_id", ROW_ID, nullable=False),
        sa.Column("product", sa.String(length=24), nullable=False),
        sa.Column("certificate_form", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("beneficiary_name", sa.String(length=80), nullable=False),
        sa.Column("work_name", sa.String(length=120), nullable=False),
        sa.Column("work_name_search", sa.String(length=240), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_envelope", sa.Text(), nullable=False),
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_guarantee_agency_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_guarantee_branch_id")),
        sa.ForeignKeyConstraint(
            ["contractor_id"], ["contractor.id"], name=op.f("fk_guarantee_contractor_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["guarantee_request.id"], name=op.f("fk_guarantee_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["works_contract_id"], ["works_contract.id"], name=op.f("fk_guarantee_works_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guarantee")),
        sa.UniqueConstraint("number", name=op.f("uq_guarantee_number")),
        sa.UniqueConstraint("request_id", name=op.f("uq_guarantee_request_id")),
    )
    op.create_index(op.f("ix_guarantee_agency_id"), "guarantee", ["agency_id"], unique=False)
    op.create_index("ix_guarantee_branch", "guarantee", ["branch_id", "issued_on", "id"], unique=False)
    op.create_index(
        "ix_guarantee_contractor", "guarantee", ["contractor_id", "issued_on", "id"], unique=False
    )
    op.create_index("ix_guarantee_expiry", "guarantee", ["contractor_id", "expires_on", "id"], unique=False)
    op.create_index(op.f("ix_guarantee_key_digest"), "guarantee", ["key_digest"], unique=False)
    op.create_index(
        "ix_guarantee_kind",
        "guarantee",
        ["contractor_id", "product", "certificate_form", "issued_on", "id"],
        unique=False,
    )
    op.create_index(
        "ix_guarantee_to_hand_over",
        "guarantee",
        ["contractor_id", "issued_on", "id"],
        unique=False,
        sqlite_where=sa.text(
            "handed_over_at IS NULL AND certificate_form = 'electronic' AND state = 'in_force'"
        ),
        postgresql_where=sa.text(
            "handed_over_at IS NULL AND certificate_form = 'electronic' AND state = 'in_force'"
        ),
    )
    op.create_index(op.f("ix_guarantee_works_contract_id"), "guarantee", ["works_contract_id"], unique=False)
    op.create_table(
        "premium_statement",
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("request_id", ROW_ID, nullable=False),
        sa.Column("tariff_version_id", ROW_ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by_id", ROW_ID, nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["guarantee_request.id"], name=op.f("fk_premium_statement_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["stated_by_id"], ["user_account.id"], name=op.f("fk_premium_statement_stated_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["tariff_version_id"], ["tariff_version.id"], name=op.f("fk_premium_statement_tariff_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premium_statement")),
        sa.UniqueConstraint("number", name=op.f("uq_premium_statement_number")),
    )
    op.create_index(
        op.f("ix_premium_statement_request_id"), "premium_statement", ["request_id"], unique=False
    )
    op.create_table(
        "request_decision",
        sa.Column("request_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("decided_by_id", ROW_ID, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_request_decision_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["guarantee_request.id"], name=op.f("fk_request_decision_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_decision")),
    )
    op.create_index(op.f("ix_request_decision_request_id"), "request_decision", ["request_id"], unique=False)
    op.create_table(
        "certificate",
        sa.Column("guarantee_id", ROW_ID, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("change_number", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=False),
        sa.Column("template_version", sa.String(length=8), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", ROW_ID, nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["guarantee_id"], ["guarantee.id"], name=op.f("fk_certificate_guarantee_id")),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["user_account.id"], name=op.f("fk_certificate_issued_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("guarantee_id", "sequence", name=op.f("uq_certificate_guarantee_id_sequence")),
    )
    op.create_table(
        "certificate_opening",
        sa.Column("guarantee_id", ROW_ID, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=8), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=True),
        sa.Column("user_id", ROW_ID, nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_certificate_opening_agency_id")),
        sa.ForeignKeyConstraint(
            ["guarantee_id"], ["guarantee.id"], name=op.f("fk_certificate_opening_guarantee_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_certificate_opening_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_opening")),
    )
    op.create_index("ix_certificate_opening_agency", "certificate_opening", ["agency_id", "id"], unique=False)
    op.create_index(
        op.f("ix_certificate_opening_guarantee_id"), "certificate_opening", ["guarantee_id"], unique=False
    )
    op.create_table(
        "payment",
        sa.Column("statement_id", ROW_ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", ROW_ID, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_payment_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["premium_statement.id"], name=op.f("fk_payment_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    op.create_index(op.f("ix_payment_statement_id"), "payment", ["statement_id"], unique=False)
    op.create_table(
        "work_name_gram",
        sa.Column("contractor_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("gram", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=2), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("guarantee_id", ROW_ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(
            "contractor_id", "gram", "kind", "issued_on", "guarantee_id", name=op.f("pk_work_name_gram")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "issued_document",
        sa.Column("certificate_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("file_id", ROW_ID, nullable=False),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_issued_document_certificate_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_issued_document_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_document")),
        sa.UniqueConstraint("certificate_id", "kind", name=op.f("uq_issued_document_certificate_id_kind")),
    )
    op.create_table(
        "outgoing_mail",
        sa.Column("message_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_key", sa.String(length=80), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("recipient_name", sa.String(length=160), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("contractor_id", ROW_ID, nullable=True),
        sa.Column("branch_id", ROW_ID, nullable=True),
        sa.Column("held_for_certificate_id", ROW_ID, nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("silences", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_reply", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_outgoing_mail_branch_id")),
        sa.ForeignKeyConstraint(
            ["contractor_id"], ["contractor.id"], name=op.f("fk_outgoing_mail_contractor_id")
        ),
        sa.ForeignKeyConstraint(
            ["held_for_certificate_id"],
            ["certificate.id"],
            name=op.f("fk_outgoing_mail_held_for_certificate_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outgoing_mail_message_id")),
        sa.UniqueConstraint(
            "message_kind",
            "subject_key",
            "recipient",
            name=op.f("uq_outgoing_mail_message_kind_subject_key_recipient"),
        ),
    )
    op.create_index(op.f("ix_outgoing_mail_branch_id"), "outgoing_mail", ["branch_id"], unique=False)
    op.create_index(op.f("ix_outgoing_mail_contractor_id"), "outgoing_mail", ["contractor_id"], unique=False)
    op.create_index("ix_outgoing_mail_due", "outgoing_mail", ["state", "next_try_at"], unique=False)
    op.create_index(
        op.f("ix_outgoing_mail_held_for_certificate_id"),
        "outgoing_mail",
        ["held_for_certificate_id"],
        unique=False,
    )
    op.execute("INSERT INTO rulebook (id, revision) VALUES (1, 1)")
    op.execute("INSERT INTO audit_head (id, sequence, chain_hash) VALUES (1, 0, '" + "0" * 64 + "')")
    for table in APPEND_ONLY:
        _forbid_change(table)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
        op.execute("DROP FUNCTION refuse_change()")
    op.drop_index(op.f("ix_outgoing_mail_held_for_certificate_id"), table_name="outgoing_mail")
    op.drop_index("ix_outgoing_mail_due", table_name="outgoing_mail")
    op.drop_index(op.f("ix_outgoing_mail_contractor_id"), table_name="outgoing_mail")
    op.drop_index(op.f("ix_outgoing_mail_branch_id"), table_name="outgoing_mail")
    op.drop_table("outgoing_mail")
    op.drop_table("issued_document")
    op.drop_table("work_name_gram")
    op.drop_index(op.f("ix_payment_statement_id"), table_name="payment")
    op.drop_table("payment")
    op.drop_index(op.f("ix_certificate_opening_guarantee_id"), table_name="certificate_opening")
    op.drop_index("ix_certificate_opening_agency", table_name="certificate_opening")
    op.drop_table("certificate_opening")
    op.drop_table("certificate")
    op.drop_index(op.f("ix_request_decision_request_id"), table_name="request_decision")
    op.drop_table("request_decision")
    op.drop_index(op.f("ix_premium_statement_request_id"), table_name="premium_statement")
    op.drop_table("premium_statement")
    op.drop_index(op.f("ix_guarantee_works_contract_id"), table_name="guarantee")
    op.drop_index(
        "ix_guarantee_to_hand_over",
        table_name="guarantee",
        sqlite_where=sa.text(
            "handed_over_at IS NULL AND certificate_form = 'electronic' AND state = 'in_force'"
        ),
        postgresql_where=sa.text(
            "handed_over_at IS NULL AND certificate_form = 'electronic' AND state = 'in_force'"
        ),
    )
    op.drop_index("ix_guarantee_kind", table_name="guarantee")
    op.drop_index(op.f("ix_guarantee_key_digest"), table_name="guarantee")
    op.drop_index("ix_guarantee_expiry", table_name="guarantee")
    op.drop_index("ix_guarantee_contractor", table_name="guarantee")
    op.drop_index("ix_guarantee_branch", table_name="guarantee")
    op.drop_index(op.f("ix_guarantee_agency_id"), table_name="guarantee")
    op.drop_table("guarantee")
    op.drop_index(op.f("ix_guarantee_request_state"), table_name="guarantee_request")
    op.drop_table("guarantee_request")
    op.drop_index(op.f("ix_application_attachment_application_id"), table_name="application_attachment")
    op.drop_table("application_attachment")
    op.drop_index("ix_role_change_open", table_name="role_change")
    op.drop_table("role_change")
    op.drop_index(op.f("ix_recovery_code_user_id"), table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_index("ix_login_session_user", table_name="login_session")
    op.drop_table("login_session")
    op.drop_index("ix_audit_event_object", table_name="audit_event")
    op.drop_index(op.f("ix_audit_event_actor_id"), table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_index("ix_application_waiting", table_name="application")
    op.drop_index("ix_application_contractor", table_name="application")
    op.drop_index("ix_application_branch", table_name="application")
    op.drop_table("application")
    op.drop_index(op.f("ix_works_contract_contractor_id"), table_name="works_contract")
    op.drop_table("works_contract")
    op.drop_index(op.f("ix_user_account_contractor_id"), table_name="user_account")
    op.drop_index(op.f("ix_user_account_branch_id"), table_name="user_account")
    op.drop_index(op.f("ix_user_account_agency_id"), table_name="user_account")
    op.drop_table("user_account")
    op.drop_index(op.f("ix_registration_state"), table_name="registration")
    op.drop_index(op.f("ix_registration_permit_number"), table_name="registration")
    op.drop_index(op.f("ix_registration_email"), table_name="registration")
    op.drop_index(op.f("ix_registration_corporate_number"), table_name="registration")
    op.drop_index(op.f("ix_registration_company_search"), table_name="registration")
    op.drop_index(op.f("ix_registration_branch_id"), table_name="registration")
    op.drop_table("registration")
    op.drop_index(op.f("ix_contractor_permit_number"), table_name="contractor")
    op.drop_index(op.f("ix_contractor_name_search"), table_name="contractor")
    op.drop_index(op.f("ix_contractor_corporate_number"), table_name="contractor")
    op.drop_table("contractor")
    op.drop_index("ix_agency_rule_lookup", table_name="agency_rule")
    op.drop_table("agency_rule")
    op.drop_table("throttle_bucket")
    op.drop_table("tariff_version")
    op.drop_index(op.f("ix_stored_file_sha256"), table_name="stored_file")
    op.drop_table("stored_file")
    op.drop_table("rulebook")
    op.drop_table("one_time_token")
    op.drop_table("job_run")
    op.drop_table("counter")
    op.drop_table("branch")
    op.drop_table("audit_head")
    op.drop_index(op.f("ix_agency_name_search"), table_name="agency")
    op.drop_table("agency")


def _forbid_change(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
