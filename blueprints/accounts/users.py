"""A company's own users, looked after by its administrator."""

from flask import flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.accounts import blueprint, user_acts
from forms.accounts import UserForm
from surety.domain.errors import RuleViolation, Stale
from surety.extensions import db
from surety.queries.users import CONTRACTOR_ROLES, get_colleague, get_user, list_colleagues
from surety.security.permissions import Permission
from surety.services import user_records
from surety.services import users as service


@blueprint.route("/company")
@requires(Permission.CONTRACTOR_READ)
def company() -> ResponseReturnValue:
    return render(
        "accounts/company.html",
        contractor=get_user(db.session(), g.identity.user_id).contractor,
        users=list_colleagues(db.session(), g.identity.contractor_id),
        may_see_users=g.identity.may(Permission.CONTRACTOR_USERS),
    )


@blueprint.route("/users")
@requires(Permission.CONTRACTOR_USERS)
def users() -> ResponseReturnValue:
    return render("accounts/users.html", users=list_colleagues(db.session(), g.identity.contractor_id))


@blueprint.route("/users/new", methods=["GET", "POST"])
@requires(Permission.CONTRACTOR_USERS)
@keeps_typing
@commits
def new_user() -> ResponseReturnValue:
    form = UserForm(request.form if request.method == "POST" else None)
    form.role.offer(CONTRACTOR_ROLES)
    if request.method == "GET" or not form.validate():
        return _show_new(form, status=200 if request.method == "GET" else 422)
    contractor = get_user(db.session(), g.identity.user_id).contractor
    try:
        user = service.add_colleague(
            db.session(),
            contractor,
            user_acts.person_of(form),
            role=form.role.data,
            actor=g.identity.actor,
            letterhead=user_acts.letterhead(),
            added_by=g.identity.name,
        )
    except RuleViolation as violation:
        form.attach(violation)
        return _show_new(form, status=422)
    flash(
        f"{user.name} さんを追加し、{user.email} へご案内をお送りしました。利用者IDは {user.login_id} です。",
        "ok",
    )
    return go_to(url_for("accounts.users"))


@blueprint.route("/users/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.CONTRACTOR_USERS)
@keeps_typing
@commits
def user(user_id: int) -> ResponseReturnValue:
    found = _colleague(user_id)
    form = UserForm(request.form if request.method == "POST" else None, data=user_acts.start_values(found))
    form.role.offer(CONTRACTOR_ROLES)
    if request.method == "GET" or not form.validate():
        return _show(form, found, status=200 if request.method == "GET" else 422)
    try:
        user_records.edit_user(
            db.session(),
            found,
            user_acts.person_of(form),
            role=form.role.data,
            version_id=user_acts.version_of(form),
            actor=g.identity.actor,
            letterhead=user_acts.letterhead(),
        )
    except Stale:
        raise
    except RuleViolation as violation:
        form.attach(violation)
        return _show(form, found, status=422)
    flash(f"{found.name} さんの登録内容を変更しました。", "ok")
    return go_to(url_for("accounts.users"))


@blueprint.route("/users/<int:user_id>/stop", methods=["POST"])
@requires(Permission.CONTRACTOR_USERS)
@commits
def stop_user(user_id: int) -> ResponseReturnValue:
    return user_acts.stop(_colleague(user_id), back=_page(user_id))


@blueprint.route("/users/<int:user_id>/resume", methods=["POST"])
@requires(Permission.CONTRACTOR_USERS)
@commits
def resume_user(user_id: int) -> ResponseReturnValue:
    return user_acts.resume(_colleague(user_id), back=_page(user_id))


@blueprint.route("/users/<int:user_id>/invite", methods=["POST"])
@requires(Permission.CONTRACTOR_USERS)
@commits
def invite_user(user_id: int) -> ResponseReturnValue:
    return user_acts.send_invitation(_colleague(user_id), back=_page(user_id))


@blueprint.route("/users/<int:user_id>/reset-second-factor", methods=["GET", "POST"])
@requires(Permission.CONTRACTOR_USERS)
@commits
def reset_user(user_id: int) -> ResponseReturnValue:
    return user_acts.reset_second_factor(lambda: _colleague(user_id), back=_page(user_id))


def _colleague(user_id: int) -> service.User:
    return get_colleague(db.session(), user_id, contractor_id=g.identity.contractor_id)


def _page(user_id: int) -> str:
    return url_for("accounts.user", user_id=user_id)


def _show_new(form: UserForm, *, status: int) -> ResponseReturnValue:
    return render("accounts/new_user.html", status=status, form=form)


def _show(form: UserForm, found: service.User, *, status: int) -> ResponseReturnValue:
    return render("accounts/user.html", status=status, form=form, user=found)
