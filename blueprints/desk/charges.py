"""What is charged, for the branch: any statement with its paper, its payment, and its way back where it was for nothing."""

from io import BytesIO
from typing import Any

from flask import Response, current_app, flash, g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._receipts import read_receipt
from blueprints._rendering import render, require_form
from blueprints._transaction import commits
from blueprints.desk import blueprint
from forms.premiums import ReceiptForm
from surety import clock
from surety.domain.errors import ForbiddenMove, RuleViolation, Stale
from surety.domain.products import PaymentMethod
from surety.domain.states import COUNTING, PremiumState
from surety.extensions import db
from surety.queries.cases import find_payment
from surety.queries.charges import find_bond_of, find_changed_of, get_statement_of_branch
from surety.queries.refunds import find_refund_of_statement
from surety.security.permissions import Permission
from surety.services.charges import statement_content, statement_paper
from surety.services.statement_payments import pay_statement
from surety.services.unused_payments import refund_unused


@blueprint.route("/statements/<number>")
@requires(Permission.DESK_READ)
def charge(number: str) -> ResponseReturnValue:
    return _show(_get(number))


@blueprint.route("/statements/<number>.pdf")
@requires(Permission.DESK_READ)
def charge_paper(number: str) -> ResponseReturnValue:
    """The paper of any statement of the branch, void ones too."""
    found = _get(number)
    return send_file(
        BytesIO(statement_paper(found)),
        mimetype="application/pdf",
        download_name=f"{found.kind.label}_{found.number}.pdf",
    )


@blueprint.route("/statements/<number>/payment", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def pay_charge(number: str) -> ResponseReturnValue:
    """入金を確認する, of a statement that is no step of a case."""
    found = _get(number)
    form = ReceiptForm(request.form)
    if not form.validate():
        require_form(stands=_is_due_here(found))
        return _show(found, form=form, status=422)
    try:
        pay_statement(db.session(), found, receipt=read_receipt(form), actor=g.identity.actor)
    except (ForbiddenMove, Stale):
        raise
    except RuleViolation as violation:
        form.attach(violation)
        return _show(found, form=form, status=422)
    flash("入金を確認しました。契約者の保証料計算書一覧に「納付済み」と表示されます。", "ok")
    return go_to(url_for(".charge", number=number))


@blueprint.route("/statements/<number>/refund", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def refund_charge(number: str) -> ResponseReturnValue:
    """返還計算書を作成する: it was paid, and what it was about never came about."""
    made = refund_unused(
        db.session(), _get(number), actor=g.identity.actor, settings=current_app.config["SETTINGS"]
    )
    flash("返還計算書を作成し、契約者にお知らせしました。", "ok")
    return go_to(url_for(".refund", number=made.number))


def _show(found: Any, *, form: ReceiptForm | None = None, status: int = 200) -> Response:
    start = {"amount": found.amount, "paid_on": clock.today(), "method": PaymentMethod.BANK_TRANSFER}
    return render(
        "desk/charge.html",
        status=status,
        form=form or ReceiptForm(data=start),
        statement=found,
        paper=statement_content(found),
        payment=find_payment(db.session(), found),
        refund=find_refund_of_statement(db.session(), found),
        case_url=_case_url(found),
        is_due=_is_due_here(found),
        is_void=found.state is PremiumState.VOID,
        is_owed_back=found.state is PremiumState.OWED_BACK,
        may_work=g.identity.may(Permission.DESK_UNDERWRITE),
    )


def _is_due_here(found: Any) -> bool:
    return found.state is PremiumState.UNPAID and not _case_url(found)


def _case_url(found: Any) -> str:
    """Where the case goes on by its payment; empty for a statement that is no step of one."""
    if found.state not in COUNTING:
        return ""
    if found.request_id is not None:
        return url_for(".premium", request_id=found.request_id)
    if (item := find_changed_of(db.session(), found)) is not None:
        return url_for(".change_payment", guarantee_change_id=item.change_id, item_id=item.id)
    if (bond := find_bond_of(db.session(), found)) is not None:
        return url_for(".bid_bond_fee", bid_bond_id=bond.id)
    return ""


def _get(number: str) -> Any:
    return get_statement_of_branch(db.session(), number, branch_id=g.identity.branch_id)
