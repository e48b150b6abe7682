"""予約証書の発行: number, certificate, audit row and mail row in one transaction; the PDF is drawn after it."""

import hashlib
from dataclasses import replace
from datetime import date

import structlog
from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surety import clock
from surety.config import Settings
from surety.documents.errors import UnprintableDocument
from surety.domain.bid_bond_certificate import BidBondContent, canonical_bond
from surety.domain.bid_bond_states import EVER_ISSUED, BidBondEvent
from surety.domain.bid_bond_workflow import BID_BOND
from surety.domain.certificate import fingerprint
from surety.domain.dates import fiscal_year
from surety.domain.errors import Denied, NotFound, Tampered
from surety.domain.reservation_numbers import reservation_number
from surety.domain.workflow import advance
from surety.extensions import reading_only
from surety.mail.letterhead import Letterhead
from surety.models import BidBond, BidBondCertificate, BidBondDocument, StoredFile
from surety.queries.bid_bonds import lock_bid_bond
from surety.security.identity import Actor
from surety.services.bid_bond_contents import BOND_TEMPLATE, UNNUMBERED_BOND, draw_bond, fill_bond_certificate
from surety.services.bid_bond_mails import announce_bond_issue
from surety.services.bid_bond_steps import record_bond
from surety.services.issued_documents import Paper
from surety.services.numbers import next_number

log = structlog.get_logger()


def issue_bond(session: Session, bid_bond: BidBond, *, actor: Actor, settings: Settings) -> BidBond:
    """Issue the 予約証書; asked again, give the bid bond as it was issued.

    The fee must be paid or on the monthly account (else ForbiddenMove), and `actor` another person than the one who
    approved it (else Denied). The caller commits; until then nothing has happened.
    """
    bid_bond = lock_bid_bond(session, bid_bond)
    if bid_bond.state in EVER_ISSUED:
        return bid_bond
    next_state = advance(BID_BOND, bid_bond.state, BidBondEvent.ISSUE)
    if actor.user_id is None or actor.user_id == bid_bond.approved_by_id:
        raise Denied("same_person", "承認した人とは別の方が発行してください")
    draft = fill_bond_certificate(
        bid_bond, number=UNNUMBERED_BOND, guarantor=settings.guarantor, is_sample=settings.is_demo
    )
    if bid_bond.branch is None:
        raise ValueError("a bid bond without a branch was not sent yet")
    number = _take_number(session, bid_bond.branch.code, on=draft.issued_on)
    content = replace(draft, reservation_number=number)
    snapshot = canonical_bond(content)
    session.add(
        BidBondCertificate(
            bid_bond_id=bid_bond.id,
            snapshot=snapshot,
            snapshot_sha256=fingerprint(snapshot),
            template_version=BOND_TEMPLATE,
            issued_at=clock.now(),
            issued_by_id=actor.user_id,
        )
    )
    bid_bond.state, bid_bond.number, bid_bond.issued_on = next_state, number, content.issued_on
    session.flush()
    facts = {"number": number, "certificate_sha256": fingerprint(snapshot)}
    record_bond(session, bid_bond, "bid_bond.issued", actor=actor, facts=facts)
    announce_bond_issue(
        session,
        bid_bond,
        number=number,
        valid_until=content.valid_until,
        letterhead=Letterhead.of(settings),
    )
    return bid_bond


def read_bond_certificate(session: Session, bid_bond: BidBond) -> BidBondContent:
    """What the 予約証書 says, read from its snapshot and from nothing else.

    Raises NotFound before it is issued, Tampered when the snapshot is not what was fingerprinted at issue.
    """
    certificate = _certificate(session, bid_bond)
    what = f"certificate of bid bond {bid_bond.id}"
    if fingerprint(certificate.snapshot) != certificate.snapshot_sha256:
        raise Tampered(what)
    try:
        content = BidBondContent.from_json(certificate.snapshot)
    except (ValueError, TypeError, KeyError) as broken:
        raise Tampered(what) from broken
    if content.reservation_number != bid_bond.number:
        raise Tampered(what)
    return content


def render_bond(session: Session, certificate_id: int) -> None:
    """Draw and store the paper if it is missing; the caller commits. Nothing may be pending in the session.

    Raises UnprintableDocument; the bid bond stays issued, and the worker tries again.
    """
    session.rollback()
    with reading_only():
        if _find_document(session, certificate_id) is not None:
            session.rollback()
            return
        certificate = session.get_one(BidBondCertificate, certificate_id)
        content = BidBondContent.from_json(certificate.snapshot)
        plain = draw_bond(content, version=certificate.template_version)
        session.rollback()
    file = StoredFile(
        filename=f"契約保証予約証書_{content.reservation_number}.pdf",
        content_type="application/pdf",
        size=len(plain),
        sha256=hashlib.sha256(plain).hexdigest(),
        stored_at=clock.now(),
        content=plain,
    )
    session.add(file)
    session.flush()
    session.add(BidBondDocument(certificate_id=certificate_id, file_id=file.id, rendered_at=clock.now()))
    session.flush()


def render_missing_bonds(session: Session, *, limit: int = 20) -> int:
    """The worker's job: papers of bid bonds that have none yet, each committed by itself; gives how many."""
    done = last_id = 0
    while done < limit and (certificate_id := _next_without_paper(session, after_id=last_id)) is not None:
        last_id = certificate_id
        try:
            render_bond(session, certificate_id)
            session.commit()
            done += 1
        except IntegrityError:
            # Another process stored the same paper first: its bytes are the ones that count.
            session.rollback()
        except UnprintableDocument as reason:
            session.rollback()
            log.error("document.failed", bid_bond_certificate=last_id, reason=str(reason))
    return done


def get_bond_paper(session: Session, bid_bond: BidBond) -> Paper:
    """The stored bytes. Raises NotFound while they are still being made, Tampered when they were changed."""
    document = _find_document(session, _certificate(session, bid_bond).id)
    if document is None:
        raise NotFound(f"paper of bid bond {bid_bond.id}")
    content = document.file.content
    if hashlib.sha256(content).hexdigest() != document.file.sha256:
        raise Tampered(f"paper of bid bond {bid_bond.id}")
    return Paper(filename=document.file.filename, content=content)


def _take_number(session: Session, branch_code: str, *, on: date) -> str:
    """The next 予約番号 of the branch in the fiscal year of the JST date `on`, a gap-free series of its own."""
    year = fiscal_year(on)
    serial = next_number(session, f"bid-bond-{branch_code}", period=str(year))
    return reservation_number(branch_code, fiscal_year=year, serial=serial)


def _certificate(session: Session, bid_bond: BidBond) -> BidBondCertificate:
    found = session.scalars(
        select(BidBondCertificate).where(BidBondCertificate.bid_bond_id == bid_bond.id)
    ).one_or_none()
    if found is None:
        raise NotFound(f"certificate of bid bond {bid_bond.id}")
    return found


def _find_document(session: Session, certificate_id: int) -> BidBondDocument | None:
    return session.scalars(
        select(BidBondDocument).where(BidBondDocument.certificate_id == certificate_id)
    ).one_or_none()


def _next_without_paper(session: Session, *, after_id: int) -> int | None:
    has_paper = exists().where(BidBondDocument.certificate_id == BidBondCertificate.id)
    wanted = select(BidBondCertificate.id).where(~has_paper, BidBondCertificate.id > after_id)
    session.rollback()
    with reading_only():
        return session.scalars(wanted.order_by(BidBondCertificate.id).limit(1)).first()
