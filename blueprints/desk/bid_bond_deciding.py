"""予約の決定: approving with the fee, declining by two people, doing a review again."""

from flask import current_app, flash, g, request
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from blueprints.desk.bid_bonds import bond_approval, find_bond, show_bond, to_bond
from forms.underwriting import ReasonForm, StepForm
from surety.domain.bid_bond_states import BidBondState
from surety.domain.errors import ForbiddenMove, RuleViolation, Stale
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.security.permissions import Permission
from surety.services.bid_bond_reviews import (
    approve_bond,
    confirm_bond_decline,
    examine_bond,
    propose_bond_decline,
    reopen_bond,
    withdraw_bond_proposal,
)


@blueprint.route("/bid-bonds/<int:bid_bond_id>/approve", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def approve_bid_bond(bid_bond_id: int) -> ResponseReturnValue:
    found, settings = find_bond(bid_bond_id), current_app.config["SETTINGS"]
    examination = examine_bond(db.session(), found, guarantor=settings.guarantor)
    form = bond_approval(found, examination, data=request.form)
    # A page drawn before somebody else's step may show other checks: the service says so.
    is_current = form.version == found.version_id
    if is_current and found.state is BidBondState.UNDER_REVIEW and not form.validate():
        return show_bond(found, form=form, status=422)
    try:
        with db.session().begin_nested():
            approve_bond(
                db.session(),
                found,
                accepted=form.accepted,
                version_id=form.version,
                actor=g.identity.actor,
                settings=settings,
            )
    except (ForbiddenMove, Stale):
        raise
    except RuleViolation as violation:
        form.attach(violation)
        return show_bond(found, form=form, status=422)
    flash("承認しました。予約手数料通知書を作成しました。", "ok")
    return to_bond(bid_bond_id)


@blueprint.route("/bid-bonds/<int:bid_bond_id>/decline", methods=["GET", "POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def decline_bid_bond(bid_bond_id: int) -> ResponseReturnValue:
    """引受けのお断りの提案, with the reason."""
    found = find_bond(bid_bond_id)
    given = request.form if request.method == "POST" else None
    form = ReasonForm(given, data={"version_id": found.version_id})
    if given is not None and form.validate():
        propose_bond_decline(
            db.session(), found, reason=form.reason.data, version_id=form.version, actor=g.identity.actor
        )
        flash("引受けのお断りを提案しました。別の方が確定すると、契約者に伝わります。", "ok")
        return to_bond(bid_bond_id)
    return render(
        "desk/bid_bond_decline.html", status=200 if given is None else 422, form=form, bid_bond=found
    )


@blueprint.route("/bid-bonds/<int:bid_bond_id>/decline/confirm", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def confirm_bid_bond_decline(bid_bond_id: int) -> ResponseReturnValue:
    confirm_bond_decline(
        db.session(),
        find_bond(bid_bond_id),
        version_id=StepForm(request.form).version,
        actor=g.identity.actor,
        letterhead=Letterhead.of(current_app.config["SETTINGS"]),
    )
    flash("予約の引受けをお断りし、契約者へメールでお知らせしました。", "ok")
    return to_bond(bid_bond_id)


@blueprint.route("/bid-bonds/<int:bid_bond_id>/decline/withdraw", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def withdraw_bid_bond_decline(bid_bond_id: int) -> ResponseReturnValue:
    withdraw_bond_proposal(
        db.session(),
        find_bond(bid_bond_id),
        version_id=StepForm(request.form).version,
        actor=g.identity.actor,
    )
    flash("お断りの提案を取り消しました。", "ok")
    return to_bond(bid_bond_id)


@blueprint.route("/bid-bonds/<int:bid_bond_id>/reopen", methods=["GET", "POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def reopen_bid_bond(bid_bond_id: int) -> ResponseReturnValue:
    """審査のやり直し of what was approved and is not settled yet."""
    found = find_bond(bid_bond_id)
    given = request.form if request.method == "POST" else None
    form = ReasonForm(given, data={"version_id": found.version_id})
    if given is not None and form.validate():
        reopen_bond(
            db.session(), found, reason=form.reason.data, version_id=form.version, actor=g.identity.actor
        )
        flash("審査をやり直します。承認すると、新しい予約手数料通知書を作成します。", "ok")
        return to_bond(bid_bond_id)
    return render(
        "desk/bid_bond_reopen.html", status=200 if given is None else 422, form=form, bid_bond=found
    )
