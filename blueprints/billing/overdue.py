"""未納・期限超過: what waits for its money, and reminding by mail."""

from flask import current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.billing import blueprint
from surety import clock
from surety.domain.errors import RuleViolation, Stale
from surety.extensions import db
from surety.queries.open_charges import list_open_charges, list_reminded
from surety.security.permissions import Permission
from surety.services.reminders import remind


@blueprint.route("/overdue")
@requires(Permission.DESK_READ)
def overdue() -> ResponseReturnValue:
    today = clock.today()
    charges = list_open_charges(db.session(), branch_id=g.identity.branch_id)
    late = [charge for charge in charges if charge.due_on < today]
    return render(
        "billing/overdue.html",
        today=today,
        late=late,
        coming=[charge for charge in charges if charge.due_on >= today],
        reminded=list_reminded(db.session(), late, today=today),
        sees_all=g.identity.branch_id is None,
        may_work=g.identity.may(Permission.DESK_ACCOUNTING),
    )


@blueprint.route("/overdue/reminder", methods=["POST"])
@requires(Permission.DESK_ACCOUNTING)
@commits
def send_reminder() -> ResponseReturnValue:
    """督促メールを送る, at most once a day for each item."""
    key = request.form.get("key", "")
    waiting = list_open_charges(db.session(), branch_id=g.identity.branch_id)
    charge = next((each for each in waiting if each.key == key), None)
    if charge is None:
        raise Stale("reminder.gone", "すでに納付済みか、取消になっています。一覧を開き直してご確認ください")
    try:
        is_sent = remind(
            db.session(), charge, actor=g.identity.actor, settings=current_app.config["SETTINGS"]
        )
    except RuleViolation as violation:
        flash(f"{charge.contractor.name}：{violation.message}。", "warn")
        return go_to(url_for(".overdue"))
    if is_sent:
        flash(f"{charge.contractor.name}へ、{charge.number}の督促メールを送ります。", "ok")
    else:
        flash(f"{charge.number}の督促メールは、本日すでに送っています。", "info")
    return go_to(url_for(".overdue"))
