"""Deciding about a proposal: another person approves or declines it, the proposer may take it back."""

from flask import flash, g, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._htmx import go_to
from blueprints._transaction import commits
from blueprints.rulebook import blueprint
from blueprints.rulebook.pages import show_change
from surety.domain.errors import Denied, RuleViolation
from surety.extensions import db
from surety.queries.agency_changes import get_change
from surety.security.permissions import Permission
from surety.services.agency_changes import approve_change, decline_change


@blueprint.route("/changes/<int:change_id>/approve", methods=["POST"])
@requires(Permission.DESK_RULES_APPROVE)
@commits
def approve(change_id: int) -> ResponseReturnValue:
    """Let the proposal hold from now on."""
    change = get_change(db.session(), change_id)
    try:
        with db.session().begin_nested():
            agency = approve_change(db.session(), change, actor=g.identity.actor)
    except Denied:
        raise
    except RuleViolation as violation:
        return show_change(change, refusal=violation.message, status=409)
    flash(f"{agency.name}の取扱いの変更を承認しました。次の表示から、すべての画面に反映されます。", "ok")
    return go_to(url_for(".agency", code=agency.code))


@blueprint.route("/changes/<int:change_id>/decline", methods=["POST"])
@requires(Permission.DESK_RULES_APPROVE)
@commits
def decline(change_id: int) -> ResponseReturnValue:
    """Say no; the book stays as it is."""
    return _close(change_id, said="承認しませんでした。取扱いは変わりません。")


@blueprint.route("/changes/<int:change_id>/take-back", methods=["POST"])
@requires(Permission.DESK_RULES)
@commits
def take_back(change_id: int) -> ResponseReturnValue:
    """The proposer thinks better of it."""
    if get_change(db.session(), change_id).proposed_by_id != g.identity.user_id:
        raise Denied("not_own", "申出を取り下げられるのは、申し出た方だけです")
    return _close(change_id, said="申出を取り下げました。取扱いは変わりません。")


def _close(change_id: int, *, said: str) -> ResponseReturnValue:
    change = get_change(db.session(), change_id)
    try:
        decline_change(db.session(), change, actor=g.identity.actor)
    except RuleViolation as violation:
        return show_change(change, refusal=violation.message, status=409)
    flash(said, "ok")
    return go_to(url_for(".change", change_id=change_id))
