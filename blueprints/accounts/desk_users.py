"""The guarantor's staff, the agencies' officers and the contractors' administrators, looked after by the head office."""

from flask import flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.accounts import blueprint, user_acts
from forms.accounts import DeskUserForm, RoleForm, UserFilterForm
from surety.domain.errors import NotFound, RuleViolation, Stale
from surety.extensions import db
from surety.queries.agencies import get_agency_by_code
from surety.queries.registrations import list_active_branches
from surety.queries.users import (
    STAFF_ROLES,
    find_open_role_change,
    get_desk_user,
    get_open_role_change,
    list_desk_users,
    list_open_role_changes,
)
from surety.security.permissions import Permission, Role, Side
from surety.services import role_changes, user_records
from surety.services import users as service

_SIDES = ((Side.STAFF, "社員"), (Side.AGENCY, "発注者の職員"), (Side.CONTRACTOR, "契約者の管理者"))


@blueprint.route("/desk-users")
@requires(Permission.DESK_USERS)
def desk_users() -> ResponseReturnValue:
    side = next((side for side, _label in _SIDES if side == request.args.get("side")), Side.STAFF)
    form = UserFilterForm(request.args)
    page = list_desk_users(db.session(), side, words=form.q.data, after=request.args.get("after", "")[:32])
    return render(
        "accounts/desk_users.html",
        page=page,
        form=form,
        side=side,
        sides=[(label, url_for("accounts.desk_users", side=each), each is side) for each, label in _SIDES],
        role_changes=list_open_role_changes(db.session()),
    )


@blueprint.route("/desk-users/new", methods=["GET", "POST"])
@requires(Permission.DESK_USERS)
@keeps_typing
@commits
def new_desk_user() -> ResponseReturnValue:
    form = DeskUserForm(request.form if request.method == "POST" else None)
    form.role.offer((*STAFF_ROLES, Role.AGENCY_OFFICER))
    form.branch.offer([(branch.code, branch.name) for branch in list_active_branches(db.session())])
    if request.method == "GET" or not form.validate():
        status = 200 if request.method == "GET" else 422
        return render("accounts/new_desk_user.html", form=form, status=status)
    try:
        said = _add_officer(form) if form.role.data is Role.AGENCY_OFFICER else _add_staff(form)
    except RuleViolation as violation:
        form.attach(violation)
        return render("accounts/new_desk_user.html", form=form, status=422)
    flash(said, "ok")
    return go_to(url_for("accounts.desk_users", side=form.role.data.side))


@blueprint.route("/desk-users/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.DESK_USERS)
@keeps_typing
@commits
def desk_user(user_id: int) -> ResponseReturnValue:
    found = get_desk_user(db.session(), user_id)
    form = DeskUserForm(
        request.form if request.method == "POST" else None, data=user_acts.start_values(found)
    )
    form.keep_home()
    if request.method == "GET" or not form.validate():
        return _show(form, found, status=200 if request.method == "GET" else 422)
    try:
        user_records.edit_user(
            db.session(),
            found,
            user_acts.person_of(form),
            role=found.role,
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
    return go_to(_page(user_id))


@blueprint.route("/desk-users/<int:user_id>/role", methods=["POST"])
@requires(Permission.DESK_USERS)
@commits
def propose_role(user_id: int) -> ResponseReturnValue:
    found = get_desk_user(db.session(), user_id)
    if found.role.side is not Side.STAFF:
        raise NotFound
    form = RoleForm(request.form)
    form.role.offer([role for role in STAFF_ROLES if role is not found.role])
    if not form.validate():
        flash("新しい役割を選んでください。", "warn")
        return go_to(_page(user_id))
    try:
        role_changes.propose_role(db.session(), found, form.role.data, actor=g.identity.actor)
    except RuleViolation as violation:
        flash(f"{violation.message}。", "warn")
        return go_to(_page(user_id))
    flash("役割の変更を申し出ました。別の管理者が承認すると、新しい役割になります。", "ok")
    return go_to(_page(user_id))


@blueprint.route("/role-changes/<int:change_id>/<any(approve, decline):decision>", methods=["POST"])
@requires(Permission.DESK_USERS)
@commits
def decide_role(change_id: int, decision: str) -> ResponseReturnValue:
    change, is_approved = get_open_role_change(db.session(), change_id), decision == "approve"
    name = change.user.name
    try:
        role_changes.decide_role(
            db.session(),
            change,
            is_approved=is_approved,
            actor=g.identity.actor,
            letterhead=user_acts.letterhead(),
        )
    except RuleViolation as violation:
        flash(f"{violation.message}。", "warn")
        db.session.rollback()
        return go_to(url_for("accounts.desk_users"))
    flash(f"{name} さんの役割の変更を{'承認しました' if is_approved else '承認しませんでした'}。", "ok")
    return go_to(url_for("accounts.desk_users"))


@blueprint.route("/desk-users/<int:user_id>/stop", methods=["POST"])
@requires(Permission.DESK_USERS)
@commits
def stop_desk_user(user_id: int) -> ResponseReturnValue:
    return user_acts.stop(get_desk_user(db.session(), user_id), back=_page(user_id))


@blueprint.route("/desk-users/<int:user_id>/resume", methods=["POST"])
@requires(Permission.DESK_USERS)
@commits
def resume_desk_user(user_id: int) -> ResponseReturnValue:
    return user_acts.resume(get_desk_user(db.session(), user_id), back=_page(user_id))


@blueprint.route("/desk-users/<int:user_id>/invite", methods=["POST"])
@requires(Permission.DESK_USERS)
@commits
def invite_desk_user(user_id: int) -> ResponseReturnValue:
    return user_acts.send_invitation(get_desk_user(db.session(), user_id), back=_page(user_id))


@blueprint.route("/desk-users/<int:user_id>/reset-second-factor", methods=["GET", "POST"])
@requires(Permission.DESK_USERS)
@commits
def reset_desk_user(user_id: int) -> ResponseReturnValue:
    return user_acts.reset_second_factor(lambda: get_desk_user(db.session(), user_id), back=_page(user_id))


def _add_officer(form: DeskUserForm) -> str:
    try:
        agency = get_agency_by_code(db.session(), form.agency_code.data)
    except NotFound:
        raise RuleViolation(
            "agency",
            "この発注者コードの発注者はありません。発注者一覧でコードをご確認ください",
            field="agency_code",
        ) from None
    user = service.add_officer(
        db.session(),
        agency,
        user_acts.person_of(form),
        actor=g.identity.actor,
        letterhead=user_acts.letterhead(),
        added_by=g.identity.name,
    )
    return f"{user.name} さん（{agency.name}）を追加し、{user.email} へご案内をお送りしました。利用者IDは {user.login_id} です。"


def _add_staff(form: DeskUserForm) -> str:
    branches = {branch.code: branch for branch in list_active_branches(db.session())}
    user = service.add_waiting_staff(
        db.session(),
        user_acts.person_of(form),
        role=form.role.data,
        branch=branches.get(form.branch.data or ""),
        actor=g.identity.actor,
    )
    role_changes.propose_role(db.session(), user, form.role.data, actor=g.identity.actor)
    return f"{user.name} さんの追加を申し出ました。別の管理者が承認すると、ご案内をお送りします。利用者IDは {user.login_id} です。"


def _page(user_id: int) -> str:
    return url_for("accounts.desk_user", user_id=user_id)


def _show(form: DeskUserForm, found: service.User, *, status: int) -> ResponseReturnValue:
    role_form = RoleForm()
    role_form.role.offer([role for role in STAFF_ROLES if role is not found.role])
    return render(
        "accounts/desk_user.html",
        status=status,
        form=form,
        user=found,
        role_form=role_form if found.role.side is Side.STAFF else None,
        waiting=find_open_role_change(db.session(), found.id),
    )
