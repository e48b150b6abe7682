"""How paper certificates came to their contractors."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from surety.models import Certificate, PaperDelivery


def find_delivery(session: Session, certificate: Certificate) -> PaperDelivery | None:
    """How this version was handed to the contractor; None while it was not."""
    return session.scalars(
        select(PaperDelivery)
        .where(PaperDelivery.certificate_id == certificate.id)
        .options(joinedload(PaperDelivery.recorded_by))
    ).one_or_none()
