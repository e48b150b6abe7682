"""認定請求書 and 工事履行報告書: the papers that ask the agency to recognise the right to an interim payment."""

from io import BytesIO

from flask import current_app, flash, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._htmx import go_to
from blueprints.guarantees import blueprint
from blueprints.guarantees.detail import get_own
from surety.documents.errors import UnprintableDocument
from surety.documents.kinds import DocumentKind
from surety.domain.interim_papers import InterimPapers
from surety.extensions import db
from surety.ingest.interim_download import MEDIA_TYPE
from surety.security.permissions import Permission
from surety.services.interim_papers import draw_interim_pdf, draw_interim_workbook, fill_interim_papers


@blueprint.route("/<number>/interim/request.pdf")
@requires(Permission.CONTRACTOR_READ)
def interim_request_pdf(number: str) -> ResponseReturnValue:
    papers = _papers(number)
    return _pdf(papers, DocumentKind.INTERIM_REQUEST, title=papers.request_title)


@blueprint.route("/<number>/interim/report.pdf")
@requires(Permission.CONTRACTOR_READ)
def interim_report_pdf(number: str) -> ResponseReturnValue:
    papers = _papers(number)
    return _pdf(papers, DocumentKind.INTERIM_REPORT, title=papers.report_title)


@blueprint.route("/<number>/interim/papers.xlsx")
@requires(Permission.CONTRACTOR_READ)
def interim_papers_xlsx(number: str) -> ResponseReturnValue:
    papers = _papers(number)
    name = f"{papers.request_title}_{papers.advance_number}.xlsx"
    return send_file(
        BytesIO(draw_interim_workbook(papers)), mimetype=MEDIA_TYPE, as_attachment=True, download_name=name
    )


def _papers(number: str) -> InterimPapers:
    return fill_interim_papers(db.session(), get_own(number), settings=current_app.config["SETTINGS"])


def _pdf(papers: InterimPapers, kind: DocumentKind, *, title: str) -> ResponseReturnValue:
    try:
        drawn = draw_interim_pdf(papers, kind)
    except UnprintableDocument as refused:
        flash(f"{refused.message} Excelでは、そのまま作成できます。", "err")
        return go_to(url_for(".interim", number=papers.advance_number))
    name = f"{title}_{papers.advance_number}.pdf"
    return send_file(BytesIO(drawn), mimetype="application/pdf", as_attachment=True, download_name=name)
