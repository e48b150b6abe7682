"""The certificate on the viewer's screen, its print and its PDF. Printing and saving are acts, so they are POSTs."""

from io import BytesIO

from flask import current_app, flash, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import public
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.verification import blueprint
from blueprints.verification.callers import caller, find_granted
from surety.documents.kinds import DocumentKind
from surety.domain.errors import NotFound
from surety.extensions import db
from surety.queries.certificates import get_certificate, read_certificate, tell_version
from surety.services.issued_documents import get_paper
from surety.services.openings import note_act


@blueprint.route("/<number>/certificates/<int(max=9999):sequence>")
@public
def sheet(number: str, sequence: int) -> ResponseReturnValue:
    guarantee = find_granted(number)
    if guarantee is None:
        return go_to(url_for(".form", number=number))
    version = get_certificate(db.session(), guarantee, sequence=sequence)
    return render(
        "verification/sheet.html",
        guarantee=guarantee,
        version=version,
        content=read_certificate(version),
        told=tell_version(guarantee, version),
        prints_now="print" in request.args,
    )


@blueprint.route("/<number>/certificates/<int(max=9999):sequence>/print", methods=["POST"])
@public
@commits
def print_sheet(number: str, sequence: int) -> ResponseReturnValue:
    guarantee = find_granted(number)
    if guarantee is None:
        return go_to(url_for(".form", number=number))
    read_certificate(get_certificate(db.session(), guarantee, sequence=sequence))
    note_act(db.session(), guarantee, act="print", caller=caller(), sequence=sequence)
    return go_to(url_for(".sheet", number=number, sequence=sequence, print=1))


@blueprint.route("/<number>/certificates/<int(max=9999):sequence>/pdf", methods=["POST"])
@public
@commits
def save_pdf(number: str, sequence: int) -> ResponseReturnValue:
    guarantee = find_granted(number)
    if guarantee is None:
        return go_to(url_for(".form", number=number))
    version = get_certificate(db.session(), guarantee, sequence=sequence)
    read_certificate(version)
    try:
        paper = get_paper(
            db.session(), version, DocumentKind.CERTIFICATE, vault=current_app.extensions["vault"]
        )
    except NotFound:
        flash("PDFを作成しています。1分ほど待ってから、もう一度お試しください。", "info")
        return go_to(url_for(".certificate", number=number))
    note_act(db.session(), guarantee, act="save", caller=caller(), sequence=sequence)
    return send_file(
        BytesIO(paper.content), "application/pdf", as_attachment=True, download_name=paper.filename
    )
