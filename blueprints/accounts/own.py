"""One's own account: who I am here, how I log in, and where I am logged in."""

import time

from flask import flash, g, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.accounts import blueprint
from surety.extensions import db
from surety.queries.users import count_recovery_codes, get_user, list_live_sessions
from surety.security.permissions import SECOND_FACTOR_REQUIRED, Permission
from surety.services.sessions import end_all_sessions, end_session


@blueprint.route("")
@requires(Permission.OWN_ACCOUNT)
def own() -> ResponseReturnValue:
    session, identity = db.session(), g.identity
    return render(
        "accounts/own.html",
        user=get_user(session, identity.user_id),
        sessions=list_live_sessions(session, identity.user_id, now_s=int(time.time())),
        recovery_codes=count_recovery_codes(session, identity.user_id),
        factor_is_required=identity.side in SECOND_FACTOR_REQUIRED,
        may_see_users=identity.may(Permission.CONTRACTOR_USERS),
        may_see_desk_users=identity.may(Permission.DESK_USERS),
    )


@blueprint.route("/sessions/<int:session_id>/end", methods=["POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def end_own_session(session_id: int) -> ResponseReturnValue:
    now_s = int(time.time())
    if session_id in {live.id for live in list_live_sessions(db.session(), g.identity.user_id, now_s=now_s)}:
        end_session(db.session(), session_id=session_id, now_s=now_s)
    flash("選んだ端末のログインを終了しました。", "ok")
    return go_to(url_for("accounts.own"))


@blueprint.route("/sessions/end-others", methods=["POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def end_other_sessions() -> ResponseReturnValue:
    end_all_sessions(
        db.session(), user_id=g.identity.user_id, now_s=int(time.time()), but=g.identity.session_id
    )
    flash("ほかの端末のログインをすべて終了しました。", "ok")
    return go_to(url_for("accounts.own"))
