"""返還: what the branch owes back to companies, and noting that it went back."""

from io import BytesIO

from flask import flash, g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from forms.premiums import PayBackForm
from surety import clock
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.domain.products import PaymentMethod
from surety.domain.states import RefundState
from surety.extensions import db
from surety.queries.refunds import get_refund_of_branch, list_branch_refunds, list_unreturned
from surety.security.permissions import Permission
from surety.services.refunds import PayBack, pay_back, refund_content, refund_paper


@blueprint.route("/refunds")
@requires(Permission.DESK_READ)
def refunds() -> ResponseReturnValue:
    is_done = request.args.get("tab") == "done"
    after = request.args.get("after", "")
    place = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
    page = list_branch_refunds(db.session(), branch_id=g.identity.branch_id, is_done=is_done, after=place)
    tab = "done" if is_done else None
    return render(
        "desk/refunds.html",
        page=page,
        unreturned=[] if is_done or place else list_unreturned(db.session(), branch_id=g.identity.branch_id),
        is_done=is_done,
        tabs=[
            (RefundState.DUE.label, url_for(".refunds"), not is_done),
            (RefundState.DONE.label, url_for(".refunds", tab="done"), is_done),
        ],
        next_url=url_for(".refunds", tab=tab, after=page.after) if page.after else "",
        first_url=url_for(".refunds", tab=tab) if place else "",
    )


@blueprint.route("/refunds/<number>")
@requires(Permission.DESK_READ)
def refund(number: str) -> ResponseReturnValue:
    return _show(_get(number))


@blueprint.route("/refunds/<number>/done", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def record_refund(number: str) -> ResponseReturnValue:
    """返還を記録する."""
    found = _get(number)
    form = PayBackForm(request.form)
    if not form.validate():
        return _show(found, form=form, status=422)
    given = PayBack(paid_back_on=form.paid_back_on.data, method=form.method.data, note=form.note.data)
    try:
        pay_back(db.session(), found, given=given, actor=g.identity.actor)
    except ForbiddenMove:
        raise
    except RuleViolation as violation:
        form.attach(violation)
        return _show(found, form=form, status=422)
    flash("返還を記録しました。契約者の保証料計算書一覧に「返還済み」と表示されます。", "ok")
    return go_to(url_for(".refund", number=number))


@blueprint.route("/refunds/<number>.pdf")
@requires(Permission.DESK_READ)
def refund_pdf(number: str) -> ResponseReturnValue:
    found = _get(number)
    return send_file(
        BytesIO(refund_paper(found)),
        mimetype="application/pdf",
        download_name=f"返還計算書_{found.number}.pdf",
    )


def _show(found, *, form: PayBackForm | None = None, status: int = 200) -> ResponseReturnValue:  # type: ignore[no-untyped-def]  # blueprints may not name the model
    start = {"paid_back_on": clock.today(), "method": PaymentMethod.BANK_TRANSFER}
    return render(
        "desk/refund.html",
        status=status,
        form=form or PayBackForm(data=start),
        refund=found,
        paper=refund_content(found),
        is_due=found.state is RefundState.DUE,
        may_work=g.identity.may(Permission.DESK_UNDERWRITE),
    )


def _get(number: str):  # type: ignore[no-untyped-def]  # as above
    return get_refund_of_branch(db.session(), number, branch_id=g.identity.branch_id)
