"""証書（紙）のお渡し: the branch notes that a paper certificate went to its contractor."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import ForbiddenMove
from surety.domain.paper_certificates import DeliveryMeans, refuse_delivery
from surety.domain.products import CertificateForm
from surety.domain.states import GuaranteeState
from surety.mail import messages
from surety.mail.letterhead import Letterhead
from surety.mail.outbox import queue_mail
from surety.models import Guarantee, PaperDelivery
from surety.queries.certificates import read_certificate, version_in_force
from surety.queries.paper_deliveries import find_delivery
from surety.security.identity import Actor
from surety.services.reviews import addressee_of, told_at


def record_delivery(
    session: Session,
    guarantee: Guarantee,
    *,
    means: DeliveryMeans,
    delivered_on: date,
    receiver: str,
    actor: Actor,
    letterhead: Letterhead,
) -> PaperDelivery:
    """Note that the version in force went out on a JST date; noted already, that note is given. What was posted is told by mail.

    Raises ForbiddenMove for an electronic certificate and an ended guarantee, RuleViolation for a day that cannot be.
    """
    _lock_paper(session, guarantee)
    certificate = version_in_force(guarantee)
    there = find_delivery(session, certificate)
    if there is not None:
        return there
    if guarantee.state is not GuaranteeState.IN_FORCE:
        raise ForbiddenMove("delivery.ended", f"この保証契約は「{guarantee.state.label}」です")
    issued_on = read_certificate(certificate).issued_on
    refuse_delivery(delivered_on=delivered_on, issued_on=issued_on, today=clock.today())
    if actor.user_id is None:
        raise ValueError("a person hands a certificate over")
    delivery = PaperDelivery(
        certificate_id=certificate.id,
        means=means,
        delivered_on=delivered_on,
        receiver=receiver,
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    session.add(delivery)
    guarantee.delivered_on = delivered_on
    facts = {"means": means.value, "on": delivered_on.isoformat(), "version": certificate.sequence}
    _note(session, guarantee, "guarantee.paper_delivered", actor=actor, facts=facts)
    session.flush()
    if means is DeliveryMeans.POST:
        _announce(session, guarantee, delivery, letterhead=letterhead)
    return delivery


def take_back_delivery(session: Session, guarantee: Guarantee, *, actor: Actor) -> None:
    """Undo a note made by mistake; a second time changes nothing.

    Raises ForbiddenMove once the contractor has noted that the agency has the paper.
    """
    _lock_paper(session, guarantee)
    delivery = find_delivery(session, version_in_force(guarantee))
    if delivery is None:
        return
    if guarantee.handed_over_at is not None:
        raise ForbiddenMove(
            "delivery.handed_over", "契約者が発注者への提出を記録しているため、お渡しの記録は取り消せません"
        )
    session.delete(delivery)
    guarantee.delivered_on = None
    _note(session, guarantee, "guarantee.paper_delivery_taken_back", actor=actor, facts={})
    session.flush()


def _announce(
    session: Session, guarantee: Guarantee, delivery: PaperDelivery, *, letterhead: Letterhead
) -> None:
    """証書（紙）を郵送しました, so that the company looks out for it; at the counter it has it in hands."""
    application = guarantee.request.application
    message = messages.paper_posted(
        letterhead,
        branch=guarantee.branch,
        to=addressee_of(application),
        number=guarantee.number,
        product=guarantee.product,
        work_kind=guarantee.works_contract.kind,
        work_name=guarantee.work_name,
        posted_on=delivery.delivered_on,
        path=f"/guarantees/{guarantee.number}",
    )
    queue_mail(
        session,
        message,
        subject_key=f"paper-{delivery.certificate_id}",
        recipient=told_at(application),
        recipient_name=guarantee.contractor.name,
        contractor_id=guarantee.contractor_id,
        branch_id=guarantee.branch_id,
    )


def _lock_paper(session: Session, guarantee: Guarantee) -> None:
    session.execute(select(Guarantee.id).where(Guarantee.id == guarantee.id).with_for_update())
    session.refresh(guarantee)
    if guarantee.certificate_form is not CertificateForm.PAPER:
        raise ForbiddenMove("delivery.electronic", "電子保証のため、お渡しする証書（紙）はありません")


def _note(
    session: Session, guarantee: Guarantee, action: str, *, actor: Actor, facts: dict[str, object]
) -> None:
    audit.record(
        session, action, actor=actor, object_kind="guarantee", object_id=guarantee.number, facts=facts
    )
