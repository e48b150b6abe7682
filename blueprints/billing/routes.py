"""締め: what each company has on its account for a month, and making the month's invoices."""

import re
from datetime import date

from flask import current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.billing import blueprint
from surety import clock
from surety.domain.closing import closable_month, invoice_due, month_end, month_of
from surety.extensions import db
from surety.queries.closing import list_account_rows
from surety.security.permissions import Permission
from surety.services.closing import close_month

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)


@blueprint.route("")
@requires(Permission.DESK_READ)
def home() -> ResponseReturnValue:
    """What is on the account for last month, or for the month that the address names."""
    today = clock.today()
    closable = closable_month(today)
    month = _month(request.args.get("month", "")) or closable
    rows = list_account_rows(db.session(), month, until=month_end(month), branch_id=g.identity.branch_id)
    settings = current_app.config["SETTINGS"]
    return render(
        "billing/home.html",
        month=month,
        end=month_end(month),
        rows=rows,
        waiting=sum(row.count for row in rows),
        amount=sum(row.amount for row in rows),
        is_closable=month == closable,
        is_running=month >= month_of(today),
        due_on=invoice_due(month, due_day=settings.billing.due_day, closed_on=today),
        months=[
            (f"{shown.year}年{shown.month}月分", url_for(".home", month=f"{shown:%Y-%m}"), shown == month)
            for shown in (closable_month(closable), closable, month_of(today))
        ],
        may_work=g.identity.may(Permission.DESK_ACCOUNTING),
    )


@blueprint.route("/close", methods=["POST"])
@requires(Permission.DESK_ACCOUNTING)
@commits
def close() -> ResponseReturnValue:
    """締める."""
    month = _month(request.form.get("month", "")) or closable_month(clock.today())
    made = close_month(
        db.session(),
        month,
        branch_id=g.identity.branch_id,
        actor=g.identity.actor,
        settings=current_app.config["SETTINGS"],
    )
    if made:
        flash(
            f"{month.month}月分を締め、請求書を{len(made)}件作成しました。各社へお知らせのメールを送ります。",
            "ok",
        )
    else:
        flash(f"{month.month}月分は、すでに締めてあります。新しい請求書はありません。", "info")
    return go_to(url_for(".home", month=f"{month:%Y-%m}"))


def _month(text: str) -> date | None:
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None
