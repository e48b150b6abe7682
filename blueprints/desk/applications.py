"""保証申込 at the branch: the queues, and one application from 受付 to 修正のお願い."""

from io import BytesIO

from flask import current_app, flash, g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from blueprints.desk.case_page import show_case
from blueprints.desk.routes import DETAILS, case_url
from forms.underwriting import RETURN_PHRASES, ReturnForm, StepForm
from surety.domain.application_fields import ATTACHMENTS_FIELD, RECOGNITION_FIELD, label_of
from surety.domain.errors import ForbiddenMove, RuleViolation, Stale
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.desk import (
    Queue,
    count_queues,
    get_desk_application,
    get_desk_attachment,
    list_queue,
)
from surety.queries.sent_applications import list_sent_content
from surety.security.permissions import Permission
from surety.services.reviews import receive_application, return_for_correction, start_review, take_over


@blueprint.route("/applications")
@requires(Permission.DESK_READ)
def applications() -> ResponseReturnValue:
    session, branch_id = db.session(), g.identity.branch_id
    asked = request.args.get("queue", Queue.NEW.value)
    queue = Queue(asked) if asked in set(Queue) else Queue.NEW
    after = request.args.get("after", "")
    page = list_queue(session, queue, branch_id=branch_id, after=after)
    counts = count_queues(session, branch_id=branch_id)
    return render(
        "desk/applications.html",
        queue=queue,
        page=page,
        details=DETAILS,
        tabs=[
            (f"{each.label}（{counts[each]:,}）", url_for(".applications", queue=each.value), each is queue)
            for each in Queue
        ],
        next_url=url_for(".applications", queue=queue.value, after=page.after) if page.after else "",
        first_url=url_for(".applications", queue=queue.value) if after else "",
        case_url=case_url,
    )


@blueprint.route("/applications/<int:application_id>")
@requires(Permission.DESK_READ)
def application(application_id: int) -> ResponseReturnValue:
    return show_case(_get(application_id))


@blueprint.route("/applications/<int:application_id>/receive", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def receive(application_id: int) -> ResponseReturnValue:
    receive_application(
        db.session(), _get(application_id), version_id=StepForm(request.form).version, actor=g.identity.actor
    )
    flash("受け付けました。", "ok")
    return go_to(url_for(".application", application_id=application_id))


@blueprint.route("/applications/<int:application_id>/review", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def review(application_id: int) -> ResponseReturnValue:
    start_review(
        db.session(), _get(application_id), version_id=StepForm(request.form).version, actor=g.identity.actor
    )
    flash("審査を始めました。確認項目をご覧ください。", "ok")
    return go_to(url_for(".application", application_id=application_id))


@blueprint.route("/applications/<int:application_id>/take-over", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def take_over_review(application_id: int) -> ResponseReturnValue:
    take_over(
        db.session(), _get(application_id), version_id=StepForm(request.form).version, actor=g.identity.actor
    )
    flash("担当を引き継ぎました。", "ok")
    return go_to(url_for(".application", application_id=application_id))


@blueprint.route("/applications/<int:application_id>/return", methods=["GET", "POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def return_application(application_id: int) -> ResponseReturnValue:
    """修正のお願い: a box beside every field."""
    found = _get(application_id)
    content = list_sent_content(found)
    rows = {row.field: row for group in content.groups for row in group.rows}
    papers = (ATTACHMENTS_FIELD, RECOGNITION_FIELD) if content.is_interim else (ATTACHMENTS_FIELD,)
    labels = {name: row.label for name, row in rows.items()} | {name: label_of(name) for name in papers}
    given = request.form if request.method == "POST" else None
    form = ReturnForm.over(labels, data=given, version_id=found.version_id)
    if given is not None and form.validate():
        try:
            return_for_correction(
                db.session(),
                found,
                comments=form.comments,
                version_id=form.version,
                actor=g.identity.actor,
                letterhead=Letterhead.of(current_app.config["SETTINGS"]),
            )
        except (ForbiddenMove, Stale):
            raise
        except RuleViolation as violation:
            form.attach(violation)
        else:
            flash("修正のお願いを契約者の画面に表示し、メールでお知らせしました。", "ok")
            return go_to(url_for(".application", application_id=application_id))
    return render(
        "desk/return_application.html",
        status=200 if given is None else 422,
        form=form,
        application=found,
        content=content,
        paper_fields=papers,
        phrases=RETURN_PHRASES,
    )


@blueprint.route("/applications/<int:application_id>/attachments/<int:attachment_id>")
@requires(Permission.DESK_READ)
def attachment(application_id: int, attachment_id: int) -> ResponseReturnValue:
    """One attached paper, as a download: what others made is never shown inside our pages."""
    found = get_desk_attachment(db.session(), _get(application_id), attachment_id=attachment_id)
    return send_file(
        BytesIO(found.file.content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=found.file.filename,
    )


def _get(application_id: int):  # type: ignore[no-untyped-def]  # blueprints may not name the model
    return get_desk_application(db.session(), application_id, branch_id=g.identity.branch_id)
