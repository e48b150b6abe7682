"""The contractor's own papers: certificate and key notice, on the screen and as stored PDF."""

from io import BytesIO
from typing import Any

from flask import current_app, flash, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._grants import Grant, has_grant
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints.guarantees import blueprint
from blueprints.guarantees.detail import get_own
from surety.documents.kinds import DocumentKind
from surety.domain.errors import NotFound
from surety.domain.products import CertificateForm
from surety.extensions import db
from surety.queries.certificates import get_certificate, read_certificate, tell_version, version_in_force
from surety.security.permissions import Permission
from surety.services.issued_documents import get_paper, key_notice_content
from surety.services.issuing import Issuer


@blueprint.route("/<number>/certificates/<int(max=9999):sequence>")
@requires(Permission.CONTRACTOR_READ)
def certificate(number: str, sequence: int) -> ResponseReturnValue:
    guarantee = get_own(number)
    version = get_certificate(db.session(), guarantee, sequence=sequence)
    return render(
        "guarantees/certificate.html",
        guarantee=guarantee,
        version=version,
        content=read_certificate(version),
        told=tell_version(guarantee, version),
    )


@blueprint.route("/<number>/certificates/<int(max=9999):sequence>/pdf")
@requires(Permission.CONTRACTOR_READ)
def certificate_pdf(number: str, sequence: int) -> ResponseReturnValue:
    guarantee = get_own(number)
    version = get_certificate(db.session(), guarantee, sequence=sequence)
    read_certificate(version)
    if guarantee.certificate_form is CertificateForm.PAPER:
        # The file is what the branch prints the original from: a second original would be no copy.
        flash("紙の証書の原本は、支店が印刷してお渡しします。画面から印刷したものは控えです。", "info")
        return go_to(url_for(".certificate", number=number, sequence=sequence))
    return _paper(guarantee, version, DocumentKind.CERTIFICATE)


@blueprint.route("/<number>/key-notice")
@requires(Permission.CONTRACTOR_APPLY)
def key_notice(number: str) -> ResponseReturnValue:
    guarantee = get_own(number)
    if not guarantee.key_envelope or not has_grant(Grant.KEY, guarantee):
        return _to_key(guarantee)
    version = version_in_force(guarantee)
    read_certificate(version)
    issuer = Issuer(current_app.config["SETTINGS"], current_app.extensions["vault"])
    return render(
        "guarantees/key_notice.html",
        guarantee=guarantee,
        content=key_notice_content(guarantee, version, issuer=issuer),
    )


@blueprint.route("/<number>/key-notice/pdf")
@requires(Permission.CONTRACTOR_APPLY)
def key_notice_pdf(number: str) -> ResponseReturnValue:
    guarantee = get_own(number)
    if not guarantee.key_envelope or not has_grant(Grant.KEY, guarantee):
        return _to_key(guarantee)
    version = version_in_force(guarantee)
    read_certificate(version)
    return _paper(guarantee, version, DocumentKind.KEY_NOTICE)


def _to_key(guarantee: Any) -> ResponseReturnValue:
    """The key was not asked for, or a while ago: the detail page shows it with one press."""
    return go_to(url_for(".detail", number=guarantee.number))


def _paper(guarantee: Any, version: Any, kind: DocumentKind) -> ResponseReturnValue:
    try:
        paper = get_paper(db.session(), version, kind, vault=current_app.extensions["vault"])
    except NotFound:
        flash("PDFを作成しています。1分ほど待ってから、もう一度お試しください。", "info")
        return go_to(url_for(".detail", number=guarantee.number))
    return send_file(
        BytesIO(paper.content), "application/pdf", as_attachment=True, download_name=paper.filename
    )
