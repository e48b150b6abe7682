"""予約証書の発行: preview, issue by a second person, and the issued paper as the branch sees it."""

from io import BytesIO
from typing import Any

import structlog
from flask import current_app, flash, g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from blueprints.desk.bid_bonds import find_bond, to_bond
from forms.underwriting import IssueForm
from surety.documents.errors import UnprintableDocument
from surety.domain.bid_bond_states import EVER_ISSUED, BidBondState
from surety.domain.errors import NotFound
from surety.extensions import db
from surety.queries.cases import list_issuers
from surety.security.permissions import Permission
from surety.services.bid_bond_contents import draw_bond, preview_bond
from surety.services.bid_bond_issuing import get_bond_paper, issue_bond, read_bond_certificate, render_bond

log = structlog.get_logger()
_ISSUABLE = (BidBondState.PAID, BidBondState.ON_ACCOUNT)


@blueprint.route("/bid-bonds/<int:bid_bond_id>/preview")
@requires(Permission.DESK_READ)
def bid_bond_preview(bid_bond_id: int) -> ResponseReturnValue:
    """The 予約証書 on the screen, as it would be issued today."""
    found = find_bond(bid_bond_id)
    content = preview_bond(found, guarantor=current_app.config["SETTINGS"].guarantor)
    return render("desk/bid_bond_preview.html", content=content, bid_bond=found)


@blueprint.route("/bid-bonds/<int:bid_bond_id>/preview.pdf")
@requires(Permission.DESK_READ)
def bid_bond_preview_pdf(bid_bond_id: int) -> ResponseReturnValue:
    found = find_bond(bid_bond_id)
    try:
        drawn = draw_bond(preview_bond(found, guarantor=current_app.config["SETTINGS"].guarantor))
    except UnprintableDocument as refused:
        flash(refused.message, "err")
        return to_bond(bid_bond_id)
    return send_file(BytesIO(drawn), mimetype="application/pdf", download_name="予約証書_プレビュー.pdf")


@blueprint.route("/bid-bonds/<int:bid_bond_id>/issue")
@requires(Permission.DESK_READ)
def issue_bid_bond(bid_bond_id: int) -> ResponseReturnValue:
    return _show_issue(find_bond(bid_bond_id), form=IssueForm())


@blueprint.route("/bid-bonds/<int:bid_bond_id>/issue", methods=["POST"])
@requires(Permission.DESK_ISSUE)
@commits
def issue_bid_bond_now(bid_bond_id: int) -> ResponseReturnValue:
    """予約証書を発行する. Pressed twice it leads to what the first press made."""
    found = find_bond(bid_bond_id)
    form = IssueForm(request.form)
    if found.state in _ISSUABLE and not form.validate():
        return _show_issue(found, form=form, status=422)
    settings = current_app.config["SETTINGS"]
    issued = issue_bond(db.session(), found, actor=g.identity.actor, settings=settings)
    number, certificate_id = issued.number, issued.certificate.id
    # What follows is only paper: the promise stands, whatever happens to its drawing.
    db.session.commit()
    _draw(certificate_id)
    flash(f"予約番号 {number} で発行しました。予約証書を印刷してお渡しください。", "ok")
    return to_bond(bid_bond_id)


@blueprint.route("/bid-bonds/<int:bid_bond_id>/certificate")
@requires(Permission.DESK_READ)
def bid_bond_certificate(bid_bond_id: int) -> ResponseReturnValue:
    found = find_bond(bid_bond_id)
    content = read_bond_certificate(db.session(), found)
    return render("desk/bid_bond_certificate.html", content=content, bid_bond=found)


@blueprint.route("/bid-bonds/<int:bid_bond_id>/certificate.pdf")
@requires(Permission.DESK_READ)
def bid_bond_certificate_pdf(bid_bond_id: int) -> ResponseReturnValue:
    """The stored bytes."""
    found = find_bond(bid_bond_id)
    read_bond_certificate(db.session(), found)
    try:
        paper = get_bond_paper(db.session(), found)
    except NotFound:
        flash("PDFを作成しています。1分ほど待ってから、もう一度お試しください。", "info")
        return to_bond(bid_bond_id)
    return send_file(BytesIO(paper.content), mimetype="application/pdf", download_name=paper.filename)


def _draw(certificate_id: int) -> None:
    """Draw the paper at once; if that fails, the worker tries again."""
    try:
        render_bond(db.session(), certificate_id)
        db.session.commit()
    except Exception as failure:  # noqa: BLE001 - whatever it is, the bid bond is issued
        db.session.rollback()
        log.warning("document.later", bid_bond_certificate=certificate_id, error=str(failure))


def _show_issue(found: Any, *, form: IssueForm, status: int = 200) -> ResponseReturnValue:
    if found.state in EVER_ISSUED:
        return go_to(url_for(".bid_bond", bid_bond_id=found.id))
    return render(
        "desk/bid_bond_issue.html",
        status=status,
        form=form,
        bid_bond=found,
        content=preview_bond(found, guarantor=current_app.config["SETTINGS"].guarantor),
        is_ready=found.state in _ISSUABLE,
        is_approver=found.approved_by_id == g.identity.user_id,
        may_issue=g.identity.may(Permission.DESK_ISSUE),
        issuers=list_issuers(
            db.session(), branch_id=found.branch_id, besides_id=found.approved_by_id
        ),
    )  # fmt: skip
