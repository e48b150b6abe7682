"""発行: preview, issue by a second person, and the issued guarantee as the branch sees it."""

from io import BytesIO

import structlog
from flask import current_app, flash, g, make_response, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._history import wants_all
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints._watch_tasks import act_of, task_url, viewer
from blueprints.desk import blueprint
from forms.underwriting import IssueForm
from surety import clock
from surety.documents.errors import UnprintableDocument
from surety.documents.kinds import DocumentKind
from surety.domain.act_states import ActKind
from surety.domain.expiry import state_on
from surety.domain.guarantee_acts import refusal_of
from surety.domain.workflow import RequestState
from surety.extensions import db, reading_only
from surety.queries.acknowledgements import list_noted
from surety.queries.cases import find_guarantee, list_issuers
from surety.queries.certificates import (
    find_drawn,
    list_history,
    read_certificate,
    tell_version,
    version_in_force,
)
from surety.queries.change_notices import list_change_notices
from surety.queries.changes import list_changes_of
from surety.queries.desk import get_desk_certificate, get_desk_guarantee, get_desk_request
from surety.queries.guarantee_acts import ground_of, list_acts
from surety.queries.paper_deliveries import find_delivery
from surety.queries.statement_rows import list_papers_of
from surety.queries.watch_tasks import list_tasks_of
from surety.security.permissions import Permission
from surety.services.certificate_preview import preview_content, preview_pdf
from surety.services.issued_documents import get_paper, render_issued
from surety.services.issuing import Issuer, issue_guarantee

log = structlog.get_logger()
_ISSUABLE = (RequestState.PAID, RequestState.ON_ACCOUNT)


@blueprint.route("/requests/<int:request_id>/preview")
@requires(Permission.DESK_READ)
def preview(request_id: int) -> ResponseReturnValue:
    """The certificate on the screen, as it would be issued today."""
    found = _get(request_id)
    guarantor = current_app.config["SETTINGS"].guarantor
    content = preview_content(found, guarantor=guarantor)
    return render("desk/preview.html", content=content, guarantee_request=found)


@blueprint.route("/requests/<int:request_id>/preview.pdf")
@requires(Permission.DESK_READ)
def preview_paper(request_id: int) -> ResponseReturnValue:
    found = _get(request_id)
    try:
        drawn = preview_pdf(found, guarantor=current_app.config["SETTINGS"].guarantor)
    except UnprintableDocument as refused:
        flash(refused.message, "err")
        return go_to(url_for(".application", application_id=found.application_id))
    return send_file(BytesIO(drawn), mimetype="application/pdf", download_name="保証証書_プレビュー.pdf")


@blueprint.route("/requests/<int:request_id>/issue")
@requires(Permission.DESK_READ)
def issue(request_id: int) -> ResponseReturnValue:
    return _show_issue(_get(request_id), form=IssueForm())


@blueprint.route("/requests/<int:request_id>/issue", methods=["POST"])
@requires(Permission.DESK_ISSUE)
@commits
def issue_now(request_id: int) -> ResponseReturnValue:
    """電子証書を発行する. Pressed twice it leads to the guarantee that the first press made."""
    with reading_only():
        found = _get(request_id)
    form = IssueForm(request.form)
    if found.state in _ISSUABLE and not form.validate():
        return _show_issue(found, form=form, status=422)
    issuer = _issuer()
    guarantee = issue_guarantee(db.session(), found, actor=g.identity.actor, issuer=issuer)
    number = guarantee.number
    # What follows is only paper: the guarantee stands, whatever happens to its drawing.
    db.session.commit()
    _draw(guarantee.certificates[0], issuer=issuer)
    flash(f"保証契約番号 {number} で発行しました。", "ok")
    return go_to(url_for(".guarantee", number=number))


@blueprint.route("/guarantees/<number>")
@requires(Permission.DESK_READ)
def guarantee(number: str) -> ResponseReturnValue:
    """An issued guarantee; its authentication key is not for the branch."""
    found = get_desk_guarantee(db.session(), number, branch_id=g.identity.branch_id)
    shows_all = wants_all(request.args)
    return render(
        "desk/guarantee.html",
        guarantee=found,
        application=found.request.application,
        history=list_history(found, shows_all=shows_all),
        shows_all=shows_all,
        state=state_on(found.state, until=found.expires_on, today=clock.today()),
        drawn=find_drawn(db.session(), found),
        notices=list_change_notices(db.session(), found),
        noted=list_noted(db.session(), found),
        changes=list_changes_of(db.session(), found),
        in_force=version_in_force(found),
        delivery=find_delivery(db.session(), version_in_force(found)),
        may_work=g.identity.may(Permission.DESK_UNDERWRITE),
        papers=list_papers_of(db.session(), found),
        acts=list_acts(db.session(), found),
        act_kinds=[kind for kind in ActKind if not refusal_of(kind, ground_of(found))],
        may_propose=g.identity.may(Permission.DESK_UNDERWRITE),
        tasks=list_tasks_of(db.session(), found, viewer=viewer()),
        act_of=act_of,
        task_url=task_url,
    )


@blueprint.route("/guarantees/<number>/certificates/<int:sequence>")
@requires(Permission.DESK_READ)
def certificate(number: str, sequence: int) -> ResponseReturnValue:
    found = _certificate(number, sequence)
    content = read_certificate(found)
    told = tell_version(found.guarantee, found)
    return render("desk/certificate.html", content=content, guarantee=found.guarantee, told=told)


@blueprint.route("/guarantees/<number>/certificates/<int:sequence>.pdf")
@requires(Permission.DESK_READ)
def certificate_pdf(number: str, sequence: int) -> ResponseReturnValue:
    """The stored bytes; 404 while they are being made."""
    vault = current_app.extensions["vault"]
    paper = get_paper(db.session(), _certificate(number, sequence), DocumentKind.CERTIFICATE, vault=vault)
    return send_file(BytesIO(paper.content), mimetype="application/pdf", download_name=paper.filename)


def _show_issue(found, *, form: IssueForm, status: int = 200) -> ResponseReturnValue:  # type: ignore[no-untyped-def]  # blueprints may not name the model
    session = db.session()
    issued = find_guarantee(session, found)
    if issued is not None:
        return go_to(url_for(".guarantee", number=issued.number))
    is_approver = found.approved_by_id == g.identity.user_id
    may_issue = g.identity.may(Permission.DESK_ISSUE)
    is_ready = found.state in _ISSUABLE and not found.awaits_over_line
    return make_response(
        render(
            "desk/issue.html",
            status=status,
            form=form,
            guarantee_request=found,
            application=found.application,
            content=preview_content(found, guarantor=current_app.config["SETTINGS"].guarantor),
            is_approver=is_approver,
            may_issue=may_issue,
            is_ready=is_ready,
            issuers=list_issuers(
                session, branch_id=found.application.branch_id, besides_id=found.approved_by_id
            ),
        )
    )


def _draw(certificate, *, issuer: Issuer) -> None:  # type: ignore[no-untyped-def]  # as above
    certificate_id = certificate.id
    try:
        render_issued(db.session(), certificate, issuer=issuer)
        db.session.commit()
    except Exception:  # issued is issued: the page says 証書作成中 and the worker tries again
        db.session.rollback()
        log.exception("document.failed", certificate=certificate_id)
        flash("証書のPDFを作成しています。数分後に、この画面を開き直してください。", "warn")


def _certificate(number: str, sequence: int):  # type: ignore[no-untyped-def]  # as above
    return get_desk_certificate(db.session(), number, sequence=sequence, branch_id=g.identity.branch_id)


def _get(request_id: int):  # type: ignore[no-untyped-def]  # as above
    return get_desk_request(db.session(), request_id, branch_id=g.identity.branch_id)


def _issuer() -> Issuer:
    return Issuer(settings=current_app.config["SETTINGS"], vault=current_app.extensions["vault"])
