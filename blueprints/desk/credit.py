"""与信枠と手持工事: a contractor's line, what is on the books, and what goes beyond the line."""

from flask import Response, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render, require_form
from blueprints._transaction import commits
from blueprints.desk import blueprint
from forms.credit import CreditLineForm, OverLineForm
from surety import clock
from surety.domain.errors import RuleViolation
from surety.extensions import db
from surety.queries.desk import get_desk_request
from surety.queries.desk_changes import get_desk_change
from surety.queries.exposure import (
    get_desk_contractor,
    get_line,
    list_lines,
    list_over_line,
    list_over_line_changes,
    list_waiting_lines,
    list_works_in_hand,
    load_exposure,
)
from surety.security.permissions import Permission
from surety.services.credit_lines import ProposedLine, decide_line, propose_line, take_back_line
from surety.services.over_line import approve_change_over_line, approve_over_line


@blueprint.route("/credit")
@requires(Permission.DESK_READ)
def credit() -> ResponseReturnValue:
    """与信の承認待ち: proposed lines, and guarantees beyond a line."""
    session, branch_id = db.session(), g.identity.branch_id
    return render(
        "desk/credit.html",
        lines=list_waiting_lines(session, branch_id=branch_id),
        over=list_over_line(session, branch_id=branch_id),
        over_changes=list_over_line_changes(session, branch_id=branch_id),
    )


@blueprint.route("/contractors/<int:contractor_id>")
@requires(Permission.DESK_READ)
def contractor(contractor_id: int) -> ResponseReturnValue:
    found, today = _contractor(contractor_id), clock.today()
    after = request.args.get("after", "")
    works = list_works_in_hand(db.session(), found, today=today, after=after)
    return render(
        "desk/contractor.html",
        contractor=found,
        exposure=load_exposure(db.session(), found.id, today=today),
        today=today,
        works=works.guarantees,
        next_url=url_for(".contractor", contractor_id=found.id, after=works.after) if works.after else "",
        first_url=url_for(".contractor", contractor_id=found.id) if after else "",
        lines=list_lines(db.session(), found),
        may_propose=g.identity.may(Permission.DESK_UNDERWRITE),
        may_decide=g.identity.may(Permission.DESK_CREDIT),
    )


@blueprint.route("/contractors/<int:contractor_id>/credit-line", methods=["GET", "POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def propose_credit_line(contractor_id: int) -> ResponseReturnValue:
    """与信枠の申出."""
    found = _contractor(contractor_id)
    form = CreditLineForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _show_proposal(found, form)
    if not form.validate():
        return _show_proposal(found, form, status=422)
    line = ProposedLine(
        amount=form.amount.data,
        valid_from=form.valid_from.data,
        valid_to=form.valid_to.data,
        reason=form.reason.data,
    )
    try:
        propose_line(db.session(), found, line, actor=g.identity.actor)
    except RuleViolation as violation:
        form.attach(violation)
        return _show_proposal(found, form, status=422)
    flash("与信枠を申し出ました。別の方が承認すると有効になります。", "ok")
    return go_to(url_for(".contractor", contractor_id=found.id))


@blueprint.route("/contractors/<int:contractor_id>/credit-lines/<int:line_id>", methods=["POST"])
@requires(Permission.DESK_CREDIT)
@commits
def decide_credit_line(contractor_id: int, line_id: int) -> ResponseReturnValue:
    """承認する or 承認しない."""
    is_approved = request.form.get("action") == "approve"
    decide_line(
        db.session(), _line(contractor_id, line_id), is_approved=is_approved, actor=g.identity.actor
    )  # fmt: skip
    flash("与信枠を承認しました。" if is_approved else "与信枠を承認しないことにしました。", "ok")
    return go_to(url_for(".contractor", contractor_id=contractor_id))


@blueprint.route("/contractors/<int:contractor_id>/credit-lines/<int:line_id>/take-back", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def take_back_credit_line(contractor_id: int, line_id: int) -> ResponseReturnValue:
    """The proposer takes the own proposal back."""
    take_back_line(db.session(), _line(contractor_id, line_id), actor=g.identity.actor)
    flash("与信枠の申出を取り下げました。", "ok")
    return go_to(url_for(".contractor", contractor_id=contractor_id))


@blueprint.route("/requests/<int:request_id>/over-line", methods=["GET", "POST"])
@requires(Permission.DESK_CREDIT)
@keeps_typing
@commits
def over_line(request_id: int) -> ResponseReturnValue:
    """与信枠を超える引受けの承認."""
    found = get_desk_request(db.session(), request_id, branch_id=g.identity.branch_id)
    given = request.form if request.method == "POST" else None
    form = OverLineForm(given, data={"version_id": found.application.version_id})
    if given is not None and form.validate():
        approve_over_line(
            db.session(), found, note=form.note.data, version_id=form.version, actor=g.identity.actor
        )
        flash("与信枠を超える引受けを承認しました。", "ok")
        return go_to(url_for(".application", application_id=found.application_id))
    return _show_over_line(
        found,
        form,
        contractor=found.application.contractor,
        receipt_number=found.application.receipt_number,
        title=found.product.label,
        amount=("保証金額", found.amount),
        back=url_for(".application", application_id=found.application_id),
    )


@blueprint.route("/changes/<int:guarantee_change_id>/over-line", methods=["GET", "POST"])
@requires(Permission.DESK_CREDIT)
@keeps_typing
@commits
def change_over_line(guarantee_change_id: int) -> ResponseReturnValue:
    """The same for a 変更 that enlarges a guarantee."""
    found = get_desk_change(db.session(), guarantee_change_id, branch_id=g.identity.branch_id)
    given = request.form if request.method == "POST" else None
    form = OverLineForm(given, data={"version_id": found.version_id})
    back = url_for(".change", guarantee_change_id=guarantee_change_id)
    if given is not None and form.validate():
        approve_change_over_line(
            db.session(), found, note=form.note.data, version_id=form.version, actor=g.identity.actor
        )
        flash("与信枠を超える引受けを承認しました。", "ok")
        return go_to(back)
    return _show_over_line(
        found,
        form,
        contractor=found.contractor,
        receipt_number=found.receipt_number,
        title="変更の申込",
        amount=("増える保証金額", found.asked_more),
        back=back,
    )


def _show_over_line(found, form: OverLineForm, *, contractor, **words: object) -> Response:  # type: ignore[no-untyped-def]  # blueprints may not name the models
    """What goes beyond the line, with the company's books beside it; `words` name it and lead back."""
    today, is_approver = clock.today(), found.approved_by_id == g.identity.user_id
    is_asked_here = found.awaits_over_line and not is_approver
    if request.method == "POST":
        require_form(stands=is_asked_here)
    return render(
        "desk/over_line.html",
        status=200 if request.method == "GET" else 422,
        form=form,
        taken_on=found,
        contractor=contractor,
        exposure=load_exposure(db.session(), contractor.id, today=today),
        works=list_works_in_hand(db.session(), contractor, today=today, limit=5).guarantees,
        today=today,
        is_approver=is_approver,
        is_asked_here=is_asked_here,
        **words,
    )


def _contractor(contractor_id: int):  # type: ignore[no-untyped-def]  # blueprints may not name the model
    return get_desk_contractor(db.session(), contractor_id, branch_id=g.identity.branch_id)


def _line(contractor_id: int, line_id: int):  # type: ignore[no-untyped-def]  # as above
    return get_line(db.session(), _contractor(contractor_id), line_id=line_id)


def _show_proposal(found, form: CreditLineForm, *, status: int = 200) -> Response:  # type: ignore[no-untyped-def]  # as above
    exposure = load_exposure(db.session(), found.id, today=clock.today())
    return render("desk/credit_line.html", status=status, contractor=found, form=form, exposure=exposure)
