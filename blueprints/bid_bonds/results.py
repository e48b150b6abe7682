"""入札の結果: won, lost, a slip taken back, and the 契約保証 that follows a won bid."""

from flask import flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import require_form
from blueprints._transaction import commits
from blueprints.bid_bonds import blueprint
from blueprints.bid_bonds.detail import show_detail
from blueprints.bid_bonds.pages import own_bid_bond
from forms.bid_bonds import ConvertForm, WonForm
from surety.domain.bid_bond_states import BidBondEvent
from surety.domain.bid_bond_workflow import BID_BOND
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.domain.workflow import allowed
from surety.extensions import db
from surety.security.permissions import Permission
from surety.services.bid_bond_conversions import convert_bid_bond
from surety.services.bid_bond_results import WonBid, note_lost, note_won, take_result_back


@blueprint.route("/<int:bid_bond_id>/won", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@keeps_typing
@commits
def won(bid_bond_id: int) -> ResponseReturnValue:
    bid_bond = own_bid_bond(bid_bond_id)
    form = WonForm(request.form)
    if not form.validate():
        require_form(stands=BidBondEvent.NOTE_WON in allowed(BID_BOND, bid_bond.state))
        return show_detail(bid_bond, won=form, status=422)
    result = WonBid(on=form.won_on.data, price=form.won_price.data)
    try:
        note_won(db.session(), bid_bond, won=result, actor=g.identity.actor)
    except ForbiddenMove:
        raise
    except RuleViolation as violation:
        form.attach(violation)
        return show_detail(bid_bond, won=form, status=422)
    flash("落札を記録しました。続けて、契約保証をお申し込みください。", "ok")
    return _to_detail(bid_bond_id)


@blueprint.route("/<int:bid_bond_id>/lost", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def lost(bid_bond_id: int) -> ResponseReturnValue:
    note_lost(db.session(), own_bid_bond(bid_bond_id), actor=g.identity.actor)
    flash("落札しなかったことを記録しました。予約証書は、支店の案内に従ってお返しください。", "ok")
    return _to_detail(bid_bond_id)


@blueprint.route("/<int:bid_bond_id>/result/undo", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def undo_result(bid_bond_id: int) -> ResponseReturnValue:
    take_result_back(db.session(), own_bid_bond(bid_bond_id), actor=g.identity.actor)
    flash("入札の結果の記録を取り消しました。", "ok")
    return _to_detail(bid_bond_id)


@blueprint.route("/<int:bid_bond_id>/convert", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def convert(bid_bond_id: int) -> ResponseReturnValue:
    """契約保証を申し込む. Pressed twice it leads to the draft that the first press made."""
    form = ConvertForm(request.form)
    application = convert_bid_bond(
        db.session(),
        own_bid_bond(bid_bond_id),
        with_advance=bool(form.with_advance.data),
        actor=g.identity.actor,
    )
    flash("予約の内容を引き継ぎました。工期など、残りの項目を入力してください。", "info")
    return go_to(url_for("applications.edit", application_id=application.id, section="works"))


def _to_detail(bid_bond_id: int) -> ResponseReturnValue:
    return go_to(url_for(".detail", bid_bond_id=bid_bond_id))
