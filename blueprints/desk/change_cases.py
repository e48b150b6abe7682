"""変更の申込 at the branch: the queues, and one change from its arrival to 修正のお願い or お断り."""

from io import BytesIO
from typing import Any

from flask import current_app, flash, g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._change_applications import open_written
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from blueprints.desk.change_case_page import show_change_case
from forms.underwriting import RETURN_PHRASES, ReasonForm, ReturnForm, StepForm
from surety.domain.errors import ForbiddenMove, RuleViolation, Stale
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.changes import get_change_paper
from surety.queries.desk_changes import (
    ChangeQueue,
    count_changes,
    get_desk_change,
    list_change_queue,
    list_desk_drafts,
)
from surety.security.permissions import Permission
from surety.services.change_drafts import PAPER_FIELD
from surety.services.change_reviews import decline_change as decline
from surety.services.change_reviews import return_change as hand_back
from surety.services.change_reviews import start_change_review

_PATH = "/changes/<int:guarantee_change_id>"
_UNSEEN = frozenset({"mark"})


@blueprint.route("/changes")
@requires(Permission.DESK_READ)
def changes() -> ResponseReturnValue:
    session, branch_id = db.session(), g.identity.branch_id
    asked = request.args.get("queue", ChangeQueue.NEW.value)
    queue = ChangeQueue(asked) if asked in set(ChangeQueue) else ChangeQueue.NEW
    after = request.args.get("after", "")
    page = list_change_queue(session, queue, branch_id=branch_id, after=after)
    counts = count_changes(session, branch_id=branch_id)
    return render(
        "desk/changes.html",
        queue=queue,
        page=page,
        tabs=[
            (f"{each.label}（{counts[each]:,}）", url_for(".changes", queue=each.value), each is queue)
            for each in ChangeQueue
        ],
        drafts=[] if after else list_desk_drafts(session, branch_id=branch_id),
        next_url=url_for(".changes", queue=queue.value, after=page.after) if page.after else "",
        first_url=url_for(".changes", queue=queue.value) if after else "",
    )


@blueprint.route(_PATH)
@requires(Permission.DESK_READ)
def change(guarantee_change_id: int) -> ResponseReturnValue:
    return show_change_case(_get(guarantee_change_id))


@blueprint.route(f"{_PATH}/papers/<int:paper_id>")
@requires(Permission.DESK_READ)
def change_paper(guarantee_change_id: int, paper_id: int) -> ResponseReturnValue:
    """One attached paper, as a download: what others made is never shown inside our pages."""
    found = get_change_paper(db.session(), _get(guarantee_change_id), paper_id=paper_id)
    return send_file(
        BytesIO(found.file.content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=found.file.filename,
    )


@blueprint.route(f"{_PATH}/review", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def review_change(guarantee_change_id: int) -> ResponseReturnValue:
    found = _get(guarantee_change_id)
    version = StepForm(request.form).version
    start_change_review(db.session(), found, version_id=version, actor=g.identity.actor)
    flash("審査を始めました。確認項目をご覧ください。", "ok")
    return _to_case(found)


@blueprint.route(f"{_PATH}/return", methods=["GET", "POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def return_change(guarantee_change_id: int) -> ResponseReturnValue:
    """修正のお願い: a box beside every field."""
    found = _get(guarantee_change_id)
    boxes = [box for box in open_written(found).form if box.name not in _UNSEEN]
    labels = {box.name: box.label.text for box in boxes} | {PAPER_FIELD: "変更契約書の写し"}
    given = request.form if request.method == "POST" else None
    form = ReturnForm.over(labels, data=given, version_id=found.version_id)
    if given is not None and form.validate():
        try:
            hand_back(
                db.session(),
                found,
                comments=form.comments,
                labels=labels,
                version_id=form.version,
                actor=g.identity.actor,
                letterhead=_letterhead(),
            )
        except (ForbiddenMove, Stale):
            raise
        except RuleViolation as violation:
            form.attach(violation)
        else:
            flash("修正のお願いを契約者の画面に表示し、メールでお知らせしました。", "ok")
            return _to_case(found)
    status = 200 if given is None else 422
    texts = {name: found.texts.get(name, "") for name in labels}
    return render(
        "desk/return_change.html",
        status=status,
        form=form,
        change=found,
        texts=texts,
        names=list(labels),
        phrases=RETURN_PHRASES,
    )


@blueprint.route(f"{_PATH}/decline", methods=["GET", "POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def decline_change(guarantee_change_id: int) -> ResponseReturnValue:
    """変更のお断り, with the reason that the contractor reads."""
    found = _get(guarantee_change_id)
    given = request.form if request.method == "POST" else None
    form = ReasonForm(given, data={"version_id": found.version_id})
    if given is None or not form.validate():
        status = 200 if given is None else 422
        return render("desk/decline_change.html", status=status, form=form, change=found)
    decline(
        db.session(),
        found,
        reason=form.reason.data,
        version_id=form.version,
        actor=g.identity.actor,
        letterhead=_letterhead(),
    )
    flash("変更をお断りし、契約者へメールでお知らせしました。", "ok")
    return _to_case(found)


def _get(change_id: int) -> Any:
    return get_desk_change(db.session(), change_id, branch_id=g.identity.branch_id)


def _letterhead() -> Letterhead:
    return Letterhead.of(current_app.config["SETTINGS"])


def _to_case(change: Any) -> ResponseReturnValue:
    return go_to(url_for(".change", guarantee_change_id=change.id))
