"""変更の要否, and telling the branch of a changed works contract."""

from flask import Response, flash, g, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._change_applications import take_begun_change
from blueprints._change_checks import show_change_check, take_change_report
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.guarantees import blueprint
from blueprints.guarantees.detail import get_own
from surety.extensions import db, reading_only
from surety.queries.change_notices import get_change_notice, read_answers, read_differences
from surety.security.permissions import Permission

_PAGE = "guarantees/change_check.html"


@blueprint.route("/<number>/change-check", methods=["GET", "POST"])
@requires(Permission.CONTRACTOR_READ)
@keeps_typing
def change_check(number: str) -> ResponseReturnValue:
    """The answer follows the typing; nothing is kept."""
    with reading_only():
        return show_change_check(_PAGE, get_own(number), may_report=_may_report())


@blueprint.route("/<number>/change-notices", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@keeps_typing
@commits
def report_change(number: str) -> ResponseReturnValue:
    """この内容を支店に知らせる."""
    made = take_change_report(_PAGE, get_own(number), may_report=_may_report())
    if isinstance(made, Response):
        return made
    flash("支店に知らせました。支店から連絡があるまでお待ちください。", "ok")
    return go_to(url_for(".change_notice", number=number, notice_id=made.id))


@blueprint.route("/<number>/changes", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@keeps_typing
@commits
def apply_change(number: str) -> ResponseReturnValue:
    """変更を申し込む: on from the check, nothing typed again."""
    made = take_begun_change(_PAGE, get_own(number), may_report=_may_report())
    if isinstance(made, Response):
        return made
    return go_to(url_for("changes.edit", guarantee_change_id=made.id))


@blueprint.route("/<number>/change-notices/<int:notice_id>")
@requires(Permission.CONTRACTOR_READ)
def change_notice(number: str, notice_id: int) -> ResponseReturnValue:
    guarantee = get_own(number)
    notice = get_change_notice(db.session(), guarantee, notice_id=notice_id)
    return render(
        "guarantees/change_notice.html",
        guarantee=guarantee,
        notice=notice,
        differences=read_differences(notice),
        answers=read_answers(notice),
    )


def _may_report() -> bool:
    return bool(g.identity.may(Permission.CONTRACTOR_APPLY))
