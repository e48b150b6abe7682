"""Giving, setting up and taking away the second factor."""

import io

import segno
from flask import Response, current_app, flash, g, make_response, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import before_setup, requires
from blueprints._gate import set_session_cookie
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._throttling import count, take_back_afterwards
from blueprints._transaction import commits
from blueprints.accounts import blueprint
from blueprints.accounts.next_page import asked_page, go_on, own_page
from forms.accounts import CodeForm, EnrolAgainForm, EnrolForm, PasswordCheckForm
from surety import clock
from surety.domain.errors import RuleViolation
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.users import get_user
from surety.security.identity import SetupStep
from surety.security.permissions import SECOND_FACTOR_REQUIRED, Permission
from surety.security.throttle import PASSWORD_CHECK, SECOND_FACTOR
from surety.services import second_factors
from surety.services.passwords import require_password
from surety.services.sessions import renew_token


@blueprint.route("/second-factor", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@before_setup(SetupStep.GIVE_CODE)
@commits
def second_factor() -> ResponseReturnValue:
    if g.identity.next_setup is not SetupStep.GIVE_CODE:
        return go_on(asked_page(), side=g.identity.side)
    if request.method == "GET":
        return render("accounts/second_factor.html", form=CodeForm(data={"next": asked_page()}))
    form = CodeForm(request.form)
    if not form.validate():
        return render("accounts/second_factor.html", form=form, status=422)
    count(_bucket(), SECOND_FACTOR)
    try:
        second_factors.check_code(
            db.session(),
            get_user(db.session(), g.identity.user_id),
            code=form.code.data,
            vault=current_app.extensions["vault"],
            actor=g.identity.actor,
        )
    except RuleViolation as violation:
        form.attach(violation)
        return render("accounts/second_factor.html", form=form, status=422)
    take_back_afterwards(_bucket(), SECOND_FACTOR)
    response = go_on(form.next.data, side=g.identity.side)
    set_session_cookie(response, _passed_token())
    return response


@blueprint.route("/second-factor/set-up", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@before_setup(SetupStep.ENROL)
@commits
def enrol() -> ResponseReturnValue:
    is_due = g.identity.next_setup is SetupStep.ENROL
    form_class = EnrolForm if is_due else EnrolAgainForm
    if request.method == "GET":
        return _show_enrolment(form_class(data={"next": asked_page()}))
    form = form_class(request.form)
    if not form.validate():
        return _show_enrolment(form, status=422)
    count(_bucket(), SECOND_FACTOR)
    user = get_user(db.session(), g.identity.user_id)
    try:
        if not is_due:
            require_password(user, form.password.data)
        codes = second_factors.enrol(
            db.session(),
            user,
            secret=_pending_secret(),
            code=form.code.data,
            vault=current_app.extensions["vault"],
            actor=g.identity.actor,
            letterhead=Letterhead.of(current_app.config["SETTINGS"]),
        )
    except RuleViolation as violation:
        form.attach(violation)
        return _show_enrolment(form, status=422)
    take_back_afterwards(_bucket(), SECOND_FACTOR)
    token = _passed_token()
    response = render("accounts/recovery_codes.html", codes=codes, next_page=own_page(form.next.data))
    set_session_cookie(response, token)
    return response


@blueprint.route("/second-factor/picture.svg")
@requires(Permission.OWN_ACCOUNT)
@before_setup(SetupStep.ENROL)
def enrolment_picture() -> Response:
    user = get_user(db.session(), g.identity.user_id)
    uri = second_factors.enrolment_uri(
        _pending_secret(), login_id=user.login_id, issuer=current_app.config["SETTINGS"].guarantor.desk_name
    )
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", scale=5, border=4, light="#fff", xmldecl=False)
    response = make_response(picture.getvalue())
    response.mimetype = "image/svg+xml"
    return response


@blueprint.route("/second-factor/remove", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def remove_second_factor() -> ResponseReturnValue:
    if not g.identity.has_second_factor or g.identity.side in SECOND_FACTOR_REQUIRED:
        return go_to(url_for("accounts.own"))
    form = PasswordCheckForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return render("accounts/remove_second_factor.html", form=form)
    if not form.validate():
        return render("accounts/remove_second_factor.html", form=form, status=422)
    bucket = f"password|{g.identity.user_id}"
    count(bucket, PASSWORD_CHECK)
    user = get_user(db.session(), g.identity.user_id)
    try:
        require_password(user, form.password.data)
    except RuleViolation as violation:
        form.attach(violation)
        return render("accounts/remove_second_factor.html", form=form, status=422)
    take_back_afterwards(bucket, PASSWORD_CHECK)
    letterhead = Letterhead.of(current_app.config["SETTINGS"])
    second_factors.remove_second_factor(db.session(), user, actor=g.identity.actor, letterhead=letterhead)
    flash("2段階認証を解除しました。", "ok")
    return go_to(url_for("accounts.own"))


def _show_enrolment(form: EnrolForm | EnrolAgainForm, *, status: int = 200) -> ResponseReturnValue:
    secret = _pending_secret()
    typed = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return render(
        "accounts/enrol.html",
        status=status,
        form=form,
        is_due=g.identity.next_setup is SetupStep.ENROL,
        secret=typed,
        desk_name=current_app.config["SETTINGS"].guarantor.desk_name,
    )


def _pending_secret() -> str:
    return second_factors.pending_secret(current_app.extensions["vault"], session_token=g.session_token)


def _bucket() -> str:
    return f"second-factor|{g.identity.user_id}"


def _passed_token() -> str:
    return renew_token(
        db.session(),
        session_id=g.identity.session_id,
        second_factor_passed=True,
        now_s=int(clock.now().timestamp()),
    )
