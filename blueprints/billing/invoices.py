"""請求書: the branch's list, one of them, recording its payment, and cancelling it by two people."""

from io import BytesIO

from flask import flash, g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._receipts import read_receipt
from blueprints._rendering import render, require_form
from blueprints._transaction import commits
from blueprints.billing import blueprint
from forms.invoices import CancellationForm, InvoicesForm
from forms.premiums import ReceiptForm
from surety import clock
from surety.domain.errors import ForbiddenMove, RuleViolation, Stale
from surety.domain.invoice_states import InvoiceState, standing_of
from surety.domain.products import PaymentMethod
from surety.extensions import db
from surety.queries.invoices import (
    InvoiceWish,
    find_invoices,
    find_open_cancellation,
    get_desk_invoice,
    list_cancellations,
)
from surety.security.permissions import Permission
from surety.services.invoice_cancelling import confirm_cancellation, keep_invoice, propose_cancellation
from surety.services.invoices import invoice_content, invoice_paper, record_invoice_payment


@blueprint.route("/invoices")
@requires(Permission.DESK_READ)
def invoices() -> ResponseReturnValue:
    form = InvoicesForm(request.args)
    is_valid = form.validate()
    below = request.args.get("before", "")
    place = int(below) if below.isascii() and below.isdigit() and len(below) < 16 else None
    wish = InvoiceWish(clock.today(), branch_id=g.identity.branch_id, standing=form.standing.data)
    page = find_invoices(db.session(), wish, below=place) if is_valid else None
    standing = form.standing.data.value if is_valid and form.standing.data else None
    return render(
        "billing/invoices.html",
        status=200 if is_valid else 422,
        form=form,
        page=page,
        first_url=url_for(".invoices", standing=standing) if place else "",
        next_url=url_for(".invoices", standing=standing, before=page.older) if page and page.older else "",
    )


@blueprint.route("/invoices/<int:invoice_id>")
@requires(Permission.DESK_READ)
def invoice(invoice_id: int) -> ResponseReturnValue:
    return _show(_get(invoice_id))


@blueprint.route("/invoices/<int:invoice_id>.pdf")
@requires(Permission.DESK_READ)
def invoice_pdf(invoice_id: int) -> ResponseReturnValue:
    """一括納付請求書 as PDF, to be printed and posted."""
    found = _get(invoice_id)
    return send_file(
        BytesIO(invoice_paper(found)),
        mimetype="application/pdf",
        download_name=f"一括納付請求書_{found.number}.pdf",
    )


@blueprint.route("/invoices/<int:invoice_id>/payment", methods=["POST"])
@requires(Permission.DESK_ACCOUNTING)
@keeps_typing
@commits
def pay_invoice(invoice_id: int) -> ResponseReturnValue:
    """入金を記録する, for money that did not come through the bank's list."""
    found = _get(invoice_id)
    form = ReceiptForm(request.form)
    if not form.validate():
        require_form(stands=found.state is InvoiceState.UNPAID)
        return _show(found, payment=form, status=422)
    try:
        record_invoice_payment(db.session(), found, receipt=read_receipt(form), actor=g.identity.actor)
    except (ForbiddenMove, Stale):
        raise
    except RuleViolation as violation:
        form.attach(violation)
        return _show(found, payment=form, status=422)
    flash("入金を記録しました。この請求書の計算書は、すべて納付済みになりました。", "ok")
    return go_to(url_for(".invoice", invoice_id=invoice_id))


@blueprint.route("/invoices/<int:invoice_id>/cancellation", methods=["POST"])
@requires(Permission.DESK_ACCOUNTING)
@keeps_typing
@commits
def cancel_invoice(invoice_id: int) -> ResponseReturnValue:
    """取消を申し出る."""
    found = _get(invoice_id)
    form = CancellationForm(request.form)
    if not form.validate():
        require_form(stands=found.state is InvoiceState.UNPAID)
        return _show(found, cancellation=form, status=422)
    propose_cancellation(db.session(), found, reason=form.reason.data, actor=g.identity.actor)
    flash("取消を申し出ました。別の方が確認すると、取り消されます。", "ok")
    return go_to(url_for(".invoice", invoice_id=invoice_id))


@blueprint.route("/invoices/<int:invoice_id>/cancellation/<any(confirm, keep):answer>", methods=["POST"])
@requires(Permission.DESK_ACCOUNTING)
@commits
def decide_cancellation(invoice_id: int, answer: str) -> ResponseReturnValue:
    """The second person confirms; anybody may leave the invoice as it is."""
    found = _get(invoice_id)
    if answer == "confirm":
        confirm_cancellation(db.session(), found, actor=g.identity.actor)
        flash("請求書を取り消しました。明細は、次の締めの請求書に載ります。", "ok")
    else:
        keep_invoice(db.session(), found, actor=g.identity.actor)
        flash("取消をやめました。請求書はそのまま有効です。", "ok")
    return go_to(url_for(".invoice", invoice_id=invoice_id))


def _show(  # type: ignore[no-untyped-def]  # blueprints may not name the model
    found,
    *,
    payment: ReceiptForm | None = None,
    cancellation: CancellationForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    today = clock.today()
    start = {"amount": found.amount, "paid_on": today, "method": PaymentMethod.BANK_TRANSFER}
    waiting = find_open_cancellation(db.session(), found)
    return render(
        "billing/invoice.html",
        status=status,
        invoice=found,
        paper=invoice_content(found),
        standing=standing_of(found.state, due_on=found.due_on, today=today),
        payment=payment or ReceiptForm(data=start),
        cancellation=cancellation or CancellationForm(),
        waiting=waiting,
        decided=[each for each in list_cancellations(db.session(), found) if each.decided_at],
        is_own=waiting is not None and waiting.proposed_by_id == g.identity.user_id,
        is_unpaid=found.state is InvoiceState.UNPAID,
        may_work=g.identity.may(Permission.DESK_ACCOUNTING),
    )


def _get(invoice_id: int):  # type: ignore[no-untyped-def]  # as above
    return get_desk_invoice(db.session(), invoice_id, branch_id=g.identity.branch_id)
