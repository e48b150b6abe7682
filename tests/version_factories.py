"""Later versions of a guarantee's certificate for tests, written by the service itself."""

from dataclasses import replace
from typing import Any

from surety import clock
from surety.domain.certificate import CertificateContent
from surety.domain.certificate_history import next_change_number
from surety.domain.products import CertificateKind
from surety.extensions import db
from surety.models import Certificate, Guarantee
from surety.queries.certificates import list_history, read_certificate, version_in_force
from surety.security.permissions import Role
from surety.services.certificate_versions import append_version
from surety.services.issued_documents import render_issued
from tests.factories import make_user
from tests.guarantee_factories import actor_of, make_issuer


def next_content(guarantee: Guarantee, kind: CertificateKind, **facts: Any) -> CertificateContent:
    """What the next version of this kind would say, with some facts changed."""
    standing = version_in_force(guarantee)
    number, base = standing.change_number, standing
    if kind is CertificateKind.CHANGE:
        number = next_change_number(guarantee.certificates)
    if kind is CertificateKind.CHANGE_CANCELLED:
        base = list_history(guarantee, shows_all=False)[1].certificate
    content = read_certificate(base)
    return replace(content, kind=kind, change_number=number, issued_on=clock.today(), **facts)


def append(
    guarantee: Guarantee, kind: CertificateKind, *, reason: str = "", with_papers: bool = False, **facts: Any
) -> Certificate:
    """Write the next version and commit."""
    issuer, content = make_issuer(), next_content(guarantee, kind, **facts)
    person = actor_of(make_user(Role.STAFF_ISSUER))
    appended = append_version(db.session(), guarantee, content, actor=person, issuer=issuer, reason=reason)
    db.session.commit()
    if with_papers:
        render_issued(db.session(), appended, issuer=issuer)
        db.session.commit()
    return appended


def make_changed_version(guarantee: Guarantee, *, change_number: int = 1, **changed: Any) -> Certificate:
    """変更-n of the certificate with these members of its content changed."""
    version = append(guarantee, CertificateKind.CHANGE, **changed)
    assert version.change_number == change_number
    return version
