"""The certificate before it is issued: the very content, without a number and marked as a sample."""

from functools import lru_cache

from surety import clock
from surety.config import Guarantor
from surety.documents.errors import UnprintableDocument
from surety.documents.kinds import DocumentKind
from surety.documents.renderer import render_document
from surety.domain.certificate import CertificateContent
from surety.models import GuaranteeRequest
from surety.services.certificate_content import UNNUMBERED, fill_certificate
from surety.services.issuing import TEMPLATE_VERSION


def preview_content(request: GuaranteeRequest, *, guarantor: Guarantor) -> CertificateContent:
    """What would be issued today (JST). Raises ValueError for a request that was never sent."""
    branch = request.application.branch
    if branch is None:
        raise ValueError("an application without a branch was not sent yet")
    return fill_certificate(
        request,
        number=UNNUMBERED,
        issued_on=clock.today(),
        branch=branch,
        guarantor=guarantor,
        is_sample=True,
    )


def preview_pdf(request: GuaranteeRequest, *, guarantor: Guarantor) -> bytes:
    """The preview as PDF. Raises UnprintableDocument or DocumentTooLong."""
    content = preview_content(request, guarantor=guarantor)
    return render_document(DocumentKind.CERTIFICATE, content, version=TEMPLATE_VERSION)


def find_printing_problem(request: GuaranteeRequest, *, guarantor: Guarantor) -> str:
    """Why the certificate could not be drawn, as a sentence; empty when it can."""
    return problem_of(preview_content(request, guarantor=guarantor))


@lru_cache(maxsize=256)
def problem_of(content: CertificateContent) -> str:
    """Why a certificate with this content could not be drawn; empty when it can.

    Drawing is slow and always comes out the same: a page that is opened again need not draw again.
    """
    try:
        render_document(DocumentKind.CERTIFICATE, content, version=TEMPLATE_VERSION)
    except UnprintableDocument as refused:
        return refused.message
    return ""
