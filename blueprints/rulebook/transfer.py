"""The rule book as Excel: written out for staff, and read in again as proposals."""

from io import BytesIO
from typing import Any

from flask import flash, g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.rulebook import blueprint
from forms.rulebook import WorkbookImportForm
from surety import clock
from surety.extensions import db
from surety.ingest.refusal import Refusal
from surety.ingest.rulebook_download import MEDIA_TYPE
from surety.ingest.rulebook_reader import read_rulebook
from surety.queries.agencies import get_agency_by_code
from surety.security.permissions import Permission
from surety.services.rulebook_tables import draw_workbook, propose_workbook

_SHOWN_PROBLEMS = 200


@blueprint.route("/export.xlsx")
@requires(Permission.DESK_READ)
def export() -> ResponseReturnValue:
    """The rows that hold, of one agency or of all."""
    code = request.args.get("agency", "")
    agency = get_agency_by_code(db.session(), code) if code else None
    content = draw_workbook(db.session(), agency=agency)
    name = f"発注者ごとの取扱い_{agency.name if agency else '全発注者'}_{clock.today():%Y%m%d}.xlsx"
    return send_file(BytesIO(content), mimetype=MEDIA_TYPE, as_attachment=True, download_name=name)


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.DESK_RULES)
@keeps_typing
@commits
def import_workbook() -> ResponseReturnValue:
    """Read a workbook: what it changes waits for approval; with one bad cell nothing does."""
    form = WorkbookImportForm(None if request.method == "GET" else request.form | request.files)
    if request.method == "GET" or not form.validate():
        return _page(form, status=200 if request.method == "GET" else 422)
    # Reading comes before the first query: a slow file must not keep other writers waiting.
    answer = read_rulebook(form.workbook.data.read())
    if isinstance(answer, Refusal):
        return _page(form, refusal=answer, status=422)
    changes, problems = propose_workbook(
        db.session(), answer, reason=form.reason.data, actor=g.identity.actor
    )
    if problems:
        return _page(form, problems=problems, status=422)
    if not changes:
        flash("いまの取扱いと同じ内容でした。何も変わりません。", "ok")
        return go_to(url_for(".import_workbook"))
    flash(f"{len(changes)}件の発注者について申し出ました。別の本店管理者が承認すると反映されます。", "ok")
    return go_to(url_for(".index"))


def _page(
    form: Any, *, refusal: Refusal | None = None, problems: Any = (), status: int
) -> ResponseReturnValue:
    return render(
        "rulebook/import.html",
        status=status,
        form=form,
        refusal=refusal,
        problems=list(problems)[:_SHOWN_PROBLEMS],
        total=len(problems),
    )
