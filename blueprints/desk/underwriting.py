"""引受けの決定: approving, declining by two people, doing a review again."""

from flask import current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from blueprints.desk.case_page import sent_form, show_case
from forms.underwriting import ReasonForm, StepForm
from surety.domain.errors import ForbiddenMove, RuleViolation, Stale
from surety.domain.workflow import ApplicationState
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.desk import get_desk_application, get_desk_request
from surety.security.permissions import Permission
from surety.services.underwriting import (
    approve_requests,
    confirm_decline,
    propose_decline,
    reopen_request,
    withdraw_proposal,
)


@blueprint.route("/applications/<int:application_id>/approve", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def approve(application_id: int) -> ResponseReturnValue:
    application = get_desk_application(db.session(), application_id, branch_id=g.identity.branch_id)
    form = sent_form(application)
    # A page drawn before somebody else's step may show other guarantees and checks: the service says so.
    is_current = form.version == application.version_id
    if is_current and application.state is ApplicationState.UNDER_REVIEW and not form.validate():
        return show_case(application, form=form, status=422)
    try:
        with db.session().begin_nested():
            approve_requests(
                db.session(),
                application,
                request_ids=[
                    int(chosen)
                    for chosen in request.form.getlist("requests")
                    if chosen.isascii() and chosen.isdigit() and len(chosen) < 19
                ],
                accepted=form.accepted,
                version_id=form.version,
                actor=g.identity.actor,
                settings=current_app.config["SETTINGS"],
            )
    except (ForbiddenMove, Stale):
        raise
    except RuleViolation as violation:
        form.attach(violation)
        return show_case(application, form=form, status=422)
    flash("承認しました。保証料計算書を作成しました。", "ok")
    return _to_case(application_id)


@blueprint.route("/requests/<int:request_id>/decline", methods=["GET", "POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def decline(request_id: int) -> ResponseReturnValue:
    """引受けのお断りの提案, with the reason."""
    found = _get(request_id)
    given = request.form if request.method == "POST" else None
    form = ReasonForm(given, data={"version_id": found.application.version_id})
    if given is not None and form.validate():
        propose_decline(
            db.session(), found, reason=form.reason.data, version_id=form.version, actor=g.identity.actor
        )
        flash("引受けのお断りを提案しました。別の方が確定すると、契約者に伝わります。", "ok")
        return _to_case(found.application_id)
    return render(
        "desk/decline.html", status=200 if given is None else 422, form=form, guarantee_request=found
    )


@blueprint.route("/requests/<int:request_id>/decline/confirm", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def decline_confirm(request_id: int) -> ResponseReturnValue:
    found = _get(request_id)
    confirm_decline(
        db.session(),
        found,
        version_id=StepForm(request.form).version,
        actor=g.identity.actor,
        letterhead=Letterhead.of(current_app.config["SETTINGS"]),
    )
    flash(f"{found.product.label}の引受けをお断りし、契約者へメールでお知らせしました。", "ok")
    return _to_case(found.application_id)


@blueprint.route("/requests/<int:request_id>/decline/withdraw", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def decline_withdraw(request_id: int) -> ResponseReturnValue:
    found = _get(request_id)
    withdraw_proposal(db.session(), found, version_id=StepForm(request.form).version, actor=g.identity.actor)
    flash("お断りの提案を取り消しました。", "ok")
    return _to_case(found.application_id)


@blueprint.route("/requests/<int:request_id>/reopen", methods=["GET", "POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def reopen(request_id: int) -> ResponseReturnValue:
    """審査のやり直し of what was approved and is not settled yet."""
    found = _get(request_id)
    given = request.form if request.method == "POST" else None
    form = ReasonForm(given, data={"version_id": found.application.version_id})
    if given is not None and form.validate():
        reopen_request(
            db.session(), found, reason=form.reason.data, version_id=form.version, actor=g.identity.actor
        )
        flash("審査をやり直します。承認すると、新しい保証料計算書を作成します。", "ok")
        return _to_case(found.application_id)
    return render(
        "desk/reopen.html", status=200 if given is None else 422, form=form, guarantee_request=found
    )


def _get(request_id: int):  # type: ignore[no-untyped-def]  # blueprints may not name the model
    return get_desk_request(db.session(), request_id, branch_id=g.identity.branch_id)


def _to_case(application_id: int) -> ResponseReturnValue:
    return go_to(url_for(".application", application_id=application_id))
