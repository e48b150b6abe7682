"""The contractor's own papers of a bid bond: 予約証書 on the screen and as PDF, and the 予約手数料通知書."""

from io import BytesIO

from flask import flash, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints.bid_bonds import blueprint
from blueprints.bid_bonds.pages import own_bid_bond
from surety.domain.errors import NotFound
from surety.extensions import db
from surety.security.permissions import Permission
from surety.services.bid_bond_issuing import get_bond_paper, read_bond_certificate
from surety.services.charges import statement_paper


@blueprint.route("/<int:bid_bond_id>/certificate")
@requires(Permission.CONTRACTOR_READ)
def certificate(bid_bond_id: int) -> ResponseReturnValue:
    bid_bond = own_bid_bond(bid_bond_id)
    content = read_bond_certificate(db.session(), bid_bond)
    return render("bid_bonds/certificate.html", bid_bond=bid_bond, content=content)


@blueprint.route("/<int:bid_bond_id>/certificate.pdf")
@requires(Permission.CONTRACTOR_READ)
def certificate_pdf(bid_bond_id: int) -> ResponseReturnValue:
    bid_bond = own_bid_bond(bid_bond_id)
    read_bond_certificate(db.session(), bid_bond)
    try:
        paper = get_bond_paper(db.session(), bid_bond)
    except NotFound:
        flash("PDFを作成しています。1分ほど待ってから、もう一度お試しください。", "info")
        return go_to(url_for(".detail", bid_bond_id=bid_bond_id))
    return send_file(
        BytesIO(paper.content), "application/pdf", as_attachment=True, download_name=paper.filename
    )


@blueprint.route("/<int:bid_bond_id>/fee.pdf")
@requires(Permission.CONTRACTOR_READ)
def fee_pdf(bid_bond_id: int) -> ResponseReturnValue:
    """The 予約手数料通知書 that counts."""
    statement = own_bid_bond(bid_bond_id).statement
    if statement is None:
        raise NotFound(f"fee notice of bid bond {bid_bond_id}")
    return send_file(
        BytesIO(statement_paper(statement)),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"予約手数料通知書_{statement.number}.pdf",
    )
