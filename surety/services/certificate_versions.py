"""Certificate versions after the first: writing one, and which one counts.

Whoever appends has checked that two people agree, and commits; here it is seen to that the history stays one that can be told.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.certificate import CertificateContent, canonical_json, fingerprint
from surety.domain.certificate_history import check_next, tell_history
from surety.domain.errors import ForbiddenMove
from surety.domain.products import CertificateForm, CertificateKind
from surety.domain.text import search_key
from surety.domain.workflow import GuaranteeState
from surety.models import Certificate, Guarantee
from surety.queries.certificates import read_certificate, version_in_force
from surety.queries.change_notices import lock_guarantee
from surety.security.identity import Actor
from surety.services.issuing import TEMPLATE_VERSION, Issuer
from surety.services.work_names import reindex_work_name

__all__ = ["append_version", "version_in_force"]


def append_version(
    session: Session,
    guarantee: Guarantee,
    content: CertificateContent,
    *,
    actor: Actor,
    issuer: Issuer,
    reason: str = "",
) -> Certificate:
    """Write the next version of the guarantee's certificate; its list columns and its search index follow.

    `content` is whole, made with `dataclasses.replace` from the version in force; `reason` is read by contractor, branch and
    agency in the whole history. Number and key stay. Raises ForbiddenMove for a guarantee that has ended (a 訂正 may still come
    after 満了), ValueError for a content that cannot follow what is there.
    """
    if actor.user_id is None:
        raise ValueError("a person releases a certificate")
    guarantee = lock_guarantee(session, guarantee)
    _require_open(guarantee, content.kind)
    versions = _list_versions(session, guarantee)
    check_next(versions, content.kind, content.change_number)
    _check_content(guarantee, versions, content, issuer=issuer)
    certificate = _version(guarantee, content, sequence=versions[-1].sequence + 1)
    certificate.issued_by_id, certificate.reason = actor.user_id, reason
    guarantee.certificates.append(certificate)
    session.flush()
    _follow(session, guarantee, content)
    audit.record(
        session,
        "certificate.appended",
        actor=actor,
        object_kind="guarantee",
        object_id=guarantee.number,
        facts={
            "sequence": certificate.sequence,
            "version": content.version_label,
            "certificate_sha256": certificate.snapshot_sha256,
        },
    )
    return certificate


def _version(guarantee: Guarantee, content: CertificateContent, *, sequence: int) -> Certificate:
    snapshot = canonical_json(content)
    return Certificate(
        guarantee_id=guarantee.id,
        sequence=sequence,
        kind=content.kind,
        change_number=content.change_number,
        snapshot=snapshot,
        snapshot_sha256=fingerprint(snapshot),
        template_version=TEMPLATE_VERSION,
        issued_at=clock.now(),
    )


def _require_open(guarantee: Guarantee, kind: CertificateKind) -> None:
    corrects_expired = kind is CertificateKind.CORRECTION and guarantee.state is GuaranteeState.EXPIRED
    if guarantee.state is not GuaranteeState.IN_FORCE and not corrects_expired:
        raise ForbiddenMove(
            "guarantee.ended",
            f"この保証契約は「{guarantee.state.label}」のため、証書の{kind.label}はできません。",
        )


def _list_versions(session: Session, guarantee: Guarantee) -> Sequence[Certificate]:
    """The versions as they are now that the guarantee is locked."""
    session.expire(guarantee, ["certificates"])
    return session.scalars(
        select(Certificate).where(Certificate.guarantee_id == guarantee.id).order_by(Certificate.sequence)
    ).all()


def _check_content(
    guarantee: Guarantee, versions: Sequence[Certificate], content: CertificateContent, *, issuer: Issuer
) -> None:
    same = (
        content.guarantee_number == guarantee.number
        and content.product is guarantee.product
        and content.form is guarantee.certificate_form
        and content.is_sample == issuer.is_sample
    )
    if not same:
        raise ValueError(
            "a version keeps the guarantee's number, product and form, and is a sample in a demo"
        )
    if content.kind is CertificateKind.CHANGE_CANCELLED:
        standing = [
            each for each, told in zip(versions, tell_history(versions), strict=True) if told.is_shown
        ]
        back = read_certificate(standing[-2])
        if _facts(back) != _facts(content):
            raise ValueError("a 変更取消 says what counts again: the version before the 変更")


def _facts(content: CertificateContent) -> CertificateContent:
    """A content without what makes it this version."""
    return replace(content, kind=CertificateKind.NEW, change_number=0, issued_on=content.works_from)


def _follow(session: Session, guarantee: Guarantee, content: CertificateContent) -> None:
    """What lists show and find is what the version in force says."""
    guarantee.amount = content.guaranteed_amount
    guarantee.price = content.contract_amount
    guarantee.beneficiary_name = content.beneficiary
    guarantee.expires_on = content.guaranteed_until
    if guarantee.certificate_form is CertificateForm.PAPER:
        # A new paper has to go the whole way again; a key stays with the agency.
        guarantee.delivered_on = guarantee.handed_over_at = None
    if guarantee.work_name != content.works_name:
        before = guarantee.work_name_search
        guarantee.work_name = content.works_name
        guarantee.work_name_search = search_key(content.works_name)
        reindex_work_name(session, guarantee, before=before)
