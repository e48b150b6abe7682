"""The pages of works contracts and of paper certificates in the tour of all pages."""

from sqlalchemy import select

from surety.demo import cast
from surety.domain.products import CertificateForm
from surety.extensions import db
from surety.models import Guarantee, JointVentureMember
from tests.e2e.touring import Tour


def add_works(tour: Tour) -> None:
    """A three-year contract of a JV for both sides, and a paper certificate with its hand-over."""
    contract_id = db.session.scalars(select(JointVentureMember.works_contract_id)).first()
    assert contract_id is not None, "the demo has a JV"
    tour.add(cast.MEMBER, "works_contracts.detail", contract_id=contract_id)
    tour.add(cast.UNDERWRITER, "desk.works_contract", contract_id=contract_id)
    paper = db.session.scalars(
        select(Guarantee.number).where(Guarantee.certificate_form == CertificateForm.PAPER)
    ).first()
    tour.add(cast.MEMBER, "guarantees.detail", number=paper)
    tour.add(cast.UNDERWRITER, "desk.guarantee", number=paper)
    tour.add(cast.UNDERWRITER, "desk.paper_delivery", number=paper)
