"""保証料計算書一覧: every statement of the company, by page and as a file."""

import re
from io import BytesIO
from typing import Any

from flask import g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._downloads import asking, count_download, send
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.statements import blueprint
from forms.statements import StatementsForm
from surety.domain.download_columns import STATEMENT_COLUMNS
from surety.extensions import db
from surety.queries.charges import get_statement_of_company
from surety.queries.premium_statements import (
    PAGE_ROWS,
    FoundStatements,
    StatementPlace,
    StatementWish,
    find_statements,
)
from surety.queries.refunds import get_refund_of_company
from surety.security.permissions import Permission
from surety.services.charges import statement_paper
from surety.services.downloads import day_span, download_statements
from surety.services.refunds import refund_paper

_PLACE = re.compile(r"([0-9]{1,15})_([0-9]{1,15})", re.ASCII)
_FILTERS = ("kind", "product", "state", "since", "until")


@blueprint.route("")
@requires(Permission.CONTRACTOR_READ)
def index() -> ResponseReturnValue:
    return _show(StatementsForm(request.args))


@blueprint.route("/download/<any(xlsx, csv):file_format>", methods=["POST"])
@requires(Permission.CONTRACTOR_READ)
@commits
def download_file(file_format: str) -> ResponseReturnValue:
    count_download()
    form = StatementsForm(request.form)
    if not form.validate():
        return _show(form)
    asked = [
        ("計算書の種類", form.kind.chosen_label),
        ("保証種類", form.product.chosen_label),
        ("納付状況", form.state.chosen_label),
        ("作成日", day_span(form.since.data, form.until.data)),
    ]
    whose = ("contractor", g.identity.contractor_id)
    return send(download_statements(db.session(), _wish(form), asking(file_format, whose=whose, asked=asked)))


@blueprint.route("/<number>.pdf")
@requires(Permission.CONTRACTOR_READ)
def paper(number: str) -> ResponseReturnValue:
    """The paper of any statement of the company."""
    found = get_statement_of_company(db.session(), number, contractor_id=g.identity.contractor_id)
    return send_file(
        BytesIO(statement_paper(found)),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"{found.kind.label}_{found.number}.pdf",
        max_age=0,
    )


@blueprint.route("/refunds/<number>.pdf")
@requires(Permission.CONTRACTOR_READ)
def refund(number: str) -> ResponseReturnValue:
    """The 返還計算書 of the company."""
    found = get_refund_of_company(db.session(), number, contractor_id=g.identity.contractor_id)
    return send_file(
        BytesIO(refund_paper(found)),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"返還計算書_{found.number}.pdf",
        max_age=0,
    )


def _show(form: StatementsForm) -> ResponseReturnValue:
    is_valid = form.validate()
    found = (
        find_statements(db.session(), _wish(form), below=_place("before"), above=_place("after"))
        if is_valid
        else None
    )
    return render(
        "statements/index.html",
        fragment="statement_list",
        status=200 if is_valid else 422,
        form=form,
        asks=any(request.args.get(name) for name in _FILTERS),
        found=found,
        pager=_pager(found) if found else None,
        columns=STATEMENT_COLUMNS,
    )


def _wish(form: StatementsForm) -> StatementWish:
    return StatementWish(
        contractor_id=g.identity.contractor_id,
        since=form.since.data,
        until=form.until.data,
        state=form.state.data,
        product=form.product.data,
        kind=form.kind.data,
    )


def _place(name: str) -> StatementPlace | None:
    """The place in the list that the address names; anything else is the first page."""
    match = _PLACE.fullmatch(request.args.get(name, ""))
    return StatementPlace(int(match[1]), int(match[2])) if match else None


def _pager(found: FoundStatements) -> dict[str, object]:
    """What ui.pager says: honest about what was counted."""
    position = found.first_position
    return {
        "number": None if position is None else -(-position // PAGE_ROWS),
        "pages": max(1, -(-found.total // PAGE_ROWS)),
        "total": found.total,
        "at_least": found.at_least,
        "first": _url() if position is None else None,
        "previous": _url(after=found.newer) if found.newer else None,
        "next": _url(before=found.older) if found.older else None,
    }


def _url(**places: StatementPlace) -> str:
    kept: dict[str, Any] = {name: request.args[name] for name in _FILTERS if request.args.get(name)}
    written = {name: f"{place.day}_{place.entry}" for name, place in places.items()}
    return url_for(".index", **kept, **written)
