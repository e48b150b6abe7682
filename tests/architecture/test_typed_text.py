"""Of every form behind the login it is decided what becomes of its texts when the login has ended meanwhile."""

from flask import Flask

from tests.architecture.access_table import ACCESS, PUBLIC

# What is posted there is a password or a code: it is never given back, the person types it again.
SECRET = {
    "accounts.change_password",
    "accounts.enrol",
    "accounts.remove_second_factor",
    "accounts.reset_desk_user",
    "accounts.reset_user",
    "accounts.second_factor",
}
# Nothing is typed there: a button, a tick, a choice. The person comes back to the page and sees what holds now.
PRESSED_ONLY = {
    "accounts.decide_role",
    "accounts.end_other_sessions",
    "accounts.end_own_session",
    "accounts.invite_desk_user",
    "accounts.invite_user",
    "accounts.logout",
    "accounts.propose_role",
    "accounts.resume_desk_user",
    "accounts.resume_user",
    "accounts.stop_desk_user",
    "accounts.stop_user",
    "applications.copy",
    "applications.create",
    "applications.discard_now",
    "applications.restore",
    "applications.send",
    "billing.close",
    "billing.decide_account",
    "billing.decide_cancellation",
    "billing.match_bank_line",
    "billing.send_reminder",
    "billing.take_up_bank_line",
    "changes.discard",
    "changes.send",
    "bid_bonds.convert",
    "bid_bonds.create",
    "bid_bonds.discard_now",
    "bid_bonds.lost",
    "bid_bonds.restore",
    "bid_bonds.send",
    "bid_bonds.undo_result",
    "desk.account",
    "desk.decide_credit_line",
    "desk.bid_bond_account",
    "desk.confirm_bid_bond_decline",
    "desk.issue_bid_bond_now",
    "desk.receive_bid_bond",
    "desk.review_bid_bond",
    "desk.take_bid_bond_over",
    "desk.withdraw_bid_bond_decline",
    "desk.decline_confirm",
    "desk.decline_withdraw",
    "desk.discard_entered_change",
    "desk.issue_change_now",
    "desk.issue_now",
    "desk.mails_resend",
    "desk.print_registration_notice",
    "desk.refund_charge",
    "desk.receive",
    "desk.reissue_registration_notice",
    "desk.review",
    "desk.review_change",
    "desk.review_registration",
    "desk.send_entered_change",
    "desk.take_back_paper",
    "desk.take_back_credit_line",
    "desk.take_over_review",
    "desk.withdraw",
    "guarantees.apply_interim",
    "guarantees.withdraw_ask",
    "works_contracts.apply_advance",
    "guarantees.hand_over",
    "guarantees.hide_key",
    "guarantees.show_key",
    "rulebook.approve",
    "rulebook.decline",
    "rulebook.take_back",
    "tariffs.decline",
    "tariffs.verify",
    "verification.reopen",
}
# Filters of a list: few words, and the address of the page the person comes back to holds those that were searched for.
FILTERS = {
    "desk.download_statistics",
    "desk.download_file",
    "guarantees.download_file",
    "invoices.download_file",
    "statements.download_file",
}
# Asked by htmx; the page itself stays on the screen and keeps everything (static/js/login.js).
FRAGMENTS = {
    "applications.autosave",
    "applications.recalculate",
    "applications.rows",
    "bid_bonds.autosave",
    "bid_bonds.recalculate",
    "desk.check_registration_field",
}


def test_every_form_keeps_its_texts_or_says_why_not(app: Flask) -> None:
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    behind_the_login = {name for name in posted if ACCESS[name] != PUBLIC}
    kept = {name for name, view in app.view_functions.items() if getattr(view, "keeps_typing", False)}
    decided = SECRET | PRESSED_ONLY | FILTERS | FRAGMENTS
    assert sorted(behind_the_login - kept - decided) == [], "mark the view @keeps_typing or add it here"
    assert sorted(kept & decided) == [], "both kept and not"
    assert sorted((kept | decided) - behind_the_login) == [], "no such form"
