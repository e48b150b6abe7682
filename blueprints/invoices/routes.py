"""請求書一覧: every monthly invoice of the company, its paper, and the list as a file."""

from io import BytesIO

from flask import g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._downloads import asking, count_download, send
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.invoices import blueprint
from forms.invoices import InvoicesForm
from surety import clock
from surety.domain.download_columns import INVOICE_COLUMNS
from surety.domain.invoice_states import standing_of
from surety.extensions import db
from surety.queries.invoices import InvoiceWish, find_invoices, get_company_invoice
from surety.security.permissions import Permission
from surety.services.downloads import download_invoices
from surety.services.invoices import invoice_content, invoice_paper


@blueprint.route("")
@requires(Permission.CONTRACTOR_READ)
def index() -> ResponseReturnValue:
    return _show(InvoicesForm(request.args))


@blueprint.route("/download/<any(xlsx, csv):file_format>", methods=["POST"])
@requires(Permission.CONTRACTOR_READ)
@commits
def download_file(file_format: str) -> ResponseReturnValue:
    count_download()
    form = InvoicesForm(request.form)
    if not form.validate():
        return _show(form)
    asked = [("状態", form.standing.chosen_label)]
    whose = ("contractor", g.identity.contractor_id)
    return send(download_invoices(db.session(), _wish(form), asking(file_format, whose=whose, asked=asked)))


@blueprint.route("/<int:invoice_id>")
@requires(Permission.CONTRACTOR_READ)
def detail(invoice_id: int) -> ResponseReturnValue:
    found = _get(invoice_id)
    return render(
        "invoices/detail.html",
        invoice=found,
        paper=invoice_content(found),
        standing=standing_of(found.state, due_on=found.due_on, today=clock.today()),
    )


@blueprint.route("/<int:invoice_id>.pdf")
@requires(Permission.CONTRACTOR_READ)
def paper(invoice_id: int) -> ResponseReturnValue:
    """一括納付請求書 as PDF."""
    found = _get(invoice_id)
    return send_file(
        BytesIO(invoice_paper(found)),
        mimetype="application/pdf",
        download_name=f"一括納付請求書_{found.number}.pdf",
    )


def _show(form: InvoicesForm) -> ResponseReturnValue:
    is_valid = form.validate()
    below = request.args.get("before", "")
    place = int(below) if below.isascii() and below.isdigit() and len(below) < 16 else None
    page = find_invoices(db.session(), _wish(form), below=place) if is_valid else None
    standing = form.standing.data.value if is_valid and form.standing.data else None
    return render(
        "invoices/index.html",
        status=200 if is_valid else 422,
        form=form,
        page=page,
        asks=bool(request.args.get("standing")),
        first_url=url_for(".index", standing=standing) if place else "",
        next_url=url_for(".index", standing=standing, before=page.older) if page and page.older else "",
        columns=INVOICE_COLUMNS,
    )


def _wish(form: InvoicesForm) -> InvoiceWish:
    return InvoiceWish(clock.today(), contractor_id=g.identity.contractor_id, standing=form.standing.data)


def _get(invoice_id: int):  # type: ignore[no-untyped-def]  # blueprints may not name the model
    return get_company_invoice(db.session(), invoice_id, contractor_id=g.identity.contractor_id)
