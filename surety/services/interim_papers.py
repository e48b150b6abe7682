"""The request papers for an interim payment, filled from the advance payment guarantee's certificate and works contract."""

from sqlalchemy.orm import Session

from surety import clock
from surety.config import Settings
from surety.documents.kinds import DocumentKind
from surety.documents.renderer import render_document
from surety.domain.interim_papers import InterimPapers
from surety.ingest.interim_download import draw_interim_papers
from surety.models import Guarantee
from surety.queries.certificates import read_certificate, version_in_force
from surety.queries.interim import load_interim_facts

PDF_KINDS = (DocumentKind.INTERIM_REQUEST, DocumentKind.INTERIM_REPORT)


def fill_interim_papers(session: Session, guarantee: Guarantee, *, settings: Settings) -> InterimPapers:
    """What both papers say, as of today.

    Raises NotFound for a guarantee of another product, Tampered for an altered certificate.
    """
    facts = load_interim_facts(session, guarantee)
    content = read_certificate(version_in_force(guarantee))
    contract = guarantee.works_contract
    return InterimPapers(
        prepared_on=clock.today(),
        beneficiary=content.beneficiary,
        principal=content.principal,
        joint_venture=content.joint_venture,
        work_kind=content.work_kind,
        work_number=contract.work_number,
        works_name=content.works_name,
        works_place=contract.work_place,
        contracted_on=content.contracted_on,
        begins=content.works_from,
        ends=content.works_until,
        contract_amount=content.contract_amount,
        is_yearly=facts.is_yearly,
        base_yen=facts.base_yen,
        counted_from=facts.halving.begins,
        counted_until=facts.halving.ends,
        first_day=facts.halving.first_day,
        advance_yen=facts.advance_yen,
        advance_number=guarantee.number,
        guarantor=settings.guarantor.name,
        is_sample=settings.is_demo,
    )


def draw_interim_pdf(papers: InterimPapers, kind: DocumentKind) -> bytes:
    """One of the two papers as PDF. Raises UnprintableDocument or DocumentTooLong as every paper does."""
    return render_document(kind, papers)


def draw_interim_workbook(papers: InterimPapers) -> bytes:
    """Both papers as one Excel workbook."""
    return draw_interim_papers(papers)
