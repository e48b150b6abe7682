"""手続き on issued guarantees: what waits, one act with its consequences, and the second person's decision."""

from io import BytesIO
from typing import Any

import structlog
from flask import Response, current_app, flash, g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from forms.guarantee_acts import AnswerForm, CarryOutForm, RejectForm
from surety.documents.errors import UnprintableDocument
from surety.domain.certificate_differences import compare_versions
from surety.domain.errors import Stale
from surety.domain.guarantee_acts import VERSIONED, consequences_of, day_label, refusal_of
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.cases import list_issuers
from surety.queries.certificates import version_in_force
from surety.queries.guarantee_acts import (
    content_in_force,
    count_open_acts,
    effective_on,
    get_desk_act,
    ground_of,
    list_desk_acts,
)
from surety.queries.refunds import list_refunds_of
from surety.security.permissions import Permission
from surety.services.act_execution import carry_out_act
from surety.services.act_money import ActMoney, find_hindrance, look_at_money
from surety.services.act_previews import preview_act, preview_act_pdf
from surety.services.guarantee_acts import reject_act, withdraw_act
from surety.services.issued_documents import render_issued
from surety.services.issuing import Issuer

log = structlog.get_logger()


@blueprint.route("/acts")
@requires(Permission.DESK_READ)
def acts() -> ResponseReturnValue:
    session, branch_id = db.session(), g.identity.branch_id
    is_done = request.args.get("tab") == "done"
    after = request.args.get("after", "")
    place = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
    page = list_desk_acts(session, branch_id=branch_id, is_done=is_done, after=place)
    tab = "done" if is_done else None
    waiting = count_open_acts(session, branch_id=branch_id)
    return render(
        "desk/acts.html",
        page=page,
        is_done=is_done,
        tabs=[
            (f"対応待ち（{waiting:,}）", url_for(".acts"), not is_done),
            ("済み", url_for(".acts", tab="done"), is_done),
        ],
        next_url=url_for(".acts", tab=tab, after=page.after) if page.after else "",
        first_url=url_for(".acts", tab=tab) if place else "",
    )


@blueprint.route("/acts/<int:act_id>")
@requires(Permission.DESK_READ)
def act(act_id: int) -> ResponseReturnValue:
    return _show(_act(act_id))


@blueprint.route("/acts/<int:act_id>/carry-out", methods=["POST"])
@requires(Permission.DESK_ISSUE)
@keeps_typing
@commits
def carry_out(act_id: int) -> ResponseReturnValue:
    """実行する. Pressed twice it leads to what the first press did."""
    found = _act(act_id)
    form = CarryOutForm(request.form)
    if found.is_open and not form.validate():
        return _show(found, carrying=form, status=422)
    _refuse_stale(found, form)
    issuer = Issuer(settings=current_app.config["SETTINGS"], vault=current_app.extensions["vault"])
    done = carry_out_act(db.session(), found, actor=g.identity.actor, issuer=issuer)
    certificate = done.certificate or version_in_force(done.guarantee)
    # What follows is only paper: the act is done, whatever happens to its drawing.
    db.session.commit()
    _draw(certificate, issuer=issuer)
    flash(f"{done.kind.label}を実行しました。契約者にお知らせします。", "ok")
    return go_to(url_for(".act", act_id=act_id))


@blueprint.route("/acts/<int:act_id>/reject", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def reject(act_id: int) -> ResponseReturnValue:
    """見送る, with a word on why."""
    found = _act(act_id)
    form = RejectForm(request.form)
    if found.is_open and not form.validate():
        return _show(found, rejecting=form, status=422)
    _refuse_stale(found, form)
    letterhead = Letterhead.of(current_app.config["SETTINGS"])
    reject_act(db.session(), found, note=form.note.data, actor=g.identity.actor, letterhead=letterhead)
    flash("見送りにしました。保証契約は変わりません。", "info")
    return go_to(url_for(".act", act_id=act_id))


@blueprint.route("/acts/<int:act_id>/withdraw", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def withdraw(act_id: int) -> ResponseReturnValue:
    """The proposer takes it back."""
    withdraw_act(db.session(), _act(act_id), actor=g.identity.actor)
    flash("提案を取り下げました。保証契約は変わりません。", "info")
    return go_to(url_for(".act", act_id=act_id))


@blueprint.route("/acts/<int:act_id>/preview")
@requires(Permission.DESK_READ)
def act_preview(act_id: int) -> ResponseReturnValue:
    """The certificate on the screen, as it would be written today."""
    found = _planned(act_id)
    return render("desk/act_preview.html", content=preview_act(found), act=found)


@blueprint.route("/acts/<int:act_id>/preview.pdf")
@requires(Permission.DESK_READ)
def act_preview_paper(act_id: int) -> ResponseReturnValue:
    found = _planned(act_id)
    try:
        drawn = preview_act_pdf(found)
    except UnprintableDocument as refused:
        flash(refused.message, "err")
        return go_to(url_for(".act", act_id=act_id))
    return send_file(BytesIO(drawn), mimetype="application/pdf", download_name="保証証書_プレビュー.pdf")


def _show(
    found: Any,
    *,
    carrying: CarryOutForm | None = None,
    rejecting: RejectForm | None = None,
    status: int = 200,
) -> Response:
    ground, guarantee = ground_of(found.guarantee), found.guarantee
    writes = found.kind in VERSIONED and found.is_open and not refusal_of(found.kind, ground)
    money = look_at_money(db.session(), found) if found.is_open else ActMoney()
    start = {"version_id": found.version_id}
    is_proposer = found.proposed_by_id == g.identity.user_id
    return render(
        "desk/act.html",
        status=status,
        act=found,
        guarantee=guarantee,
        effective_on=effective_on(found),
        day_label=day_label(found.kind),
        refusal=refusal_of(found.kind, ground) if found.is_open else "",
        hindrance=find_hindrance(db.session(), found) if found.is_open else "",
        comparison=compare_versions(content_in_force(guarantee), preview_act(found)) if writes else None,
        consequences=consequences_of(
            found.kind, change_number=ground.change_number, is_electronic=ground.has_key
        ),
        money=money,
        refunds=list_refunds_of(db.session(), guarantee),
        carrying=carrying or CarryOutForm(data=start),
        rejecting=rejecting or RejectForm(data=start),
        is_proposer=is_proposer,
        may_propose=g.identity.may(Permission.DESK_UNDERWRITE),
        may_carry_out=g.identity.may(Permission.DESK_ISSUE),
        deciders=list_issuers(db.session(), branch_id=found.branch_id, besides_id=found.proposed_by_id),
    )


def _planned(act_id: int) -> Any:
    """An act that waits and writes a version; anything else has its own page to go by."""
    found = _act(act_id)
    if found.kind not in VERSIONED or not found.is_open or refusal_of(found.kind, ground_of(found.guarantee)):
        raise Stale("act.no_preview", "この手続きには、プレビューはありません。手続きの画面をご確認ください")
    return found


def _refuse_stale(found: Any, form: AnswerForm) -> None:
    if found.is_open and not form.is_about(found.version_id):
        raise Stale(
            "act.stale", "この画面を開いた後に、手続きの内容が変わりました。最新の内容をご確認ください"
        )


def _draw(certificate: Any, *, issuer: Issuer) -> None:
    certificate_id = certificate.id
    try:
        render_issued(db.session(), certificate, issuer=issuer)
        db.session.commit()
    except Exception:  # done is done: the worker draws again
        db.session.rollback()
        log.exception("document.failed", certificate=certificate_id)
        flash("PDFを作成しています。数分後に、保証契約の画面でご確認ください。", "warn")


def _act(act_id: int) -> Any:
    return get_desk_act(db.session(), act_id, branch_id=g.identity.branch_id)
