"""The certificate that a 訂正 or 変更取消 writes, before it is written: the very content, marked as a sample."""

from dataclasses import replace

from surety import clock
from surety.documents.kinds import DocumentKind
from surety.documents.renderer import render_document
from surety.domain.act_states import ActKind
from surety.domain.certificate import CertificateContent
from surety.domain.corrections import correct, find_corrections
from surety.models import Guarantee, GuaranteeAct
from surety.queries.guarantee_acts import content_in_force
from surety.services.act_contents import planned_content
from surety.services.certificate_preview import problem_of
from surety.services.guarantee_acts import ActWish
from surety.services.issuing import TEMPLATE_VERSION


def preview_act(act: GuaranteeAct) -> CertificateContent:
    """What would be written today (JST)."""
    return replace(planned_content(act), is_sample=True)


def preview_act_pdf(act: GuaranteeAct) -> bytes:
    """The preview as PDF. Raises UnprintableDocument or DocumentTooLong."""
    return render_document(DocumentKind.CERTIFICATE, preview_act(act), version=TEMPLATE_VERSION)


def find_correction_problem(guarantee: Guarantee, wish: ActWish) -> str:
    """Why the corrected certificate could not be drawn, as a sentence; empty when it can or none is to be written.

    Raises RuleViolation when nothing would be corrected. Call it before anybody has to wait: drawing takes a while.
    """
    if wish.kind is not ActKind.CORRECTION:
        return ""
    content = content_in_force(guarantee)
    corrected = correct(content, find_corrections(content, wish.corrected), on=clock.today())
    return problem_of(corrected)
