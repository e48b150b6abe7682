"""Index what waits apart from what is settled, so that no list reads through the years behind it."""

import sqlalchemy as sa
from alembic import op

revision = "0020_index_what_waits"
down_revision = "0019_change_over_line"

DRAFT, DISCARDED = "state = 'draft'", "state = 'discarded'"
DUE, NOT_OUT, OPEN_ACT = "state = 'due'", "state != 'sent'", "state IN ('requested', 'proposed')"
# By name: the table, the columns, and which of its rows.
BEFORE = {
    "ix_application_branch": ("application", ("branch_id", "state", "id"), ""),
    "ix_bid_bond_branch": ("bid_bond", ("branch_id", "state", "submitted_at", "id"), ""),
    "ix_guarantee_change_branch": ("guarantee_change", ("branch_id", "state", "submitted_at", "id"), ""),
    "ix_refund_statement_branch": ("refund_statement", ("branch_id", "stated_on", "id"), ""),
    "ix_refund_statement_due": ("refund_statement", ("branch_id", "stated_on", "id"), DUE),
    "ix_monthly_invoice_branch": ("monthly_invoice", ("branch_id", "state", "due_on", "id"), ""),
}
AFTER = {
    **{
        f"ix_{table}_contractor_branch": (table, ("contractor_id", "branch_id", "id"), "")
        for table in ("application", "bid_bond", "guarantee_change")
    },
    "ix_application_desk": (
        "application",
        ("branch_id", "state", "submitted_at", "id"),
        "state IN ('submitted', 'received', 'under_review', 'returned')",
    ),
    "ix_application_draft": ("application", ("contractor_id", "draft_saved_at", "id"), DRAFT),
    "ix_application_discarded": ("application", ("contractor_id", "draft_saved_at", "id"), DISCARDED),
    "ix_bid_bond_desk": (
        "bid_bond",
        ("branch_id", "state", "submitted_at", "id"),
        "state IN ('submitted', 'received', 'under_review', 'returned', 'approved', 'paid', 'on_account')",
    ),
    "ix_bid_bond_draft": ("bid_bond", ("contractor_id", "draft_saved_at", "id"), DRAFT),
    "ix_bid_bond_discarded": ("bid_bond", ("contractor_id", "draft_saved_at", "id"), DISCARDED),
    "ix_bid_bond_branch_issued": ("bid_bond", ("branch_id", "submitted_at", "id"), "issued_on IS NOT NULL"),
    "ix_bid_bond_all_issued": ("bid_bond", ("submitted_at", "id"), "issued_on IS NOT NULL"),
    "ix_guarantee_change_desk": (
        "guarantee_change",
        ("branch_id", "state", "submitted_at", "id"),
        "state IN ('submitted', 'under_review', 'returned', 'approved')",
    ),
    "ix_guarantee_change_draft": ("guarantee_change", ("contractor_id", "id"), DRAFT),
    "ix_refund_statement_branch": ("refund_statement", ("branch_id", "id"), ""),
    "ix_refund_statement_due": ("refund_statement", ("branch_id", "id"), DUE),
    "ix_refund_statement_all_due": ("refund_statement", ("id",), DUE),
    "ix_guarantee_act_all_open": ("guarantee_act", ("id",), OPEN_ACT),
    "ix_monthly_invoice_branch": ("monthly_invoice", ("branch_id", "id"), ""),
    "ix_monthly_invoice_branch_state": ("monthly_invoice", ("branch_id", "state", "id"), ""),
    "ix_monthly_invoice_state": ("monthly_invoice", ("state", "id"), ""),
    "ix_outgoing_mail_recipient": ("outgoing_mail", ("recipient", "id"), ""),
    "ix_outgoing_mail_not_out": ("outgoing_mail", ("branch_id", "id"), NOT_OUT),
    "ix_outgoing_mail_all_not_out": ("outgoing_mail", ("id",), NOT_OUT),
}
Indexes = dict[str, tuple[str, tuple[str, ...], str]]


def upgrade() -> None:
    _replace(BEFORE, by=AFTER)


def downgrade() -> None:
    _replace(AFTER, by=BEFORE)


def _replace(old: Indexes, *, by: Indexes) -> None:
    for name, (table, _columns, _where) in old.items():
        op.drop_index(name, table_name=table)
    for name, (table, columns, where) in by.items():
        condition = sa.text(where) if where else None
        op.create_index(name, table, list(columns), sqlite_where=condition, postgresql_where=condition)
