"""変更の証書の発行: the preview of each guarantee, and the issue by a second person."""

from io import BytesIO
from typing import Any

import structlog
from flask import current_app, flash, g, make_response, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from blueprints.desk.change_deciding import find_item
from forms.change_applications import ChangeIssueForm
from surety.documents.errors import UnprintableDocument
from surety.domain.certificate_differences import compare_versions
from surety.domain.change_effect import effect_from_json
from surety.domain.workflow import ChangeState
from surety.extensions import db
from surety.queries.cases import list_issuers
from surety.queries.certificates import read_certificate
from surety.queries.changes import UNSENT_CHANGES, has_unpaid, status_of_change
from surety.queries.desk_changes import get_desk_change
from surety.security.permissions import Permission
from surety.services.change_issuing import issue_change as issue
from surety.services.change_issuing import preview_change, preview_change_pdf
from surety.services.issued_documents import render_issued
from surety.services.issuing import Issuer

log = structlog.get_logger()
_PATH = "/changes/<int:guarantee_change_id>"


@blueprint.route(f"{_PATH}/preview/<int:item_id>")
@requires(Permission.DESK_READ)
def change_preview(guarantee_change_id: int, item_id: int) -> ResponseReturnValue:
    """The certificate on the screen, as it would be issued today: number and 変更-n are known already."""
    found = _get(guarantee_change_id)
    item = find_item(found, item_id)
    content = preview_change(item, guarantor=current_app.config["SETTINGS"].guarantor)
    return render("desk/change_preview.html", content=content, change=found, item=item)


@blueprint.route(f"{_PATH}/preview/<int:item_id>.pdf")
@requires(Permission.DESK_READ)
def change_preview_paper(guarantee_change_id: int, item_id: int) -> ResponseReturnValue:
    found = _get(guarantee_change_id)
    item = find_item(found, item_id)
    try:
        drawn = preview_change_pdf(item, guarantor=current_app.config["SETTINGS"].guarantor)
    except UnprintableDocument as refused:
        flash(refused.message, "err")
        return _to_case(found)
    return send_file(
        BytesIO(drawn), mimetype="application/pdf", download_name="変更の保証証書_プレビュー.pdf"
    )


@blueprint.route(f"{_PATH}/issue")
@requires(Permission.DESK_READ)
def issue_change(guarantee_change_id: int) -> ResponseReturnValue:
    return _show(_get(guarantee_change_id))


@blueprint.route(f"{_PATH}/issue", methods=["POST"])
@requires(Permission.DESK_ISSUE)
@commits
def issue_change_now(guarantee_change_id: int) -> ResponseReturnValue:
    """変更の証書を発行する. Pressed twice it leads to what the first press issued."""
    found = _get(guarantee_change_id)
    form = ChangeIssueForm(request.form)
    if found.state is ChangeState.APPROVED and not form.validate():
        return _show(found, form=form, status=422)
    issuer = Issuer(current_app.config["SETTINGS"], current_app.extensions["vault"])
    certificates = issue(db.session(), found, version_id=form.version, actor=g.identity.actor, issuer=issuer)
    # What follows is only paper: the change stands, whatever happens to its drawing.
    db.session.commit()
    for certificate in certificates:
        _draw(certificate, issuer=issuer)
    flash("変更の証書を発行しました。", "ok")
    return go_to(url_for(".change", guarantee_change_id=guarantee_change_id))


def _show(found: Any, *, form: ChangeIssueForm | None = None, status: int = 200) -> ResponseReturnValue:
    if found.state is ChangeState.ISSUED or found.state in UNSENT_CHANGES:
        return _to_case(found)
    guarantor = current_app.config["SETTINGS"].guarantor
    previews = [(item, preview_change(item, guarantor=guarantor)) for item in found.items]
    return make_response(
        render(
            "desk/issue_change.html",
            status=status,
            form=form or ChangeIssueForm(data={"version_id": found.version_id}),
            change=found,
            word=status_of_change(found),
            previews=[
                (item, content, compare_versions(read_certificate(item.base_certificate), content))
                for item, content in previews
            ],
            effects=[(item, effect_from_json(item.effect)) for item in found.items],
            is_ready=found.state is ChangeState.APPROVED and not has_unpaid(found),
            is_approver=found.approved_by_id == g.identity.user_id,
            may_issue=g.identity.may(Permission.DESK_ISSUE),
            issuers=list_issuers(db.session(), branch_id=found.branch_id, besides_id=found.approved_by_id),
        )
    )


def _draw(certificate: Any, *, issuer: Issuer) -> None:
    certificate_id = certificate.id
    try:
        render_issued(db.session(), certificate, issuer=issuer)
        db.session.commit()
    except Exception:  # issued is issued: the page says 証書作成中 and the worker tries again
        db.session.rollback()
        log.exception("document.failed", certificate=certificate_id)
        flash("証書のPDFを作成しています。数分後に、保証契約の画面を開き直してください。", "warn")


def _get(change_id: int) -> Any:
    return get_desk_change(db.session(), change_id, branch_id=g.identity.branch_id)


def _to_case(change: Any) -> ResponseReturnValue:
    return go_to(url_for(".change", guarantee_change_id=change.id))
