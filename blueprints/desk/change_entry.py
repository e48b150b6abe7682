"""A 変更の申込 that came by FAX, post or telephone, entered by the branch for the contractor."""

from typing import Any

from flask import Response, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._change_applications import (
    open_written,
    show_form,
    take_begun_change,
    take_form,
)
from blueprints._change_sending import Confirming
from blueprints._htmx import go_to
from blueprints._transaction import commits
from blueprints.desk import blueprint
from surety.extensions import db
from surety.queries.changes import is_writable
from surety.queries.desk import get_desk_guarantee
from surety.queries.desk_changes import get_desk_change
from surety.security.permissions import Permission
from surety.services.change_drafts import discard_change

_CHECK, _FORM = "desk/change_check.html", "desk/change_edit.html"
_PATH = "/changes/<int:guarantee_change_id>"


@blueprint.route("/guarantees/<number>/changes", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def apply_change(number: str) -> ResponseReturnValue:
    """契約者に代わって変更の申込を入力する."""
    guarantee = get_desk_guarantee(db.session(), number, branch_id=g.identity.branch_id)
    made = take_begun_change(_CHECK, guarantee, may_report=True)
    if isinstance(made, Response):
        return made
    return go_to(url_for(".edit_change", guarantee_change_id=made.id))


@blueprint.route(f"{_PATH}/edit")
@requires(Permission.DESK_UNDERWRITE)
def edit_change(guarantee_change_id: int) -> ResponseReturnValue:
    change = _get(guarantee_change_id)
    if not may_enter(change):
        return _to_case(change)
    written = open_written(change)
    if "check" in request.args:
        written.find_faults()
    return show_form(_FORM, written)


@blueprint.route(f"{_PATH}/edit", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def save_change(guarantee_change_id: int) -> ResponseReturnValue:
    change = _get(guarantee_change_id)
    if not may_enter(change):
        return _to_case(change)
    page, action = take_form(_FORM, change)
    if page is not None:
        return page
    if action == "save":
        flash("入力の途中を保存しました。", "ok")
    aim = ".confirm_change" if action == "next" else ".edit_change"
    return go_to(url_for(aim, guarantee_change_id=change.id))


@blueprint.route(f"{_PATH}/confirm")
@requires(Permission.DESK_UNDERWRITE)
def confirm_change(guarantee_change_id: int) -> ResponseReturnValue:
    change = _get(guarantee_change_id)
    return _CONFIRMING.show(change) if may_enter(change) else _to_case(change)


@blueprint.route(f"{_PATH}/send", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def send_entered_change(guarantee_change_id: int) -> ResponseReturnValue:
    change = _get(guarantee_change_id)
    if not may_enter(change):
        return _to_case(change)
    if (page := _CONFIRMING.send(change)) is not None:
        return page
    flash(f"変更の申込を受け付けました。受付番号は {change.receipt_number} です。", "ok")
    return _to_case(change)


@blueprint.route(f"{_PATH}/discard", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def discard_entered_change(guarantee_change_id: int) -> ResponseReturnValue:
    change = _get(guarantee_change_id)
    discard_change(db.session(), change, actor=g.identity.actor)
    flash("入力した変更の申込を破棄しました。", "info")
    return go_to(url_for(".guarantee", number=change.guarantee.number))


def may_enter(change: Any) -> bool:
    """Whether the branch may write on it: what the branch itself entered."""
    return is_writable(change) and change.entered_by.contractor_id is None


def _get(change_id: int) -> Any:
    return get_desk_change(db.session(), change_id, branch_id=g.identity.branch_id)


def _to_faults(change: Any) -> ResponseReturnValue:
    return go_to(url_for(".edit_change", guarantee_change_id=change.id, check=1))


def _to_case(change: Any) -> ResponseReturnValue:
    return go_to(url_for(".change", guarantee_change_id=change.id))


_CONFIRMING = Confirming("desk/change_confirm.html", "desk.change_paper", _to_faults, {})
