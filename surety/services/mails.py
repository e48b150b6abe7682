"""Sending a mail again because a person says so."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import ForbiddenMove
from surety.domain.mail_delivery import RESENDABLE, MailState
from surety.mail.messages import ONE_TIME_KINDS
from surety.models import OutgoingMail
from surety.security.identity import Actor


def resend_mail(session: Session, mail: OutgoingMail, *, actor: Actor) -> OutgoingMail:
    """Queue the mail anew, with the same Message-ID and all its tries before it.

    Raises ForbiddenMove while it waits for its documents or is being sent, and for a delivered mail whose
    one-time link is spent: the person then gets a new one where it was made.
    """
    session.execute(select(OutgoingMail.id).where(OutgoingMail.id == mail.id).with_for_update())
    session.refresh(mail)
    if not may_resend(mail):
        raise ForbiddenMove(
            "mail_not_resendable",
            "このメールは、いま再送できません。状態が変わってから、もう一度お試しください"
            if mail.state not in RESENDABLE
            else "このメールのリンクは一度だけ使えるものです。元の画面から、新しい案内を送ってください",
        )
    before = mail.state
    mail.state, mail.next_try_at = MailState.QUEUED, clock.now()
    mail.tries = mail.silences = 0
    mail.leased_until = mail.handed_over_at = None
    audit.record(
        session,
        "mail.resent",
        actor=actor,
        object_kind="mail",
        object_id=mail.id,
        facts={"kind": mail.message_kind, "subject": mail.subject_key, "state": before.value},
    )
    session.flush()
    return mail


def may_resend(mail: OutgoingMail) -> bool:
    """Whether the desk offers 再送 for it."""
    spent = mail.state is MailState.SENT and mail.message_kind in ONE_TIME_KINDS
    return mail.state in RESENDABLE and not spent
