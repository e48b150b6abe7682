"""Changing one's password, setting it by a mailed link, and asking for such a link."""

from flask import current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import before_setup, public, requires
from blueprints._gate import set_session_cookie
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._throttling import client_address, count, take_back_afterwards
from blueprints._transaction import commits
from blueprints.accounts import blueprint
from blueprints.accounts.next_page import asked_page, go_on
from forms.accounts import ChangePasswordForm, NewPasswordForm, ResetRequestForm
from surety import clock
from surety.domain.errors import NotFound, RuleViolation
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.users import get_user, login_key
from surety.security.identity import SetupStep
from surety.security.passwords import MAXIMUM, MINIMUM
from surety.security.permissions import Permission
from surety.security.throttle import PASSWORD_CHECK, RESET_PER_ADDRESS, RESET_PER_ID
from surety.services import passwords
from surety.services.sessions import renew_token

_PURPOSES = {"accounts.activate": passwords.ACTIVATION, "accounts.reset": passwords.RESET}


@blueprint.route("/password", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@before_setup(SetupStep.CHANGE_PASSWORD)
@commits
def change_password() -> ResponseReturnValue:
    forced = g.identity.must_change_password
    form_class = NewPasswordForm if forced else ChangePasswordForm
    if request.method == "GET":
        return _show_change(form_class(data={"next": asked_page()}), forced=forced)
    form = form_class(request.form)
    if not form.validate():
        return _show_change(form, forced=forced, status=422)
    bucket = f"password|{g.identity.user_id}"
    if not forced:
        count(bucket, PASSWORD_CHECK)
    try:
        passwords.change_password(
            db.session(),
            get_user(db.session(), g.identity.user_id),
            current=None if forced else form.current_password.data,
            new=form.new_password.data,
            actor=g.identity.actor,
            letterhead=_letterhead(),
            session_id=g.identity.session_id,
        )
    except RuleViolation as violation:
        form.attach(violation)
        return _show_change(form, forced=forced, status=422)
    if not forced:
        take_back_afterwards(bucket, PASSWORD_CHECK)
    flash("パスワードを変更しました。ほかの端末でのログインは終了しました。", "ok")
    response = go_on(form.next.data, side=g.identity.side)
    set_session_cookie(response, _new_token())
    return response


@blueprint.route("/forgotten")
@public
def forgotten() -> ResponseReturnValue:
    return render("accounts/forgotten.html", form=ResetRequestForm(), sent=False)


@blueprint.route("/forgotten", methods=["POST"])
@public
@commits
def request_reset() -> ResponseReturnValue:
    form = ResetRequestForm(request.form)
    if not form.validate():
        return render("accounts/forgotten.html", form=form, sent=False, status=422)
    # Counted for id and address together: who does not know the owner's address cannot use up the owner's tries.
    wanted = ("reset", login_key(form.login_id.data), form.mail_address.data.lower())
    digest = current_app.extensions["vault"].digest(*wanted)[:32]
    count(f"reset-address|{client_address()}", RESET_PER_ADDRESS)
    count(f"reset-id|{digest}", RESET_PER_ID)
    passwords.request_reset(
        db.session(),
        login_id=form.login_id.data,
        mail_address=form.mail_address.data,
        letterhead=_letterhead(),
    )
    return render("accounts/forgotten.html", form=form, sent=True)


@blueprint.route("/activate/<token>", methods=["GET", "POST"])
@public
@commits
def activate(token: str) -> ResponseReturnValue:
    return _set_by_link(token)


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@public
@commits
def reset(token: str) -> ResponseReturnValue:
    return _set_by_link(token)


def _set_by_link(token: str) -> ResponseReturnValue:
    purpose = _PURPOSES[str(request.endpoint)]
    try:
        user = passwords.get_link_owner(db.session(), token, purpose=purpose)
        if request.method == "GET":
            return _show_link(NewPasswordForm(), login_id=user.login_id, purpose=purpose)
        form = NewPasswordForm(request.form)
        if not form.validate():
            return _show_link(form, login_id=user.login_id, purpose=purpose, status=422)
        passwords.set_password_by_link(
            db.session(), token, purpose=purpose, new=form.new_password.data, letterhead=_letterhead()
        )
    except NotFound:
        return render("accounts/link_over.html", is_activation=purpose == passwords.ACTIVATION, status=410)
    except RuleViolation as violation:
        form.attach(violation)
        return _show_link(form, login_id=user.login_id, purpose=purpose, status=422)
    flash(f"パスワードを設定しました。利用者ID {user.login_id} でログインしてください。", "ok")
    return go_to(url_for("accounts.login"))


def _show_link(
    form: NewPasswordForm, *, login_id: str, purpose: str, status: int = 200
) -> ResponseReturnValue:
    return render(
        "accounts/set_password.html",
        status=status,
        form=form,
        login_id=login_id,
        is_activation=purpose == passwords.ACTIVATION,
        minimum=MINIMUM,
        maximum=MAXIMUM,
    )


def _show_change(
    form: NewPasswordForm | ChangePasswordForm, *, forced: bool, status: int = 200
) -> ResponseReturnValue:
    return render(
        "accounts/change_password.html",
        status=status,
        form=form,
        forced=forced,
        minimum=MINIMUM,
        maximum=MAXIMUM,
    )


def _new_token() -> str:
    return renew_token(
        db.session(),
        session_id=g.identity.session_id,
        second_factor_passed=g.identity.second_factor_passed,
        now_s=int(clock.now().timestamp()),
    )


def _letterhead() -> Letterhead:
    return Letterhead.of(current_app.config["SETTINGS"])
