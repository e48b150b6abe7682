"""Which page of the help belongs to which endpoint."""

# The branch's pages of one bid bond.
BOND_PAGES = tuple(
    f"desk.{name}"
    for name in (
        "bid_bond",
        "return_bid_bond",
        "decline_bid_bond",
        "reopen_bid_bond",
        "bid_bond_fee",
        "issue_bid_bond",
    )
)

# Endpoints, or with a dot at the end whole blueprints; the first that fits decides.
_PAGES = (
    ("home.dashboard", "home"),
    ("watch.", "watch"),
    ("registrations.", "registration"),
    ("accounts.company", "account"),
    ("accounts.users", "account"),
    ("accounts.user", "account"),
    ("accounts.new_user", "account"),
    ("accounts.own", "account"),
    ("accounts.", "login"),
    ("applications.status", "status"),
    ("applications.detail", "status"),
    ("applications.", "application"),
    ("bid_bonds.", "bid-bonds"),
    ("guarantees.download", "downloads"),
    ("guarantees.download_file", "downloads"),
    ("guarantees.change_check", "changes"),
    ("guarantees.change_notice", "changes"),
    ("guarantees.report_change", "changes"),
    ("guarantees.compare", "changes"),
    ("changes.", "changes"),
    ("guarantees.", "guarantees"),
    ("statements.", "statements"),
    ("invoices.", "invoices"),
    ("agencies.", "agencies"),
    ("verification.", "verify"),
    ("desk.registration", "desk-registrations"),
    ("desk.registrations", "desk-registrations"),
    ("desk.new_registration", "desk-registrations"),
    ("desk.edit_registration", "desk-registrations"),
    ("desk.return_registration", "desk-registrations"),
    ("desk.refuse_registration_page", "desk-registrations"),
    ("desk.approve_registration_page", "desk-registrations"),
    ("desk.change_check", "desk-changes"),
    ("desk.change_notice", "desk-changes"),
    ("desk.change_notices", "desk-changes"),
    ("desk.finish_change_notice", "desk-changes"),
    ("desk.compare", "desk-changes"),
    ("desk.apply_change", "desk-changes"),
    ("desk.approve_change", "desk-changes"),
    ("desk.change_payment", "desk-changes"),
    ("desk.change_preview", "desk-changes"),
    ("desk.issue_change", "desk-changes"),
    ("desk.issue_change_now", "desk-changes"),
    ("desk.reopen_change", "desk-changes"),
    ("desk.change", "desk-changes"),
    ("desk.change_paper", "desk-changes"),
    ("desk.changes", "desk-changes"),
    ("desk.confirm_change", "desk-changes"),
    ("desk.decline_change", "desk-changes"),
    ("desk.edit_change", "desk-changes"),
    ("desk.return_change", "desk-changes"),
    ("desk.save_change", "desk-changes"),
    ("desk.send_entered_change", "desk-changes"),
    ("desk.record_change_notice", "desk-changes"),
    ("desk.watch_tasks", "desk-watch"),
    ("desk.watch_task", "desk-watch"),
    ("desk.set_watch_task_aside", "desk-watch"),
    ("desk.credit", "desk-credit"),
    ("desk.contractor", "desk-credit"),
    ("desk.propose_credit_line", "desk-credit"),
    ("desk.over_line", "desk-credit"),
    ("desk.change_over_line", "desk-credit"),
    ("desk.statistics", "desk-statistics"),
    ("desk.download_statistics", "desk-statistics"),
    ("desk.bid_bonds", "desk-bid-bonds"),
    *((endpoint, "desk-bid-bonds") for endpoint in BOND_PAGES),
    ("desk.mails", "desk-mails"),
    ("desk.guarantees", "desk-guarantees"),
    ("desk.download_file", "desk-guarantees"),
    ("billing.bank", "billing-bank"),
    ("billing.bank_line", "billing-bank"),
    ("billing.", "billing"),
    ("desk.refund", "desk-refunds"),
    ("desk.refunds", "desk-refunds"),
    ("desk.record_refund", "desk-refunds"),
    ("rulebook.", "rulebook"),
    ("tariffs.", "tariffs"),
    ("desk.", "desk"),
)


def help_key(endpoint: str | None) -> str | None:
    """The key of the help page for an endpoint, None where none is written."""
    if endpoint is None:
        return None
    blueprint = endpoint.partition(".")[0] + "."
    return next((key for name, key in _PAGES if name in (endpoint, blueprint)), None)
