"""The mails of the service, one pure function each: values in, Message out. None holds a key or an amount."""

from surety.mail.letterhead import Message
from surety.mail.messages.accounts import (
    account_activation,
    account_changed,
    new_login,
    password_changed,
    password_reset,
    user_added,
)
from surety.mail.messages.acts import ActLetter, ActLines, act_carried_out, act_rejected
from surety.mail.messages.applications import (
    application_declined,
    application_received,
    application_returned,
    premium_due,
)
from surety.mail.messages.bid_bonds import (
    BondMatter,
    bid_bond_declined,
    bid_bond_issued,
    bid_bond_received,
    bid_bond_returned,
)
from surety.mail.messages.changes import (
    change_acknowledged,
    change_approved,
    change_declined,
    change_issued,
    change_received,
    change_returned,
)
from surety.mail.messages.guarantees import agency_opened, issue_completed, paper_posted
from surety.mail.messages.invoices import invoice_issued, payment_reminder
from surety.mail.messages.refunds import refund_stated
from surety.mail.messages.registrations import (
    registration_received,
    registration_refused,
    registration_returned,
    registration_verify,
)
from surety.mail.messages.watch import watch_opened

# Their links open something once, for whoever holds them: not shown to staff, not sent twice, not kept after delivery.
ONE_TIME_KINDS = frozenset(
    {
        "account_activation",
        "password_reset",
        "registration_received",
        "registration_returned",
        "registration_verify",
        "user_added",
    }
)

__all__ = [
    "ONE_TIME_KINDS",
    "ActLetter",
    "ActLines",
    "BondMatter",
    "Message",
    "account_activation",
    "account_changed",
    "act_carried_out",
    "act_rejected",
    "agency_opened",
    "application_declined",
    "application_received",
    "application_returned",
    "bid_bond_declined",
    "bid_bond_issued",
    "bid_bond_received",
    "bid_bond_returned",
    "change_acknowledged",
    "change_approved",
    "change_declined",
    "change_issued",
    "change_received",
    "change_returned",
    "invoice_issued",
    "issue_completed",
    "new_login",
    "paper_posted",
    "password_changed",
    "password_reset",
    "payment_reminder",
    "premium_due",
    "refund_stated",
    "registration_received",
    "registration_refused",
    "registration_returned",
    "registration_verify",
    "user_added",
    "watch_opened",
]
