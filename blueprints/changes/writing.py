"""Writing a change: the form, the confirm page, sending, throwing away."""

from typing import Any

from flask import flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._change_applications import open_written, show_form, take_form
from blueprints._change_sending import Confirming
from blueprints._htmx import go_to
from blueprints._transaction import commits
from blueprints.changes import blueprint
from blueprints.changes.pages import STEPS, may_write, own_change
from surety.extensions import db
from surety.security.permissions import Permission
from surety.services.change_drafts import discard_change

_FORM = "changes/edit.html"
_PATH = "/<int:guarantee_change_id>"


@blueprint.route(f"{_PATH}/edit")
@requires(Permission.CONTRACTOR_APPLY)
def edit(guarantee_change_id: int) -> ResponseReturnValue:
    change = own_change(guarantee_change_id)
    if not may_write(change):
        return _to_detail(change)
    written = open_written(change)
    if "check" in request.args:
        written.find_faults()
    return show_form(_FORM, written, steps=STEPS)


@blueprint.route(f"{_PATH}/edit", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@keeps_typing
@commits
def save(guarantee_change_id: int) -> ResponseReturnValue:
    change = own_change(guarantee_change_id)
    page, action = take_form(_FORM, change, steps=STEPS)
    if page is not None:
        return page
    if action == "save":
        flash("下書きを保存しました。", "ok")
    aim = ".confirm" if action == "next" else ".edit"
    return go_to(url_for(aim, guarantee_change_id=change.id))


@blueprint.route(f"{_PATH}/confirm")
@requires(Permission.CONTRACTOR_APPLY)
def confirm(guarantee_change_id: int) -> ResponseReturnValue:
    change = own_change(guarantee_change_id)
    return _CONFIRMING.show(change) if may_write(change) else _to_detail(change)


@blueprint.route(f"{_PATH}/send", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def send(guarantee_change_id: int) -> ResponseReturnValue:
    change = own_change(guarantee_change_id)
    if not may_write(change):
        return _to_detail(change)
    if (page := _CONFIRMING.send(change)) is not None:
        return page
    flash(f"変更の申込を送信しました。受付番号は {change.receipt_number} です。", "ok")
    return _to_detail(change)


@blueprint.route(f"{_PATH}/discard", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def discard(guarantee_change_id: int) -> ResponseReturnValue:
    change = own_change(guarantee_change_id)
    discard_change(db.session(), change, actor=g.identity.actor)
    flash("変更の申込の下書きを破棄しました。", "info")
    return go_to(url_for("guarantees.detail", number=change.guarantee.number))


def _to_faults(change: Any) -> ResponseReturnValue:
    return go_to(url_for(".edit", guarantee_change_id=change.id, check=1))


def _to_detail(change: Any) -> ResponseReturnValue:
    return go_to(url_for(".detail", guarantee_change_id=change.id))


_CONFIRMING = Confirming("changes/confirm.html", "changes.paper", _to_faults, {"steps": STEPS})
