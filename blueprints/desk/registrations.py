"""利用申請 at the branch: the queue, one registration beside its original, the papers."""

from io import BytesIO

from flask import current_app, g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from forms.desk_registrations import ReissueForm
from forms.registrations import SECTIONS
from surety.domain.errors import NotFound
from surety.domain.workflow import REGISTRATION, allowed
from surety.extensions import db
from surety.queries.registrations import (
    QUEUES,
    find_twins,
    get_registration_for_desk,
    list_desk_drafts,
    list_queue,
)
from surety.security.permissions import Permission
from surety.services.issuing import Issuer
from surety.services.registration_notes import notes_of
from surety.services.registration_notices import may_print, print_notice
from surety.services.registrations import check_now, report_of

QUEUE_LABELS = {
    "new": "新着",
    "review": "審査中",
    "returned": "修正依頼中",
    "notice": "利用開始待ち",
    "closed": "完了",
}


@blueprint.route("/registrations")
@requires(Permission.DESK_READ)
def registrations() -> ResponseReturnValue:
    """The branch's queue of 利用申請, by stage."""
    asked = request.args.get("queue", "new")
    queue = asked if asked in QUEUES else "new"
    after = min(max(request.args.get("after", 0, type=int), 0), 2**53)
    page = list_queue(db.session(), queue, branch_id=g.identity.branch_id, after=after)
    drafts = list_desk_drafts(db.session(), branch_id=g.identity.branch_id) if queue == "new" else []
    return render(
        "desk/registrations.html",
        rows=page.rows,
        drafts=drafts,
        tabs=[
            (label, url_for(".registrations", queue=name), name == queue)
            for name, label in QUEUE_LABELS.items()
        ],
        next_url=url_for(".registrations", queue=queue, after=page.after) if page.after else "",
        first_url=url_for(".registrations", queue=queue) if after else "",
        may_work=g.identity.may(Permission.DESK_REGISTRATIONS),
    )


@blueprint.route("/registrations/<int:registration_id>")
@requires(Permission.DESK_READ)
def registration(registration_id: int) -> ResponseReturnValue:
    """One registration: what was understood beside the original, the same company elsewhere, what can be done."""
    found = get_registration_for_desk(db.session(), registration_id, branch_id=g.identity.branch_id)
    checked = check_now(db.session(), found)
    return render(
        "desk/registration.html",
        registration=found,
        notes=notes_of(checked, report_of(found)),
        users=checked.users,
        sections=SECTIONS,
        report=report_of(found),
        twins=find_twins(db.session(), found),
        moves={event.value for event in allowed(REGISTRATION, found.state)},
        may_work=g.identity.may(Permission.DESK_REGISTRATIONS),
        may_print=may_print(found),
        form=ReissueForm(data={"delivery": "mail" if found.notice_by_mail else "post"}),
    )


@blueprint.route("/registrations/<int:registration_id>/file")
@requires(Permission.DESK_READ)
def registration_file(registration_id: int) -> ResponseReturnValue:
    """The original as it came; always as a download, never shown in the browser."""
    found = get_registration_for_desk(db.session(), registration_id, branch_id=g.identity.branch_id)
    if found.file is None:
        raise NotFound("registration file")
    return send_file(
        BytesIO(found.file.content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=found.file.filename,
    )


@blueprint.route("/registrations/<int:registration_id>/notice", methods=["POST"])
@requires(Permission.DESK_REGISTRATIONS)
@commits
def print_registration_notice(registration_id: int) -> ResponseReturnValue:
    """The 利用通知書 for the printer; a POST, because taking it out is noted."""
    found = get_registration_for_desk(db.session(), registration_id, branch_id=g.identity.branch_id)
    paper = print_notice(db.session(), found, actor=g.identity.actor, issuer=issuer())
    return send_file(
        BytesIO(paper.content),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=paper.filename,
    )


def issuer() -> Issuer:
    """What the services that make papers need to know of this deployment."""
    return Issuer(settings=current_app.config["SETTINGS"], vault=current_app.extensions["vault"])
