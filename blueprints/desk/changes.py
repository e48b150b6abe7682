"""変更の連絡 at the branch: checking for a contractor on the telephone, and dealing with what was told."""

from flask import Response, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._change_checks import show_change_check, take_change_report
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from forms.change_checks import DoneForm
from surety.extensions import db, reading_only
from surety.queries.change_notices import (
    count_open_notices,
    get_desk_notice,
    list_desk_notices,
    read_answers,
    read_differences,
)
from surety.queries.desk import get_desk_guarantee
from surety.security.permissions import Permission
from surety.services.change_notices import finish_notice, reopen_notice

_PAGE = "desk/change_check.html"


@blueprint.route("/guarantees/<number>/change-check", methods=["GET", "POST"])
@requires(Permission.DESK_READ)
@keeps_typing
def change_check(number: str) -> ResponseReturnValue:
    """The answer follows the typing; nothing is kept."""
    with reading_only():
        return show_change_check(_PAGE, _guarantee(number), may_report=_may_work())


@blueprint.route("/guarantees/<number>/change-notices", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def record_change_notice(number: str) -> ResponseReturnValue:
    """変更の連絡として記録する: what a contractor told on the telephone or by FAX."""
    made = take_change_report(_PAGE, _guarantee(number), may_report=_may_work())
    if isinstance(made, Response):
        return made
    flash("変更の連絡として記録しました。", "ok")
    return go_to(url_for(".change_notice", notice_id=made.id))


@blueprint.route("/change-notices")
@requires(Permission.DESK_READ)
def change_notices() -> ResponseReturnValue:
    session, branch_id = db.session(), g.identity.branch_id
    is_done = request.args.get("tab") == "done"
    after = request.args.get("after", "")
    place = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
    page = list_desk_notices(session, branch_id=branch_id, is_done=is_done, after=place)
    tab = "done" if is_done else None
    waiting = count_open_notices(session, branch_id=branch_id)
    return render(
        "desk/change_notices.html",
        page=page,
        is_done=is_done,
        tabs=[
            (f"対応待ち（{waiting:,}）", url_for(".change_notices"), not is_done),
            ("対応済み", url_for(".change_notices", tab="done"), is_done),
        ],
        next_url=url_for(".change_notices", tab=tab, after=page.after) if page.after else "",
        first_url=url_for(".change_notices", tab=tab) if place else "",
    )


@blueprint.route("/change-notices/<int:notice_id>")
@requires(Permission.DESK_READ)
def change_notice(notice_id: int) -> ResponseReturnValue:
    return _show(_notice(notice_id), DoneForm())


@blueprint.route("/change-notices/<int:notice_id>/done", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def finish_change_notice(notice_id: int) -> ResponseReturnValue:
    """対応済みにする, and taking it back."""
    found = _notice(notice_id)
    form = DoneForm(request.form)
    if request.form.get("action") == "reopen":
        reopen_notice(db.session(), found, actor=g.identity.actor)
        flash("対応待ちに戻しました。", "info")
    elif form.validate():
        finish_notice(db.session(), found, note=form.note.data, actor=g.identity.actor)
        flash("対応済みにしました。", "ok")
    else:
        return _show(found, form, status=422)
    return go_to(url_for(".change_notice", notice_id=notice_id))


def _show(found, form: DoneForm, *, status: int = 200) -> Response:  # type: ignore[no-untyped-def]  # blueprints may not name the model
    return render(
        "desk/change_notice.html",
        status=status,
        notice=found,
        form=form,
        differences=read_differences(found),
        answers=read_answers(found),
        may_work=_may_work(),
    )


def _notice(notice_id: int):  # type: ignore[no-untyped-def]  # as above
    return get_desk_notice(db.session(), notice_id, branch_id=g.identity.branch_id)


def _guarantee(number: str):  # type: ignore[no-untyped-def]  # as above
    return get_desk_guarantee(db.session(), number, branch_id=g.identity.branch_id)


def _may_work() -> bool:
    return bool(g.identity.may(Permission.DESK_UNDERWRITE))
