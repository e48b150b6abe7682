"""変更の証書の発行: every guarantee of a change gets its 変更-n in one transaction, by a second person."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import clock
from surety.config import Guarantor
from surety.documents.kinds import DocumentKind
from surety.documents.renderer import render_document
from surety.domain.certificate import CertificateContent
from surety.domain.errors import Denied, ForbiddenMove, Stale
from surety.domain.products import CertificateForm
from surety.domain.workflow import CHANGE, ChangeEvent, ChangeState, GuaranteeState, Guard, advance
from surety.mail import messages
from surety.mail.letterhead import Letterhead
from surety.mail.outbox import queue_mail
from surety.models import (
    Certificate,
    ChangedGuarantee,
    Guarantee,
    GuaranteeChange,
    RefundStatement,
)
from surety.queries.changes import has_unpaid
from surety.security.identity import Actor
from surety.services.certificate_versions import append_version, version_in_force
from surety.services.change_examinations import next_content
from surety.services.change_steps import addressee_of_change, begin_change_step, end_change_step
from surety.services.contract_following import follow_change
from surety.services.issuing import TEMPLATE_VERSION, Issuer
from surety.services.over_line import refuse_over_line
from surety.services.settlements import quote_change, state_change


def preview_change(item: ChangedGuarantee, *, guarantor: Guarantor) -> CertificateContent:
    """What would be issued today for one guarantee, with its number and 変更-n, marked as a sample."""
    return next_content(item, guarantor=guarantor, issued_on=clock.today(), is_sample=True)


def preview_change_pdf(item: ChangedGuarantee, *, guarantor: Guarantor) -> bytes:
    """The preview as PDF. Raises UnprintableDocument or DocumentTooLong."""
    content = preview_change(item, guarantor=guarantor)
    return render_document(DocumentKind.CERTIFICATE, content, version=TEMPLATE_VERSION)


def issue_change(
    session: Session, change: GuaranteeChange, *, version_id: int, actor: Actor, issuer: Issuer
) -> Sequence[Certificate]:
    """Issue the 変更 certificates of an approved change; pressed again, give those that exist.

    An additional premium must be paid or on the monthly account, and what goes beyond the 与信枠 approved by a second
    person (else ForbiddenMove); `actor` is another person than the one who approved it (else Denied). The caller
    commits; until then nothing has happened.
    """
    if change.state is ChangeState.ISSUED:
        return [item.certificate for item in change.items if item.certificate]
    if actor.user_id is None or actor.user_id == change.approved_by_id:
        raise Denied("same_person", "承認した人とは別の方が発行してください")
    guarantees = _lock_guarantees(session, change)
    action = "change.issued"
    if not begin_change_step(session, change, action, version_id=version_id, actor=actor):
        return [item.certificate for item in change.items if item.certificate]
    if actor.user_id == change.approved_by_id:
        raise Denied("same_person", "承認した人とは別の方が発行してください")
    change.state = advance(
        CHANGE, change.state, ChangeEvent.ISSUE, guards={Guard.PREMIUM_SETTLED: not has_unpaid(change)}
    )
    refuse_over_line(change)
    for guarantee in guarantees:
        _refuse_newer(guarantee, change)
    certificates = [_issue(session, item, actor=actor, issuer=issuer) for item in change.items]
    change.issued_at = clock.now()
    follow_change(session, change)
    facts = {
        "versions": [
            [item.guarantee.number, item.certificate.change_number]
            for item in change.items
            if item.certificate
        ]
    }
    end_change_step(session, change, action, version_id=version_id, actor=actor, facts=facts)
    return certificates


def _lock_guarantees(session: Session, change: GuaranteeChange) -> Sequence[Guarantee]:
    """In the order in which sending locks them, before the change itself."""
    return session.scalars(
        select(Guarantee)
        .where(Guarantee.id.in_([item.guarantee_id for item in change.items]))
        .order_by(Guarantee.id)
        .with_for_update(of=Guarantee)
        .execution_options(populate_existing=True)
    ).all()


def _refuse_newer(guarantee: Guarantee, change: GuaranteeChange) -> None:
    if guarantee.state is not GuaranteeState.IN_FORCE:
        raise ForbiddenMove(
            "guarantee.ended",
            f"保証契約 {guarantee.number} は「{guarantee.state.label}」のため、変更の証書を発行できません",
        )
    item = next(item for item in change.items if item.guarantee_id == guarantee.id)
    if version_in_force(guarantee).id != item.base_certificate_id:
        raise Stale(
            "change.newer_certificate",
            f"承認の後に、保証契約 {guarantee.number} の証書が新しくなりました。審査をやり直し、修正をお願いしてください",
        )


def _issue(session: Session, item: ChangedGuarantee, *, actor: Actor, issuer: Issuer) -> Certificate:
    guarantee, settings = item.guarantee, issuer.settings
    content = next_content(
        item, guarantor=settings.guarantor, issued_on=clock.today(), is_sample=issuer.is_sample
    )
    refund = _refund(session, item, content, actor=actor, issuer=issuer)
    certificate = append_version(
        session, guarantee, content, actor=actor, issuer=issuer, reason=item.change.reason
    )
    item.certificate, item.refund, item.is_open = certificate, refund, False
    session.flush()
    _announce(session, item, certificate, content, letterhead=Letterhead.of(settings))
    return certificate


def _refund(
    session: Session, item: ChangedGuarantee, content: CertificateContent, *, actor: Actor, issuer: Issuer
) -> RefundStatement | None:
    """返還計算書 of a smaller or shorter guarantee: owed from the issue on, so it is stated with it."""
    if not (item.effect or {}).get("refund"):
        return None
    stated = state_change(
        session,
        item.guarantee,
        quote_change(session, item.guarantee, content),
        content=content,
        receipt_number=item.change.receipt_number or "",
        actor=actor,
        settings=issuer.settings,
    )
    return stated if isinstance(stated, RefundStatement) else None


def _announce(
    session: Session,
    item: ChangedGuarantee,
    certificate: Certificate,
    content: CertificateContent,
    *,
    letterhead: Letterhead,
) -> None:
    """変更の電子保証の発行完了, as at the first issue: to the address given then, when the papers are stored."""
    guarantee, application = item.guarantee, item.guarantee.request.application
    wants = application.wants_issue_mail and application.issue_mail_address
    if guarantee.certificate_form is not CertificateForm.ELECTRONIC or not wants:
        return
    message = messages.change_issued(
        letterhead,
        branch=guarantee.branch,
        to=addressee_of_change(item.change),
        number=guarantee.number,
        version=content.version_label,
        product=guarantee.product,
        work_kind=content.work_kind,
        work_name=content.works_name,
        beneficiary=content.beneficiary,
        path=f"/guarantees/{guarantee.number}",
    )
    queue_mail(
        session,
        message,
        subject_key=f"certificate-{certificate.id}",
        recipient=application.issue_mail_address,
        recipient_name=guarantee.contractor.name,
        contractor_id=guarantee.contractor_id,
        branch_id=guarantee.branch_id,
        held_for_certificate_id=certificate.id,
    )
