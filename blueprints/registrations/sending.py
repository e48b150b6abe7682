"""利用申請, from the confirmation page to the answer: sending, the receipt, the mail address, the state."""

from flask import current_app, flash, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import public
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._throttling import client_address, count
from blueprints._transaction import commits
from blueprints.registrations import blueprint
from forms.registrations import SECTIONS, DeliveryForm, StatusForm
from surety.domain.errors import NotFound, RuleViolation
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.registrations import (
    find_registration_by_receipt,
    find_registration_of_mail_token,
    get_registration_by_token,
)
from surety.security.throttle import LOOKUP_PER_ADDRESS
from surety.services.registration_notes import notes_of
from surety.services.registration_progress import progress_of
from surety.services.registration_submission import send_again, submit_registration, verify_mail
from surety.services.registrations import EDITABLE, check_now, report_of


@blueprint.route("/<token>/confirm")
@public
def confirm(token: str) -> ResponseReturnValue:
    """Everything once more before sending."""
    registration = get_registration_by_token(db.session(), token)
    if registration.state not in EDITABLE:
        return go_to(url_for(".done", token=token))
    return _confirmation(token, DeliveryForm(data={"delivery": "post"}))


@blueprint.route("/<token>/submit", methods=["POST"])
@public
@commits
def submit(token: str) -> ResponseReturnValue:
    """Send it; a second press leads to the same receipt."""
    registration = get_registration_by_token(db.session(), token)
    form = DeliveryForm(request.form)
    if not form.validate():
        return _confirmation(token, form, status=422)
    letterhead = Letterhead.of(current_app.config["SETTINGS"])
    try:
        submit_registration(
            db.session(), registration, notice_by_mail=form.delivery.data == "mail", letterhead=letterhead
        )
    except RuleViolation as violation:
        if violation.code != "incomplete":
            raise
        flash(violation.message, "err")
        return go_to(url_for(".edit", token=token))
    return go_to(url_for(".done", token=token))


@blueprint.route("/<token>/done")
@public
def done(token: str) -> ResponseReturnValue:
    """The receipt: 受付番号, what happens next, and how far it is by now."""
    registration = get_registration_by_token(db.session(), token)
    if registration.receipt_number is None:
        return go_to(url_for(".edit", token=token))
    return render(
        "registrations/done.html",
        registration=registration,
        steps=progress_of(registration),
        is_editable=registration.state in EDITABLE,
        token=token,
    )


@blueprint.route("/verify/<token>", methods=["GET", "POST"])
@public
@commits
def verify(token: str) -> ResponseReturnValue:
    """The link of the mail: the press of the button confirms, so that mail scanners confirm nothing."""
    if request.method == "POST":
        verify_mail(db.session(), token)
        return go_to(url_for(".verify", token=token))
    registration = find_registration_of_mail_token(db.session(), token)
    if registration is None:
        raise NotFound("mail token")
    return render("registrations/verify.html", registration=registration, token=token)


@blueprint.route("/status", methods=["GET", "POST"])
@public
@commits
def status() -> ResponseReturnValue:
    """How far a registration is, by 受付番号 and mail address; one answer for every mismatch."""
    if request.method == "GET":
        return render("registrations/status.html", form=StatusForm(), registration=None, steps=())
    count(f"registration-status|{client_address()}", LOOKUP_PER_ADDRESS)
    form = StatusForm(request.form)
    found = None
    if form.validate():
        found = find_registration_by_receipt(db.session(), form.receipt_number.data, mail=form.mail.data)
        if found is None:
            form.form_errors = [
                "受付番号とメールアドレスの組み合わせが見つかりません。受付メールを見ながら、もう一度入力してください"
            ]
    if found is None:
        return render("registrations/status.html", form=form, registration=None, steps=(), status=422)
    if request.form.get("action") == "send_again":
        send_again(db.session(), found, letterhead=Letterhead.of(current_app.config["SETTINGS"]))
        flash("ご登録のメールアドレスに、リンクをお送りしました。", "ok")
    return render("registrations/status.html", form=form, registration=found, steps=progress_of(found))


def _confirmation(token: str, form: DeliveryForm, *, status: int = 200) -> ResponseReturnValue:
    registration = get_registration_by_token(db.session(), token)
    checked = check_now(db.session(), registration)
    if checked.errors:
        flash("まだ直していただく項目があります。", "warn")
        return go_to(url_for(".edit", token=token))
    return render(
        "registrations/confirm.html",
        form=form,
        registration=registration,
        notes=notes_of(checked, report_of(registration)),
        users=checked.users,
        sections=SECTIONS,
        token=token,
        status=status,
    )
