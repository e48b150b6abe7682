"""Certificate versions as they may be shown: checked against their fingerprint first."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety.domain.certificate import CertificateContent, fingerprint
from surety.domain.certificate_history import Fate, Told, tell_history
from surety.domain.errors import NotFound, Tampered
from surety.models import Certificate, Guarantee, IssuedDocument


def get_certificate(session: Session, guarantee: Guarantee, *, sequence: int) -> Certificate:
    """One version of the guarantee's certificate. Raises NotFound."""
    found = session.scalars(
        select(Certificate).where(Certificate.guarantee_id == guarantee.id, Certificate.sequence == sequence)
    ).one_or_none()
    if found is None:
        raise NotFound(f"certificate {sequence} of guarantee {guarantee.id}")
    return found


def version_in_force(guarantee: Guarantee) -> Certificate:
    """The one version that counts now: not always the newest, because a 変更取消 brings an earlier one back.

    Raises Tampered for a history that can never have been written.
    """
    both = zip(guarantee.certificates, _tell(guarantee), strict=True)
    return next(certificate for certificate, told in both if told.fate is Fate.IN_FORCE)


def newest_version(guarantee: Guarantee) -> Certificate:
    """The last that was written, of which people are told; it may only record that a 変更 was taken away."""
    return guarantee.certificates[-1]


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A version with what it says and what became of it."""

    certificate: Certificate
    content: CertificateContent
    told: Told


def list_history(guarantee: Guarantee, *, shows_all: bool) -> tuple[HistoryRow, ...]:
    """電子保証情報（履歴情報）, newest first: without what was corrected or cancelled, or all of it.

    Raises Tampered when any version shown is not as it was issued.
    """
    both = zip(guarantee.certificates, _tell(guarantee), strict=True)
    rows = [
        HistoryRow(certificate, read_certificate(certificate), became)
        for certificate, became in both
        if shows_all or became.is_shown
    ]
    return tuple(reversed(rows))


def tell_version(guarantee: Guarantee, version: Certificate) -> Told:
    """What became of one version. Raises Tampered as `version_in_force` does."""
    return next(each for each in _tell(guarantee) if each.sequence == version.sequence)


def find_drawn(session: Session, guarantee: Guarantee) -> frozenset[int]:
    """The sequences of the versions whose certificate PDF is stored; the others are 証書作成中."""
    found = session.scalars(
        select(Certificate.sequence)
        .join(IssuedDocument, IssuedDocument.certificate_id == Certificate.id)
        .where(Certificate.guarantee_id == guarantee.id, IssuedDocument.kind == "certificate")
    )
    return frozenset(found)


def first_in_history(guarantee: Guarantee) -> Certificate:
    """The 新規 certificate, or the 訂正 that took its place: what the guarantee said before any 変更."""
    return list_history(guarantee, shows_all=False)[-1].certificate


def read_certificate(certificate: Certificate) -> CertificateContent:
    """What the certificate says, read from its snapshot and from nothing else.

    Raises Tampered when the snapshot is not the text that was fingerprinted at issue, or not this guarantee's version.
    """
    what = f"certificate {certificate.id}"
    if fingerprint(certificate.snapshot) != certificate.snapshot_sha256:
        raise Tampered(what)
    try:
        content = CertificateContent.from_json(certificate.snapshot)
    except (ValueError, TypeError, KeyError) as broken:
        raise Tampered(what) from broken
    # The history is told from the columns, so they must be the snapshot's own words.
    columns = (certificate.guarantee.number, certificate.kind, certificate.change_number)
    if (content.guarantee_number, content.kind, content.change_number) != columns:
        raise Tampered(what)
    return content


def stored_kinds(session: Session, certificate: Certificate) -> frozenset[str]:
    """Which papers of the version are stored by now; before that they are 作成中. A notice of a dead key is none."""
    found = session.scalars(
        select(IssuedDocument.kind).where(IssuedDocument.certificate_id == certificate.id)
    )
    generation = certificate.guarantee.key_generation
    if generation == 1:
        return frozenset(found)
    suffix = f"-{generation}"
    return frozenset(kind.removesuffix(suffix) for kind in found if kind != "key_notice")


def _tell(guarantee: Guarantee) -> tuple[Told, ...]:
    try:
        return tell_history(guarantee.certificates)
    except ValueError as broken:
        raise Tampered(f"certificates of guarantee {guarantee.id}") from broken
