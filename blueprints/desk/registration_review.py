"""利用申請 at the branch: taking in hand, asking to mend, refusing, approving."""

from flask import current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from blueprints.desk.registrations import issuer
from forms.desk_registrations import ApproveForm, RefuseForm, ReissueForm, ReturnForm, box_name
from forms.registrations import sections_with
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.domain.workflow import REGISTRATION, RegistrationEvent, allowed
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.registrations import find_twins, get_registration_for_desk
from surety.security.permissions import Permission
from surety.services.registration_notes import notes_of
from surety.services.registration_review import (
    approve_registration,
    refuse_registration,
    reissue_notice,
    return_for_correction,
    start_review,
)
from surety.services.registrations import check_now, report_of

_NEW_COMPANY = "new"


@blueprint.route("/registrations/<int:registration_id>/review", methods=["POST"])
@requires(Permission.DESK_REGISTRATIONS)
@commits
def review_registration(registration_id: int) -> ResponseReturnValue:
    """Take it in hand."""
    start_review(db.session(), _get(registration_id), actor=g.identity.actor)
    return _to_page(registration_id)


@blueprint.route("/registrations/<int:registration_id>/return", methods=["GET", "POST"])
@requires(Permission.DESK_REGISTRATIONS)
@keeps_typing
@commits
def return_registration(registration_id: int) -> ResponseReturnValue:
    """Ask the applicant to mend, field by field."""
    found = _get(registration_id)
    if request.method == "GET" and RegistrationEvent.RETURN_FOR_CORRECTION not in allowed(
        REGISTRATION, found.state
    ):
        return _to_page(registration_id)
    notes = notes_of(check_now(db.session(), found), report_of(found))
    # The version of the terms has no box on the applicant's page.
    notes.pop("terms_version")
    labels = {key: note.label for key, note in notes.items()}
    form = ReturnForm.over(labels, request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        try:
            return_for_correction(
                db.session(), found, comments=form.comments, actor=g.identity.actor, letterhead=_letterhead()
            )
        except ForbiddenMove:
            raise
        except RuleViolation as violation:
            form.attach(violation)
        else:
            flash("修正のお願いをメールでお送りしました。", "ok")
            return _to_page(registration_id)
    return render(
        "desk/registration_return.html",
        form=form,
        registration=found,
        notes=notes,
        sections=sections_with(notes),
        box_name=box_name,
        status=200 if request.method == "GET" else 422,
    )


@blueprint.route("/registrations/<int:registration_id>/refuse", methods=["GET", "POST"])
@requires(Permission.DESK_REGISTRATIONS)
@keeps_typing
@commits
def refuse_registration_page(registration_id: int) -> ResponseReturnValue:
    """Say no, with the reason that the applicant will read."""
    found = _get(registration_id)
    if request.method == "GET" and RegistrationEvent.REFUSE not in allowed(REGISTRATION, found.state):
        return _to_page(registration_id)
    form = RefuseForm(request.form)
    if request.method == "POST" and form.validate():
        refuse_registration(
            db.session(), found, reason=form.reason.data, actor=g.identity.actor, letterhead=_letterhead()
        )
        flash("お断りの結果をメールでお知らせしました。", "ok")
        return _to_page(registration_id)
    status = 200 if request.method == "GET" else 422
    return render("desk/registration_refuse.html", form=form, registration=found, status=status)


@blueprint.route("/registrations/<int:registration_id>/approve", methods=["GET", "POST"])
@requires(Permission.DESK_REGISTRATIONS)
@keeps_typing
@commits
def approve_registration_page(registration_id: int) -> ResponseReturnValue:
    """Say yes: choose the company and how the account is opened."""
    found = _get(registration_id)
    if request.method == "GET" and RegistrationEvent.APPROVE not in allowed(REGISTRATION, found.state):
        return _to_page(registration_id)
    twins = find_twins(db.session(), found)
    companies = {str(twin.contractor.id): twin.contractor for twin in twins if twin.contractor}
    start = {"delivery": "mail" if found.notice_by_mail else "post"} | (
        {} if companies else {"contractor": "new"}
    )
    form = ApproveForm(request.form if request.method == "POST" else None, data=start)
    form.contractor.offer(
        [(_NEW_COMPANY, "新しい契約者として登録する")]
        + [(key, f"{company.name}（{company.customer_number}）") for key, company in companies.items()]
    )
    if request.method == "POST" and form.validate():
        try:
            with db.session().begin_nested():
                approve_registration(
                    db.session(),
                    found,
                    contractor=companies.get(form.contractor.data),
                    by_mail=form.delivery.data == "mail",
                    actor=g.identity.actor,
                    issuer=issuer(),
                )
        except ForbiddenMove:
            raise
        except RuleViolation as violation:
            form.attach(violation)
        else:
            flash("承認しました。", "ok")
            return _to_page(registration_id)
    return render(
        "desk/registration_approve.html",
        form=form,
        registration=found,
        twins=twins,
        status=200 if request.method == "GET" else 422,
    )


@blueprint.route("/registrations/<int:registration_id>/reissue", methods=["POST"])
@requires(Permission.DESK_REGISTRATIONS)
@commits
def reissue_registration_notice(registration_id: int) -> ResponseReturnValue:
    """Once more a notice or an activation mail; the earlier one dies."""
    found = _get(registration_id)
    form = ReissueForm(request.form)
    if form.validate():
        by_mail = form.delivery.data == "mail"
        try:
            with db.session().begin_nested():
                reissue_notice(db.session(), found, by_mail=by_mail, actor=g.identity.actor, issuer=issuer())
        except ForbiddenMove:
            raise
        except RuleViolation as violation:
            flash(f"{violation.message}。", "err")
        else:
            flash("新しいお知らせを用意しました。前のものは使えなくなりました。", "ok")
    return _to_page(registration_id)


def _get(registration_id: int):  # type: ignore[no-untyped-def]  # blueprints may not name the model
    return get_registration_for_desk(db.session(), registration_id, branch_id=g.identity.branch_id)


def _letterhead() -> Letterhead:
    return Letterhead.of(current_app.config["SETTINGS"])


def _to_page(registration_id: int) -> ResponseReturnValue:
    return go_to(url_for(".registration", registration_id=registration_id))
