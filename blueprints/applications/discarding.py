"""破棄 of a draft, after a page that names what is thrown away, and 元に戻す."""

from flask import flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.applications import blueprint
from blueprints.applications.pages import open_draft, own_application
from surety import clock
from surety.domain.application_draft import restorable_until
from surety.domain.errors import Stale
from surety.domain.workflow import ApplicationState
from surety.extensions import db
from surety.queries.applications import list_attachments
from surety.security.permissions import Permission
from surety.services.application_discarding import discard_draft, restore_draft


@blueprint.route("/<int:application_id>/discard")
@requires(Permission.CONTRACTOR_APPLY)
def discard(application_id: int) -> ResponseReturnValue:
    application = own_application(application_id)
    if application.state is not ApplicationState.DRAFT:
        return go_to(url_for(".detail", application_id=application_id))
    return _ask(application, status=200)


@blueprint.route("/<int:application_id>/discard", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def discard_now(application_id: int) -> ResponseReturnValue:
    application = own_application(application_id)
    version_id = request.form.get("version_id", 0, type=int)
    try:
        discard_draft(db.session(), application, version_id=version_id, actor=g.identity.actor)
    except Stale as stale:
        db.session.refresh(application)
        return _ask(application, status=409, messages=[stale.message])
    return go_to(url_for(".index", discarded=application_id))


@blueprint.route("/<int:application_id>/restore", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def restore(application_id: int) -> ResponseReturnValue:
    restore_draft(db.session(), own_application(application_id), actor=g.identity.actor)
    flash("下書きを元に戻しました。続きから入力できます。", "ok")
    return go_to(url_for(".edit", application_id=application_id, section="works"))


def _ask(application, *, status: int, messages: list[str] | None = None) -> ResponseReturnValue:
    """The page that names what is thrown away."""
    opened = open_draft(application)
    return render(
        "applications/discard.html",
        status=status,
        application=application,
        messages=messages or [],
        draft=opened.draft,
        work_kind=opened.reading.works.work_kind,
        price=opened.reading.works.price,
        agency_name=opened.ground.handling.name if opened.ground.handling else "",
        products=[request.product for request in opened.reading.requests if request.applies],
        attachments=list_attachments(db.session(), application),
        last_day=restorable_until(clock.today()),
    )
