"""What every step on a 変更の申込 begins and ends with: the lock, the version, the record, and who hears of it."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from surety import audit, clock
from surety.domain.errors import Stale
from surety.mail.letterhead import Addressee, Message
from surety.mail.outbox import queue_mail
from surety.models import AuditEvent, GuaranteeChange
from surety.queries.changes import lock_change
from surety.security.identity import Actor

KIND = "guarantee_change"


def begin_change_step(
    session: Session, change: GuaranteeChange, action: str, *, version_id: int, actor: Actor
) -> bool:
    """Lock the change for a step that was pressed on a page showing `version_id`.

    True = go on. False = this very press has been carried out already (pressed twice). Raises Stale when somebody
    else was first.
    """
    change = lock_change(session, change)
    if change.version_id == version_id:
        return True
    last = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_kind == KIND, AuditEvent.object_id == str(change.id))
        .order_by(AuditEvent.sequence.desc())
        .limit(1)
    ).first()
    if last is None:
        raise Stale("change.stale", "ほかの画面で先に更新されました。最新の内容を確認してください")
    if last.actor_id == actor.user_id and last.action == action and last.facts.get("version") == version_id:
        return False
    who = f"{last.actor_label}、{clock.to_jst(last.at):%H:%M}"
    raise Stale("change.stale", f"ほかの方が先に更新しました（{who}）。最新の内容を確認してください")


def end_change_step(
    session: Session,
    change: GuaranteeChange,
    action: str,
    *,
    version_id: int,
    actor: Actor,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Record the step and move the version, so that pages drawn before it are stale."""
    flag_modified(change, "state")
    session.flush()
    audit.record(
        session,
        action,
        actor=actor,
        object_kind=KIND,
        object_id=change.id,
        facts={"version": version_id, **(facts or {})},
    )


def close_items(change: GuaranteeChange) -> None:
    """The guarantees are free for another change."""
    for item in change.items:
        item.is_open = False


def addressee_of_change(change: GuaranteeChange) -> Addressee:
    """The company, with the person it named when it applied for the guarantee."""
    contact = change.guarantee.request.application.contact
    return Addressee(change.contractor.name, contact.get("contact_name", ""), contact.get("department", ""))


def tell_writer(session: Session, change: GuaranteeChange, message: Message, *, subject_key: str) -> None:
    """To the person who wrote the change; where the branch entered it, to the address of the guarantee's own application."""
    application = change.guarantee.request.application
    usual = application.issue_mail_address or application.created_by.email
    queue_mail(
        session,
        message,
        subject_key=subject_key,
        recipient=change.entered_by.email if change.entered_by.contractor_id is not None else usual,
        recipient_name=change.contractor.name,
        contractor_id=change.contractor_id,
        branch_id=change.branch_id,
    )
