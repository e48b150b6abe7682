"""The papers of an issued certificate: rendered once after the issuing commit, stored, never drawn again."""

import hashlib
from dataclasses import dataclass

import structlog
from cryptography.exceptions import InvalidTag
from sqlalchemy import String, cast, exists, literal, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surety import clock
from surety.documents.errors import UnprintableDocument
from surety.documents.kinds import DocumentKind
from surety.documents.renderer import render_document
from surety.domain.certificate import CertificateContent
from surety.domain.errors import NotFound, Tampered
from surety.domain.key_notice import KeyNoticeContent
from surety.domain.keys import format_key
from surety.domain.products import CertificateForm
from surety.extensions import reading_only
from surety.mail.outbox import release_held
from surety.models import Certificate, Guarantee, IssuedDocument, StoredFile
from surety.models.guarantee import REISSUED
from surety.security.vault import Vault
from surety.services.issuing import Issuer, open_key

log = structlog.get_logger()

_TITLES = {DocumentKind.CERTIFICATE: "保証証書", DocumentKind.KEY_NOTICE: "認証キーのお知らせ"}


@dataclass(frozen=True, slots=True)
class Paper:
    """One stored paper, ready to hand out."""

    filename: str
    content: bytes


def kinds_of(guarantee: Guarantee) -> tuple[DocumentKind, ...]:
    """A paper certificate has no key and so no key notice."""
    if guarantee.certificate_form is CertificateForm.ELECTRONIC:
        return (DocumentKind.CERTIFICATE, DocumentKind.KEY_NOTICE)
    return (DocumentKind.CERTIFICATE,)


def render_issued(session: Session, certificate: Certificate, *, issuer: Issuer) -> None:
    """Render and store what is missing of a certificate's papers, then let its mail go. The caller commits.

    Call it with nothing pending in the session: drawing takes a while, so it reads first, lets go of the
    database while it draws, and only then begins to write. Raises UnprintableDocument (also for what is too
    long); the certificate stays issued, and the worker tries again.
    """
    certificate_id = certificate.id
    session.rollback()
    with reading_only():
        drawn = _draw_missing(session.get_one(Certificate, certificate_id), session=session, issuer=issuer)
        session.rollback()
    for sign, filename, plain in drawn:
        _store(session, certificate_id, sign, filename=filename, plain=plain, vault=issuer.vault)
    release_held(session, certificate_id)
    session.flush()


def render_missing(session: Session, *, issuer: Issuer, limit: int = 20) -> int:
    """The worker's job: papers of certificates that have none yet, each committed by itself; gives how many."""
    done = last_id = 0
    while done < limit and (certificate := _next_without_papers(session, after_id=last_id)) is not None:
        last_id = certificate.id
        try:
            render_issued(session, certificate, issuer=issuer)
            session.commit()
            done += 1
        except IntegrityError:
            # Another process stored the same paper first: its bytes are the ones that count.
            session.rollback()
        except UnprintableDocument as reason:
            # The others must not wait for this one; staff see it as 証書作成中 and the log says why.
            session.rollback()
            log.error("document.failed", certificate=last_id, reason=str(reason))
    return done


def _next_without_papers(session: Session, *, after_id: int) -> Certificate | None:
    has_paper = exists().where(IssuedDocument.certificate_id == Certificate.id)
    wanted = select(Certificate).where(~has_paper, Certificate.id > after_id).order_by(Certificate.id)
    session.rollback()
    with reading_only():
        found = session.scalars(wanted.limit(1)).first()
        return found or _next_without_new_notice(session, after_id=after_id)


def _next_without_new_notice(session: Session, *, after_id: int) -> Certificate | None:
    """A version whose key notice was not drawn again since the key was issued anew."""
    sign = literal(f"{DocumentKind.KEY_NOTICE.value}-") + cast(Guarantee.key_generation, String)
    has_notice = exists().where(IssuedDocument.certificate_id == Certificate.id, IssuedDocument.kind == sign)
    wanted = (
        select(Certificate)
        .join(Guarantee, Guarantee.id == Certificate.guarantee_id)
        .where(text(REISSUED), ~has_notice, Certificate.id > after_id)
        .order_by(Certificate.id)
    )
    return session.scalars(wanted.limit(1)).first()


def paper_sign(guarantee: Guarantee, kind: DocumentKind) -> str:
    """Under which word a paper is stored: each key has a key notice of its own, and the old ones stay where they are."""
    if kind is DocumentKind.KEY_NOTICE and guarantee.key_generation > 1:
        return f"{kind.value}-{guarantee.key_generation}"
    return kind.value


def get_paper(session: Session, certificate: Certificate, kind: DocumentKind, *, vault: Vault) -> Paper:
    """The stored bytes. Raises NotFound while they are still being made (証書作成中), Tampered when they were changed."""
    found = _find(session, certificate, kind)
    if found is None:
        raise NotFound(f"{kind} of certificate {certificate.id}")
    content = found.file.content
    if found.file.sealed:
        try:
            sign = paper_sign(certificate.guarantee, kind)
            content = vault.open(content, bound_to=_owner(certificate.id, sign))
        except InvalidTag as changed:
            raise Tampered(f"{kind} of certificate {certificate.id}") from changed
    if hashlib.sha256(content).hexdigest() != found.file.sha256:
        raise Tampered(f"{kind} of certificate {certificate.id}")
    return Paper(filename=found.file.filename, content=content)


def key_notice_content(guarantee: Guarantee, certificate: Certificate, *, issuer: Issuer) -> KeyNoticeContent:
    """The key notice of a certificate version, in clear; for rendering and for the contractor's screen."""
    certified = CertificateContent.from_json(certificate.snapshot)
    return KeyNoticeContent(
        issued_on=certified.issued_on,
        contractor=certified.principal.name,
        joint_venture=certified.joint_venture,
        agency=certified.beneficiary,
        work_kind=certified.work_kind,
        works_name=certified.works_name,
        product=certified.product,
        version_label=certified.version_label,
        guaranteed_amount=certified.guaranteed_amount,
        guarantee_number=certified.guarantee_number,
        key_groups=tuple(format_key(open_key(guarantee, vault=issuer.vault)).split("-")),
        guarantor=certified.guarantor.name,
        office_name=certified.office.name,
        office_phone=certified.office.phone,
        office_hours=guarantee.branch.hours,
        viewer_name=issuer.settings.guarantor.viewer_name,
        viewer_url=f"{issuer.settings.base_url}/verify",
        is_sample=certified.is_sample,
    )


def _find(session: Session, certificate: Certificate, kind: DocumentKind) -> IssuedDocument | None:
    return session.scalars(
        select(IssuedDocument).where(
            IssuedDocument.certificate_id == certificate.id,
            IssuedDocument.kind == paper_sign(certificate.guarantee, kind),
        )
    ).one_or_none()


def _draw_missing(
    certificate: Certificate, *, session: Session, issuer: Issuer
) -> list[tuple[str, str, bytes]]:
    """Sign, file name and bytes of every paper that is not stored yet."""
    guarantee, version = certificate.guarantee, certificate.template_version
    drawn = []
    for kind in kinds_of(guarantee):
        if _find(session, certificate, kind) is not None:
            continue
        if kind is DocumentKind.KEY_NOTICE:
            notice = key_notice_content(guarantee, certificate, issuer=issuer)
            plain = render_document(kind, notice, version=version)
        else:
            content = CertificateContent.from_json(certificate.snapshot)
            plain = render_document(kind, content, version=version)
        name = f"{_TITLES[kind]}_{guarantee.number}_{_file_part(guarantee.work_name)}.pdf"
        drawn.append((paper_sign(guarantee, kind), name, plain))
    return drawn


def _store(
    session: Session, certificate_id: int, sign: str, *, filename: str, plain: bytes, vault: Vault
) -> None:
    # The notice shows the key: its bytes rest in an envelope too, so that a copied database tells nothing.
    sealed = sign.startswith(DocumentKind.KEY_NOTICE.value)
    file = StoredFile(
        filename=filename,
        content_type="application/pdf",
        size=len(plain),
        sha256=hashlib.sha256(plain).hexdigest(),
        sealed=sealed,
        stored_at=clock.now(),
        content=vault.seal(plain, bound_to=_owner(certificate_id, sign)) if sealed else plain,
    )
    session.add(file)
    session.flush()
    session.add(
        IssuedDocument(certificate_id=certificate_id, kind=sign, file_id=file.id, rendered_at=clock.now())
    )
    session.flush()


def _owner(certificate_id: int, sign: str) -> str:
    return f"issued-document:{certificate_id}:{sign}"


def _file_part(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable() and sign not in '\\/:*?"<>|')[:40]
