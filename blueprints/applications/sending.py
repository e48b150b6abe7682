"""Confirming and sending an application, and what one sees afterwards."""

from flask import current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.applications import blueprint
from blueprints.applications.pages import (
    STEPS,
    Opened,
    open_draft,
    own_application,
    same_work_as,
    section_links,
)
from forms.applications import DeclarationForm
from surety.domain.application_fields import BY_NAME, Section
from surety.domain.application_rows import list_row_groups
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.applications import EDITABLE, UNSENT, list_attachments, list_branches
from surety.security.permissions import Permission
from surety.services.application_discarding import Discarded
from surety.services.application_sending import NotReady, send_application


@blueprint.route("/<int:application_id>/confirm")
@requires(Permission.CONTRACTOR_APPLY)
def confirm(application_id: int) -> ResponseReturnValue:
    application = own_application(application_id)
    if application.state not in EDITABLE:
        return go_to(url_for(".detail", application_id=application_id))
    opened = open_draft(application)
    return _show(opened, DeclarationForm(), status=200)


@blueprint.route("/<int:application_id>/send", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def send(application_id: int) -> ResponseReturnValue:
    application = own_application(application_id)
    form = DeclarationForm(request.form)
    if application.state in EDITABLE and not form.validate():
        return _show(open_draft(application), form, status=422)
    try:
        send_application(
            db.session(),
            application,
            actor=g.identity.actor,
            send_token=request.form.get("send_token", ""),
            version_id=request.form.get("version_id", 0, type=int),
            letterhead=Letterhead.of(current_app.config["SETTINGS"]),
        )
    except NotReady:
        return _show(open_draft(application), form, status=422)
    except Discarded:
        flash("この下書きは破棄されているため、送信していません。元に戻すと、送信できます。", "warn")
        return go_to(url_for(".detail", application_id=application_id))
    return go_to(url_for(".sent", application_id=application_id))


@blueprint.route("/<int:application_id>/sent")
@requires(Permission.CONTRACTOR_READ)
def sent(application_id: int) -> ResponseReturnValue:
    application = own_application(application_id)
    if application.state in UNSENT:
        return go_to(url_for(".detail", application_id=application_id))
    return render("applications/sent.html", application=application, steps=STEPS)


def _show(opened: Opened, form: DeclarationForm, *, status: int) -> ResponseReturnValue:
    application, reading, ground = opened.application, opened.reading, opened.ground
    branches = {branch.id: branch for branch in list_branches(db.session())}
    branch = branches.get(reading.other.branch_id or 0)

    def edit_url(name: str) -> str:
        """The address of a field's box."""
        section = BY_NAME[name].section.value
        return url_for(
            ".edit", application_id=application.id, section=section, check="1", _anchor=f"f-{name}"
        )

    return render(
        "applications/confirm.html",
        status=status,
        application=application,
        form=form,
        groups=list_row_groups(
            reading,
            agency_name=ground.handling.name if ground.handling else "",
            branch_name=branch.name if branch else "",
        ),
        figures=opened.figures,
        reading=reading,
        problems=opened.problems,
        problem_links=[(problem.message, edit_url(problem.field)) for problem in opened.problems],
        edit_url=edit_url,
        sections=section_links(opened, current=None, counts_blanks=True),
        comments=application.comments,
        attachments=list_attachments(db.session(), application),
        same_work=same_work_as(opened),
        branch=branch,
        steps=STEPS,
        Section=Section,
    )
