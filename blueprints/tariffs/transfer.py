"""The tariff as Excel and CSV: written out, a form to fill in, and read in again as a proposal."""

from io import BytesIO
from typing import Any

from flask import flash, g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.tariffs import blueprint
from forms.tariffs import TariffImportForm
from surety.domain.errors import RuleViolation
from surety.extensions import db
from surety.ingest import tariff_csv, tariff_download
from surety.ingest.refusal import Refusal
from surety.ingest.tariff_reader import read_tariff
from surety.queries.tariffs import get_tariff_version
from surety.security.permissions import Permission
from surety.services.tariffs import draw_version, propose_tariff

_SHOWN_PROBLEMS = 200
_TYPES = {"xlsx": tariff_download.MEDIA_TYPE, "csv": tariff_csv.MEDIA_TYPE}


@blueprint.route("/<code>/export.<any(xlsx, csv):file_format>")
@requires(Permission.DESK_TARIFFS)
def export(code: str, file_format: str) -> ResponseReturnValue:
    """One version; read in again, it is the very same."""
    tariff = get_tariff_version(db.session(), code)
    content = draw_version(tariff, file_format=file_format)
    return _send(content, f"料率_{tariff.version}.{file_format}", file_format)


@blueprint.route("/form.<any(xlsx, csv):file_format>")
@requires(Permission.DESK_TARIFFS)
def template(file_format: str) -> ResponseReturnValue:
    """ひな形: the tables without figures."""
    return _send(draw_version(None, file_format=file_format), f"料率のひな形.{file_format}", file_format)


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.DESK_TARIFFS)
@keeps_typing
@commits
def import_file() -> ResponseReturnValue:
    """Read a version in: it waits for a second person; with one bad cell nothing is kept."""
    form = TariffImportForm(None if request.method == "GET" else request.form | request.files)
    if request.method == "GET" or not form.validate():
        return _page(form, status=200 if request.method == "GET" else 422)
    # Reading comes before the first query: a slow file must not keep other writers waiting.
    answer = read_tariff(form.table.data.read())
    if isinstance(answer, Refusal):
        return _page(form, refusal=answer, status=422)
    if answer.tariff is None:
        return _page(form, problems=answer.problems, status=422)
    try:
        with db.session().begin_nested():
            made = propose_tariff(
                db.session(), answer.tariff, note=form.note.data or "", actor=g.identity.actor
            )
    except RuleViolation as violation:
        return _page(form, problems=[answer.place(violation.field, violation.message)], status=422)
    flash("取り込みました。別の本店管理者が約款と照らして確認すると、適用開始日から使われます。", "ok")
    return go_to(url_for(".proposal", proposal_id=made.id))


def _send(content: bytes, name: str, file_format: str) -> ResponseReturnValue:
    return send_file(
        BytesIO(content), mimetype=_TYPES[file_format], as_attachment=True, download_name=name, max_age=0
    )


def _page(
    form: Any, *, refusal: Refusal | None = None, problems: Any = (), status: int
) -> ResponseReturnValue:
    return render(
        "tariffs/import.html",
        status=status,
        form=form,
        refusal=refusal,
        problems=list(problems)[:_SHOWN_PROBLEMS],
        total=len(problems),
    )
