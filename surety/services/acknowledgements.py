"""変更の確認: the agency takes note of a changed certificate, once, and the contractor is told."""

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import Denied, ForbiddenMove, Stale
from surety.mail import messages
from surety.mail.letterhead import Addressee, Letterhead
from surety.mail.outbox import queue_mail
from surety.models import Acknowledgement, Certificate, Guarantee
from surety.queries.acknowledgements import NOTEWORTHY, acknowledged_at
from surety.queries.certificates import newest_version, read_certificate
from surety.queries.change_notices import lock_guarantee
from surety.services.openings import KEY_HOLDER, Caller


def acknowledge_change(
    session: Session, guarantee: Guarantee, *, sequence: int, caller: Caller, letterhead: Letterhead
) -> None:
    """Note that the agency has seen the changed certificate; a second time changes nothing.

    Raises Denied for the contractor's and the guarantor's own people, Stale when a newer version is out,
    ForbiddenMove for a version that changed nothing.
    """
    if not caller.is_agency:
        raise Denied("not_the_agency", "変更の確認は、発注者の方が行います")
    guarantee = lock_guarantee(session, guarantee)
    version = newest_version(guarantee)
    if version.sequence != sequence:
        raise Stale(
            "acknowledgement.stale",
            "この画面を開いた後に、証書が新しくなりました。新しい内容をご確認ください",
        )
    if version.kind not in NOTEWORTHY:
        raise ForbiddenMove("acknowledgement.nothing", "確認していただく変更はありません")
    if acknowledged_at(session, version) is not None:
        return
    label = read_certificate(version).version_label
    session.add(
        Acknowledgement(
            certificate_id=version.id,
            agency_id=caller.agency_id,
            user_id=caller.user_id,
            acknowledged_at=clock.now(),
        )
    )
    session.flush()
    audit.record(
        session,
        "certificate.acknowledged",
        actor=caller.actor,
        object_kind="guarantee",
        object_id=guarantee.number,
        facts={"sequence": sequence, "version": label},
    )
    _tell_contractor(session, guarantee, version, caller=caller, label=label, letterhead=letterhead)


def _tell_contractor(
    session: Session,
    guarantee: Guarantee,
    version: Certificate,
    *,
    caller: Caller,
    label: str,
    letterhead: Letterhead,
) -> None:
    """発注者が変更を確認しました, to whoever wanted the mail about the issue."""
    application = guarantee.request.application
    if not (application.wants_issue_mail and application.issue_mail_address):
        return
    contact = application.contact
    message = messages.change_acknowledged(
        letterhead,
        branch=guarantee.branch,
        to=Addressee(
            guarantee.contractor.name, contact.get("contact_name", ""), contact.get("department", "")
        ),
        number=guarantee.number,
        version=label,
        agency=caller.agency_name or KEY_HOLDER,
        work_kind=guarantee.works_contract.kind,
        work_name=guarantee.work_name,
        at=clock.now(),
        path=f"/guarantees/{guarantee.number}",
    )
    queue_mail(
        session,
        message,
        subject_key=f"acknowledged-{version.id}",
        recipient=application.issue_mail_address,
        recipient_name=guarantee.contractor.name,
        contractor_id=guarantee.contractor_id,
        branch_id=guarantee.branch_id,
    )
