"""閲覧: opening a certificate with number and key, and everything that is noted about it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import RuleViolation
from surety.mail import messages
from surety.mail.letterhead import Addressee, Letterhead
from surety.mail.outbox import queue_mail
from surety.models import CertificateOpening, Guarantee
from surety.queries.certificates import read_certificate, version_in_force
from surety.security.identity import Actor
from surety.security.vault import Vault, same

_NO_DIGEST = "0" * 64
_ACTIONS = {"open": "certificate.opened", "print": "certificate.printed", "save": "certificate.saved"}
KEY_HOLDER = "番号・キーをお持ちの方"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who opens: an officer of an agency, or whoever holds number and key (agency_id and user_id None).

    `is_agency` is false for the contractor's and the guarantor's own people, whose look is no 閲覧 by the agency.
    """

    actor: Actor
    agency_id: int | None = None
    agency_name: str = ""
    user_id: int | None = None
    is_agency: bool = True


def open_guarantee(
    session: Session, *, number: str, key: str, caller: Caller, vault: Vault, letterhead: Letterhead
) -> Guarantee:
    """The guarantee that number and key open, with the opening noted and the contractor told.

    Raises RuleViolation `no_match`, the same for an unknown number, a wrong or dead key, a certificate without key, and
    another agency's guarantee; each takes the same work.
    """
    row = session.execute(
        select(Guarantee.id, Guarantee.key_digest, Guarantee.agency_id).where(Guarantee.number == number)
    ).one_or_none()
    found_id, digest, agency_id = row or (0, _NO_DIGEST, 0)
    fits = same(vault.digest("authentication-key", number, key), digest or _NO_DIGEST)
    is_theirs = caller.agency_id is None or caller.agency_id == agency_id
    if not (row is not None and fits and is_theirs):
        raise RuleViolation("no_match", "保証契約番号または認証キーが一致しません。")
    guarantee = session.get_one(Guarantee, found_id)
    read_certificate(version_in_force(guarantee))
    note_act(session, guarantee, act="open", caller=caller)
    if caller.is_agency:
        _tell_contractor(session, guarantee, caller=caller, at=clock.now(), letterhead=letterhead)
    return guarantee


def note_act(
    session: Session, guarantee: Guarantee, *, act: str, caller: Caller, sequence: int | None = None
) -> None:
    """Note an act (open, print, save) on a version of the certificate, by default the one in force."""
    version = version_in_force(guarantee).sequence if sequence is None else sequence
    if caller.is_agency:
        session.add(
            CertificateOpening(
                guarantee_id=guarantee.id,
                sequence=version,
                act=act,
                agency_id=caller.agency_id,
                user_id=caller.user_id,
                opened_at=clock.now(),
            )
        )
    audit.record(
        session,
        _ACTIONS[act],
        actor=caller.actor,
        object_kind="guarantee",
        object_id=guarantee.number,
        facts={"sequence": version, "by_agency": caller.is_agency},
    )


def _tell_contractor(
    session: Session, guarantee: Guarantee, *, caller: Caller, at: datetime, letterhead: Letterhead
) -> None:
    """発注者が閲覧しました, once per guarantee and day, to whoever wanted the mail about the issue."""
    application = guarantee.request.application
    if not (application.wants_issue_mail and application.issue_mail_address):
        return
    contact = application.contact
    message = messages.agency_opened(
        letterhead,
        branch=guarantee.branch,
        to=Addressee(
            guarantee.contractor.name, contact.get("contact_name", ""), contact.get("department", "")
        ),
        number=guarantee.number,
        agency=caller.agency_name or KEY_HOLDER,
        work_kind=guarantee.works_contract.kind,
        work_name=guarantee.work_name,
        at=at,
        path=f"/guarantees/{guarantee.number}",
    )
    queue_mail(
        session,
        message,
        subject_key=f"opened-{guarantee.id}-{clock.to_jst(at):%Y%m%d}",
        recipient=application.issue_mail_address,
        recipient_name=guarantee.contractor.name,
        contractor_id=guarantee.contractor_id,
        branch_id=guarantee.branch_id,
    )
