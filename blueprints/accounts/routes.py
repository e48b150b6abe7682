"""Logging in and out."""

import structlog
from flask import current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import before_setup, public, requires
from blueprints._formats import jst_datetime
from blueprints._gate import drop_session_cookie, set_session_cookie
from blueprints._htmx import go_to
from blueprints._navigation import home_url
from blueprints._rendering import render
from blueprints._throttling import client_address, count, take_back_afterwards
from blueprints._transaction import commits
from blueprints.accounts import blueprint
from blueprints.accounts.known_browser import find_known_browser, remember_browser
from blueprints.accounts.next_page import asked_page, go_on, own_page
from forms.accounts import LoginForm
from surety import clock
from surety.domain.errors import RuleViolation
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.users import login_key
from surety.security.identity import SetupStep
from surety.security.permissions import SECOND_FACTOR_REQUIRED, Permission
from surety.security.throttle import LOGIN_PER_ADDRESS, LOGIN_PER_ID, LOGIN_PER_KNOWN_BROWSER
from surety.services.logins import authenticate
from surety.services.logins import log_in as start_login
from surety.services.sessions import end_session

log = structlog.get_logger()


@blueprint.route("/login")
@public
def login() -> ResponseReturnValue:
    if g.identity is not None:
        return go_on(asked_page(), side=g.identity.side)
    return _show(LoginForm(data={"next": asked_page()}), ended="ended" in request.args)


@blueprint.route("/login", methods=["POST"])
@public
@commits
def log_in() -> ResponseReturnValue:
    form = LoginForm(request.form)
    if not form.validate():
        return _show(form, status=422)
    key = login_key(form.login_id.data)
    known = find_known_browser(key)
    tries = _count_tries(key, known_browser=known)
    try:
        user = authenticate(db.session(), login_id=form.login_id.data, password=form.password.data)
    except RuleViolation as refused:
        log.info("login.refused", reason=refused.code, address=client_address())
        form.attach(refused)
        return _show(form, status=422)
    for bucket, limits in tries:
        take_back_afterwards(bucket, limits)
    if g.identity is not None:
        end_session(db.session(), session_id=g.identity.session_id, now_s=_now_s())
    started = start_login(
        db.session(),
        user,
        address=client_address(),
        user_agent=request.user_agent.string,
        browser_is_known=known is not None,
        letterhead=Letterhead.of(current_app.config["SETTINGS"]),
    )
    if started.previous_at:
        flash(f"前回のログインは {jst_datetime(started.previous_at)} です。", "info")
    # Public pages take half a login for none, so whoever owes a code is asked for it before any page of theirs.
    owes_code = bool(user.totp_envelope) or user.role.side in SECOND_FACTOR_REQUIRED
    wanted = own_page(form.next.data) or home_url(user.role.side)
    response = go_to(url_for(".second_factor", next=wanted) if owes_code else wanted)
    set_session_cookie(response, started.token)
    remember_browser(response, key)
    return response


@blueprint.route("/back-in")
@requires(Permission.OWN_ACCOUNT)
def back_in() -> ResponseReturnValue:
    """Where a login in another window ends; the page that waits for it reads here that it may go on."""
    return render("accounts/back_in.html", fragment="proof")


@blueprint.route("/logout", methods=["POST"])
@requires(Permission.OWN_ACCOUNT)
@before_setup(*SetupStep)
@commits
def logout() -> ResponseReturnValue:
    end_session(db.session(), session_id=g.identity.session_id, now_s=_now_s())
    flash("ログアウトしました。", "ok")
    response = go_to(url_for("accounts.login"))
    drop_session_cookie(response)
    return response


def _count_tries(key: str, *, known_browser: str | None) -> list[tuple[str, tuple[object, ...]]]:
    digest = current_app.extensions["vault"].digest("login-id", key)[:32]
    tries = [(f"login-address|{client_address()}", LOGIN_PER_ADDRESS)]
    if known_browser:
        tries.append((f"login-browser|{known_browser}|{digest}", LOGIN_PER_KNOWN_BROWSER))
    else:
        tries.append((f"login-id|{digest}", LOGIN_PER_ID))
    for bucket, limits in tries:
        count(bucket, limits)
    return tries


def _show(form: LoginForm, *, ended: bool = False, status: int = 200) -> ResponseReturnValue:
    return render("accounts/login.html", status=status, form=form, ended=ended)


def _now_s() -> int:
    return int(clock.now().timestamp())
