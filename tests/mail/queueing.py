"""A mail in the outbox, as the row it became."""

from typing import Any

from sqlalchemy import select

from surety.extensions import db
from surety.mail.letterhead import Message
from surety.mail.outbox import queue_mail
from surety.models import OutgoingMail


def queued_mail(message: Message, *, subject_key: str, recipient: str, **facts: Any) -> OutgoingMail:
    """Queue it, commit, and give its one row."""
    queue_mail(db.session(), message, subject_key=subject_key, recipient=recipient, **facts)
    db.session.commit()
    row = select(OutgoingMail).filter_by(
        message_kind=message.kind, subject_key=subject_key, recipient=recipient
    )
    return db.session.scalars(row).one()
