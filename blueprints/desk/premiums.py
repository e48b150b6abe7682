"""保証料・入金: the statement with its steps, and settling it."""

from io import BytesIO

from flask import flash, g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._receipts import read_receipt
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from forms.premiums import PaymentForm
from forms.underwriting import StepForm
from surety import clock
from surety.domain.errors import ForbiddenMove, NotFound, RuleViolation, Stale
from surety.domain.products import PaymentMethod
from surety.domain.workflow import RequestState
from surety.extensions import db
from surety.queries.cases import find_payment, find_statement
from surety.queries.desk import get_desk_request
from surety.queries.refunds import find_refund_of_statement
from surety.security.permissions import Permission
from surety.services.charges import statement_content, statement_paper
from surety.services.premiums import goes_on_account, put_on_account, record_payment


@blueprint.route("/requests/<int:request_id>/premium")
@requires(Permission.DESK_READ)
def premium(request_id: int) -> ResponseReturnValue:
    return _show(_get(request_id))


@blueprint.route("/requests/<int:request_id>/payment", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def payment(request_id: int) -> ResponseReturnValue:
    """入金を確認する."""
    found = _get(request_id)
    form = PaymentForm(request.form)
    if not form.validate():
        return _show(found, form=form, status=422)
    try:
        record_payment(
            db.session(), found, receipt=read_receipt(form), version_id=form.version, actor=g.identity.actor
        )
    except (ForbiddenMove, Stale):
        raise
    except RuleViolation as violation:
        form.attach(violation)
        return _show(found, form=form, status=422)
    flash("入金を確認しました。承認した人とは別の方が発行できます。", "ok")
    return go_to(url_for(".premium", request_id=request_id))


@blueprint.route("/requests/<int:request_id>/account", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def account(request_id: int) -> ResponseReturnValue:
    """一括納付に計上する."""
    found = _get(request_id)
    put_on_account(db.session(), found, version_id=StepForm(request.form).version, actor=g.identity.actor)
    flash("一括納付に計上しました。承認した人とは別の方が発行できます。", "ok")
    return go_to(url_for(".premium", request_id=request_id))


@blueprint.route("/requests/<int:request_id>/statement.pdf")
@requires(Permission.DESK_READ)
def statement_pdf(request_id: int) -> ResponseReturnValue:
    """The 保証料計算書 that counts."""
    found = _statement(_get(request_id))
    return send_file(
        BytesIO(statement_paper(found)),
        mimetype="application/pdf",
        download_name=f"保証料計算書_{found.number}.pdf",
    )


def _show(found, *, form: PaymentForm | None = None, status: int = 200) -> ResponseReturnValue:  # type: ignore[no-untyped-def]  # blueprints may not name the model
    statement = _statement(found)
    on_account = goes_on_account(found)
    start = {
        "version_id": found.application.version_id,
        "amount": statement.amount,
        "paid_on": clock.today(),
        "method": found.payment_method
        if found.payment_method is not PaymentMethod.MONTHLY_ACCOUNT
        else PaymentMethod.BANK_TRANSFER,
    }
    return render(
        "desk/premium.html",
        status=status,
        form=form or PaymentForm(data=start),
        guarantee_request=found,
        application=found.application,
        statement=statement,
        paper=statement_content(statement),
        payment=find_payment(db.session(), statement),
        refund=find_refund_of_statement(db.session(), statement),
        is_withdrawn=found.state is RequestState.WITHDRAWN,
        on_account=on_account,
        is_due=found.state is RequestState.APPROVED,
        may_work=g.identity.may(Permission.DESK_UNDERWRITE),
        may_reopen=found.state is RequestState.APPROVED,
        can_issue=found.state in (RequestState.PAID, RequestState.ON_ACCOUNT),
    )


def _statement(found):  # type: ignore[no-untyped-def]  # as above
    statement = find_statement(db.session(), found)
    if statement is None:
        raise NotFound(f"premium statement of request {found.id}")
    return statement


def _get(request_id: int):  # type: ignore[no-untyped-def]  # as above
    return get_desk_request(db.session(), request_id, branch_id=g.identity.branch_id)
