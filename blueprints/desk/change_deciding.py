"""変更の承認, the payment of an additional premium, and taking an approval back."""

from typing import Any

from flask import current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._receipts import read_receipt
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from blueprints.desk.change_case_page import approval_form, examine, show_change_case
from forms.premiums import PaymentForm
from forms.underwriting import ReasonForm
from surety.domain.errors import ForbiddenMove, NotFound, RuleViolation, Stale
from surety.domain.workflow import ChangeState
from surety.extensions import db
from surety.queries.desk_changes import get_desk_change
from surety.security.permissions import Permission
from surety.services.change_decisions import approve_change as approve
from surety.services.change_decisions import record_change_payment
from surety.services.change_decisions import reopen_change as reopen

_PATH = "/changes/<int:guarantee_change_id>"


@blueprint.route(f"{_PATH}/approve", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def approve_change(guarantee_change_id: int) -> ResponseReturnValue:
    found = _get(guarantee_change_id)
    form = None
    if found.state is ChangeState.UNDER_REVIEW:
        form = approval_form(found, examine(found), data=request.form)
        if form.version == found.version_id and not form.validate():
            return show_change_case(found, form=form, status=422)
    version = form.version if form else request.form.get("version_id", 0, type=int)
    try:
        with db.session().begin_nested():
            approve(
                db.session(),
                found,
                accepted=form.accepted if form else {},
                version_id=version,
                actor=g.identity.actor,
                settings=current_app.config["SETTINGS"],
            )
    except (ForbiddenMove, Stale):
        raise
    except RuleViolation as violation:
        if form is None:
            raise
        form.attach(violation)
        return show_change_case(found, form=form, status=422)
    flash("変更を承認しました。", "ok")
    return _to_case(found)


@blueprint.route(f"{_PATH}/payments/<int:item_id>", methods=["GET", "POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def change_payment(guarantee_change_id: int, item_id: int) -> ResponseReturnValue:
    """入金の確認 of an additional premium."""
    found = _get(guarantee_change_id)
    item = find_item(found, item_id)
    if item.statement is None:
        raise NotFound(f"no additional premium of {item_id}")
    given = request.form if request.method == "POST" else None
    form = PaymentForm(given, data={"version_id": found.version_id})
    if given is not None and form.validate():
        try:
            record_change_payment(
                db.session(),
                item,
                receipt=read_receipt(form),
                version_id=form.version,
                actor=g.identity.actor,
            )
        except (ForbiddenMove, Stale):
            raise
        except RuleViolation as violation:
            form.attach(violation)
        else:
            flash("入金を確認しました。", "ok")
            return _to_case(found)
    status = 200 if given is None else 422
    return render("desk/change_payment.html", status=status, form=form, change=found, item=item)


@blueprint.route(f"{_PATH}/reopen", methods=["GET", "POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def reopen_change(guarantee_change_id: int) -> ResponseReturnValue:
    """審査のやり直し of an approved change."""
    found = _get(guarantee_change_id)
    given = request.form if request.method == "POST" else None
    form = ReasonForm(given, data={"version_id": found.version_id})
    if given is None or not form.validate():
        status = 200 if given is None else 422
        return render("desk/reopen_change.html", status=status, form=form, change=found)
    reopen(db.session(), found, reason=form.reason.data, version_id=form.version, actor=g.identity.actor)
    flash("審査をやり直します。", "ok")
    return _to_case(found)


def find_item(change: Any, item_id: int) -> Any:
    """One guarantee of this change. Raises NotFound."""
    found = next((item for item in change.items if item.id == item_id), None)
    if found is None:
        raise NotFound(f"item {item_id} of change {change.id}")
    return found


def _get(change_id: int) -> Any:
    return get_desk_change(db.session(), change_id, branch_id=g.identity.branch_id)


def _to_case(change: Any) -> ResponseReturnValue:
    return go_to(url_for(".change", guarantee_change_id=change.id))
