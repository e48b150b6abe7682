"""Confirming and sending a bid bond, and what one sees afterwards."""

from flask import Response, current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.bid_bonds import blueprint
from blueprints.bid_bonds.pages import STEPS, OpenedBond, open_bond, own_bid_bond, rows_of
from forms.applications import DeclarationForm
from surety.domain.bid_bond_states import EDITABLE, UNSENT
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.applications import list_branches
from surety.security.permissions import Permission
from surety.services.bid_bond_sending import BondNotReady, send_bid_bond
from surety.services.bid_bonds import BondDiscarded


@blueprint.route("/<int:bid_bond_id>/confirm")
@requires(Permission.CONTRACTOR_APPLY)
def confirm(bid_bond_id: int) -> ResponseReturnValue:
    bid_bond = own_bid_bond(bid_bond_id)
    if bid_bond.state not in EDITABLE:
        return go_to(url_for(".detail", bid_bond_id=bid_bond_id))
    return _show(open_bond(bid_bond), DeclarationForm(), status=200)


@blueprint.route("/<int:bid_bond_id>/send", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def send(bid_bond_id: int) -> ResponseReturnValue:
    bid_bond = own_bid_bond(bid_bond_id)
    form = DeclarationForm(request.form)
    if bid_bond.state in EDITABLE and not form.validate():
        return _show(open_bond(bid_bond), form, status=422)
    try:
        send_bid_bond(
            db.session(),
            bid_bond,
            actor=g.identity.actor,
            send_token=request.form.get("send_token", ""),
            version_id=request.form.get("version_id", 0, type=int),
            letterhead=Letterhead.of(current_app.config["SETTINGS"]),
        )
    except BondNotReady:
        return _show(open_bond(bid_bond), form, status=422)
    except BondDiscarded:
        flash("この下書きは破棄されているため、送信していません。元に戻すと、送信できます。", "warn")
        return go_to(url_for(".detail", bid_bond_id=bid_bond_id))
    return go_to(url_for(".sent", bid_bond_id=bid_bond_id))


@blueprint.route("/<int:bid_bond_id>/sent")
@requires(Permission.CONTRACTOR_READ)
def sent(bid_bond_id: int) -> ResponseReturnValue:
    bid_bond = own_bid_bond(bid_bond_id)
    if bid_bond.state in UNSENT:
        return go_to(url_for(".detail", bid_bond_id=bid_bond_id))
    return render("bid_bonds/sent.html", bid_bond=bid_bond, steps=STEPS)


def _show(opened: OpenedBond, form: DeclarationForm, *, status: int) -> Response:
    bid_bond = opened.bid_bond

    def edit_url(name: str) -> str:
        """The address of a field's box."""
        return url_for(".edit", bid_bond_id=bid_bond.id, check="1", _anchor=f"f-{name}")

    branches = {branch.id: branch for branch in list_branches(db.session())}
    return render(
        "bid_bonds/confirm.html",
        status=status,
        bid_bond=bid_bond,
        form=form,
        groups=rows_of(opened.reading),
        figures=opened.figures,
        reading=opened.reading,
        problem_links=[(problem.message, edit_url(problem.field)) for problem in opened.problems],
        edit_url=edit_url,
        branch=branches.get(opened.reading.branch_id or 0),
        steps=STEPS,
    )
