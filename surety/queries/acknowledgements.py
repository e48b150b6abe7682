"""変更の確認: which versions of a certificate the agency has taken note of."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from surety.domain.certificate_history import Fate
from surety.domain.products import CertificateKind
from surety.models import Acknowledgement, Certificate, Guarantee
from surety.queries.certificates import list_history

# What an agency has to take note of; the first certificate is accepted by reading it.
NOTEWORTHY = frozenset({CertificateKind.CHANGE, CertificateKind.CHANGE_CANCELLED, CertificateKind.CORRECTION})


def list_acknowledgements(session: Session, guarantee: Guarantee) -> dict[int, Acknowledgement]:
    """The acknowledgements of a guarantee's certificate, by the version's sequence."""
    found = session.scalars(
        select(Acknowledgement)
        .join(Acknowledgement.certificate)
        .where(Certificate.guarantee_id == guarantee.id)
        .options(joinedload(Acknowledgement.certificate), joinedload(Acknowledgement.agency))
    )
    return {each.certificate.sequence: each for each in found}


def list_noted(session: Session, guarantee: Guarantee) -> list[tuple[str, Acknowledgement | None]]:
    """Each version that an agency has to take note of, newest first: how it is called, and the acknowledgement if any.

    One that was corrected, taken away or changed again since is not waited for any more.
    """
    done = list_acknowledgements(session, guarantee)
    return [
        (row.content.version_label, done.get(row.certificate.sequence))
        for row in list_history(guarantee, shows_all=True)
        if row.certificate.kind in NOTEWORTHY
        and row.told.fate not in (Fate.CORRECTED, Fate.CANCELLED)
        and (row.told.fate is not Fate.CHANGED or row.certificate.sequence in done)
    ]


def acknowledged_at(session: Session, certificate: Certificate) -> datetime | None:
    """When the agency took note of this version (UTC), None before."""
    return session.scalars(
        select(Acknowledgement.acknowledged_at).where(Acknowledgement.certificate_id == certificate.id)
    ).one_or_none()
