"""予約手数料・入金: the notice with its steps, and settling it."""

from io import BytesIO
from typing import Any

from flask import Response, flash, g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._receipts import read_receipt
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from blueprints.desk.bid_bonds import find_bond
from forms.premiums import PaymentForm
from forms.underwriting import StepForm
from surety import clock
from surety.domain.bid_bond_states import BidBondState
from surety.domain.errors import ForbiddenMove, NotFound, RuleViolation, Stale
from surety.domain.products import PaymentMethod
from surety.extensions import db
from surety.queries.cases import find_payment
from surety.security.permissions import Permission
from surety.services.bid_bond_fees import fee_goes_on_account, put_fee_on_account, record_fee_payment
from surety.services.charges import statement_content, statement_paper


@blueprint.route("/bid-bonds/<int:bid_bond_id>/fee")
@requires(Permission.DESK_READ)
def bid_bond_fee(bid_bond_id: int) -> ResponseReturnValue:
    return _show(find_bond(bid_bond_id))


@blueprint.route("/bid-bonds/<int:bid_bond_id>/payment", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def bid_bond_payment(bid_bond_id: int) -> ResponseReturnValue:
    """入金を確認する."""
    found = find_bond(bid_bond_id)
    form = PaymentForm(request.form)
    if not form.validate():
        return _show(found, form=form, status=422)
    try:
        record_fee_payment(
            db.session(), found, receipt=read_receipt(form), version_id=form.version, actor=g.identity.actor
        )
    except (ForbiddenMove, Stale):
        raise
    except RuleViolation as violation:
        form.attach(violation)
        return _show(found, form=form, status=422)
    flash("入金を確認しました。承認した人とは別の方が発行できます。", "ok")
    return go_to(url_for(".bid_bond_fee", bid_bond_id=bid_bond_id))


@blueprint.route("/bid-bonds/<int:bid_bond_id>/account", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def bid_bond_account(bid_bond_id: int) -> ResponseReturnValue:
    """一括納付に計上する."""
    put_fee_on_account(
        db.session(),
        find_bond(bid_bond_id),
        version_id=StepForm(request.form).version,
        actor=g.identity.actor,
    )
    flash("一括納付に計上しました。承認した人とは別の方が発行できます。", "ok")
    return go_to(url_for(".bid_bond_fee", bid_bond_id=bid_bond_id))


@blueprint.route("/bid-bonds/<int:bid_bond_id>/fee.pdf")
@requires(Permission.DESK_READ)
def bid_bond_fee_pdf(bid_bond_id: int) -> ResponseReturnValue:
    """The 予約手数料通知書 that counts."""
    statement = _statement(find_bond(bid_bond_id))
    return send_file(
        BytesIO(statement_paper(statement)),
        mimetype="application/pdf",
        download_name=f"予約手数料通知書_{statement.number}.pdf",
    )


def _show(found: Any, *, form: PaymentForm | None = None, status: int = 200) -> Response:
    statement = _statement(found)
    method = found.payment_method
    start = {
        "version_id": found.version_id,
        "amount": statement.amount,
        "paid_on": clock.today(),
        "method": PaymentMethod.BANK_TRANSFER if method is PaymentMethod.MONTHLY_ACCOUNT else method,
    }
    return render(
        "desk/bid_bond_fee.html",
        status=status,
        form=form or PaymentForm(data=start),
        bid_bond=found,
        statement=statement,
        paper=statement_content(statement),
        payment=find_payment(db.session(), statement),
        on_account=fee_goes_on_account(found),
        is_due=found.state is BidBondState.APPROVED,
        may_work=g.identity.may(Permission.DESK_UNDERWRITE),
        can_issue=found.state in (BidBondState.PAID, BidBondState.ON_ACCOUNT),
    )


def _statement(found: Any) -> Any:
    if found.statement is None:
        raise NotFound(f"fee notice of bid bond {found.id}")
    return found.statement
