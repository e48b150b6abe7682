"""入札ボンドを申し込む: the list of one's own, and throwing a draft away."""

from typing import Any

from flask import Response, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._converters import row_number
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.bid_bonds import blueprint
from blueprints.bid_bonds.pages import own_bid_bond
from forms.applications import WithdrawForm
from surety import clock
from surety.domain.application_draft import restorable_until
from surety.domain.bid_bond_draft import BidBondDraft
from surety.domain.bid_bond_states import BidBondState
from surety.domain.errors import RuleViolation, Stale
from surety.extensions import db
from surety.queries.bid_bonds import list_bond_drafts, list_sent_bonds
from surety.security.permissions import Permission
from surety.services.bid_bonds import (
    create_bid_bond,
    discard_bond_draft,
    last_day_to_restore,
    restore_bond_draft,
    withdraw_bid_bond,
)

PAGE = 20


@blueprint.route("")
@requires(Permission.CONTRACTOR_READ)
def index() -> ResponseReturnValue:
    session, contractor_id = db.session(), g.identity.contractor_id
    before_id = request.args.get("before", type=row_number)
    rows = list_sent_bonds(session, contractor_id=contractor_id, before_id=before_id, limit=PAGE + 1)
    thrown = list_bond_drafts(session, contractor_id=contractor_id, is_discarded=True)
    return render(
        "bid_bonds/index.html",
        drafts=_with_texts(list_bond_drafts(session, contractor_id=contractor_id)),
        discarded=_with_texts(one for one in thrown if clock.today() <= last_day_to_restore(one)),
        last_day=last_day_to_restore,
        rows=rows[:PAGE],
        older=url_for(".index", before=rows[PAGE - 1].id) if len(rows) > PAGE else None,
        is_first=before_id is None,
        may_apply=g.identity.may(Permission.CONTRACTOR_APPLY),
    )


@blueprint.route("", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def create() -> ResponseReturnValue:
    bid_bond = create_bid_bond(db.session(), contractor_id=g.identity.contractor_id, actor=g.identity.actor)
    return go_to(url_for(".edit", bid_bond_id=bid_bond.id))


@blueprint.route("/<int:bid_bond_id>/discard")
@requires(Permission.CONTRACTOR_APPLY)
def discard(bid_bond_id: int) -> ResponseReturnValue:
    bid_bond = own_bid_bond(bid_bond_id)
    if bid_bond.state is not BidBondState.DRAFT:
        return go_to(url_for(".detail", bid_bond_id=bid_bond_id))
    return _ask(bid_bond, status=200)


@blueprint.route("/<int:bid_bond_id>/discard", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def discard_now(bid_bond_id: int) -> ResponseReturnValue:
    bid_bond = own_bid_bond(bid_bond_id)
    version_id = request.form.get("version_id", 0, type=int)
    try:
        discard_bond_draft(db.session(), bid_bond, version_id=version_id, actor=g.identity.actor)
    except Stale as stale:
        db.session.refresh(bid_bond)
        return _ask(bid_bond, status=409, messages=[stale.message])
    flash("下書きを破棄しました。「破棄した下書き」から元に戻せます。", "ok")
    return go_to(url_for(".index"))


@blueprint.route("/<int:bid_bond_id>/restore", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def restore(bid_bond_id: int) -> ResponseReturnValue:
    restore_bond_draft(db.session(), own_bid_bond(bid_bond_id), actor=g.identity.actor)
    flash("下書きを元に戻しました。続きから入力できます。", "ok")
    return go_to(url_for(".edit", bid_bond_id=bid_bond_id))


@blueprint.route("/<int:bid_bond_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.CONTRACTOR_APPLY)
@keeps_typing
@commits
def withdraw(bid_bond_id: int) -> ResponseReturnValue:
    bid_bond = own_bid_bond(bid_bond_id)
    form = WithdrawForm(request.form)
    if request.method == "GET" or not form.validate():
        code = 200 if request.method == "GET" else 422
        return render("bid_bonds/withdraw.html", form=form, bid_bond=bid_bond, status=code)
    try:
        withdraw_bid_bond(db.session(), bid_bond, actor=g.identity.actor, reason=form.reason.data)
    except RuleViolation as violation:
        form.attach(violation)
        return render("bid_bonds/withdraw.html", form=form, bid_bond=bid_bond, status=409)
    flash(f"申込（{bid_bond.receipt_number}）を取り下げました。", "ok")
    return go_to(url_for(".detail", bid_bond_id=bid_bond_id))


def _with_texts(bonds: Any) -> list[tuple[Any, BidBondDraft]]:
    return [(bid_bond, BidBondDraft.from_json(bid_bond.draft)) for bid_bond in bonds]


def _ask(bid_bond: Any, *, status: int, messages: list[str] | None = None) -> Response:
    """The page that names what is thrown away."""
    return render(
        "bid_bonds/discard.html",
        status=status,
        bid_bond=bid_bond,
        messages=messages or [],
        draft=BidBondDraft.from_json(bid_bond.draft),
        last_day=restorable_until(clock.today()),
    )
