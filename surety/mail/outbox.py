"""The outbox: mail as rows, born with the fact they announce, claimed by one worker at a time."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Executable, and_, select, update
from sqlalchemy.orm import Session

from surety import clock
from surety.domain.mail_delivery import Answer, MailState, Outcome, step_after
from surety.mail.letterhead import Message
from surety.models import OutgoingMail
from surety.models.upsert import insert_into

_ONCE = ("message_kind", "subject_key", "recipient")
LEASE = timedelta(minutes=10)
_LINK = re.compile(r"(https?://\S*/)\S+")

_CONTROL_SIGNS = frozenset(map(chr, (*range(32), 127, 0x85, 0x2028, 0x2029)))


@dataclass(frozen=True, slots=True)
class ClaimedMail:
    """A mail in a worker's hands, as plain values; `lease` proves that it is still the worker's."""

    id: int
    lease: datetime
    kind: str
    recipient: str
    recipient_name: str
    subject: str
    body: str
    message_id: str
    created_at: datetime


def queue_mail(
    session: Session,
    message: Message,
    *,
    subject_key: str,
    recipient: str,
    recipient_name: str = "",
    contractor_id: int | None = None,
    branch_id: int | None = None,
    held_for_certificate_id: int | None = None,
) -> None:
    """Put a mail into the outbox, in the caller's transaction.

    `subject_key` names the fact (`certificate-12`): the same kind of mail about the same fact to the same
    recipient exists once, and is queued once. With `held_for_certificate_id` the mail waits
    until release_held. Raises ValueError for a recipient that holds a line break or another control sign.
    """
    if _CONTROL_SIGNS & set(recipient + recipient_name + message.subject):
        raise ValueError("a mail header cannot hold control signs")
    row = {
        "message_kind": message.kind,
        "subject_key": subject_key,
        "recipient": recipient,
        "recipient_name": recipient_name,
        "subject": message.subject,
        "body": message.body,
        "message_id": f"<{uuid.uuid4().hex}@{message.host}>",
        "contractor_id": contractor_id,
        "branch_id": branch_id,
        "held_for_certificate_id": held_for_certificate_id,
        **_untried(held=held_for_certificate_id is not None),
    }
    connection = session.connection()
    connection.execute(_insert_once(connection.dialect.name), row)


@cache
def _insert_once(dialect: str) -> Executable:
    insert = insert_into(OutgoingMail, dialect=dialect)
    return insert.on_conflict_do_nothing(index_elements=_ONCE).inline()


def _untried(*, held: bool) -> dict[str, object]:
    now = clock.now()
    return {
        "state": MailState.HELD if held else MailState.QUEUED,
        "next_try_at": None if held else now,
        "created_at": now,
        "tries": 0,
        "silences": 0,
        "last_reply": "",
    }


def release_held(session: Session, certificate_id: int) -> int:
    """Let the mails go that waited for the certificate's documents; gives how many."""
    released = session.scalars(
        update(OutgoingMail)
        .where(OutgoingMail.held_for_certificate_id == certificate_id, OutgoingMail.state == MailState.HELD)
        .values(state=MailState.QUEUED, next_try_at=clock.now())
        .returning(OutgoingMail.id)
    )
    return len(released.all())


def has_due(session: Session, now: datetime) -> bool:
    """Whether a worker has something to do; takes no lock."""
    return session.scalars(select(OutgoingMail.id).where(_due(now)).limit(1)).first() is not None


def claim_due(session: Session, now: datetime, limit: int = 1) -> list[ClaimedMail]:
    """Take up to `limit` due mails, oldest first; the caller commits at once and then delivers.

    A mail whose worker died (its lease ran out) is taken again if its text was not yet handed over; otherwise it
    counts as a silence and follows that rule. Two workers never hold the same mail: PostgreSQL skips rows
    that the other one locked, on SQLite writers queue.
    """
    statement = select(OutgoingMail).where(_due(now)).order_by(OutgoingMail.next_try_at, OutgoingMail.id)
    found = session.scalars(
        statement.limit(limit).with_for_update(skip_locked=True),
        execution_options={"populate_existing": True},
    )
    claimed = []
    for mail in found.all():
        if mail.state is MailState.SENDING and mail.handed_over_at is not None:
            _settle(mail, Outcome(Answer.SILENT, "送信の途中で処理が止まりました"), now=now)
            continue
        mail.state, mail.leased_until, mail.handed_over_at = MailState.SENDING, now + LEASE, None
        mail.next_try_at = mail.leased_until
        mail.tries += 1
        claimed.append(_claimed(mail, now + LEASE))
    session.flush()
    return claimed


def note_handing_over(session: Session, mail: ClaimedMail, *, now: datetime) -> ClaimedMail | None:
    """Note that the text goes over now, and renew the lease; None when another worker has the mail by now.

    The caller commits before it sends the text.
    """
    row = _find_mine(session, mail)
    if row is None:
        return None
    row.handed_over_at, row.leased_until, row.next_try_at = now, now + LEASE, now + LEASE
    session.flush()
    return _claimed(row, now + LEASE)


def record_outcome(
    session: Session, mail: ClaimedMail, outcome: Outcome, *, now: datetime, forget_links: bool = False
) -> bool:
    """Note what a try came to; False when the lease ran out meanwhile and another worker decides.

    `forget_links` takes the one-time links out of the stored text once it is delivered.
    """
    row = _find_mine(session, mail)
    if row is None:
        return False
    _settle(row, outcome, now=now)
    if forget_links and row.state is MailState.SENT:
        row.body = _LINK.sub(r"\1（送信後に消去しました）", row.body)
    session.flush()
    return True


def give_back(session: Session, mail: ClaimedMail, *, now: datetime) -> None:
    """Put a claimed mail back that was not tried after all."""
    row = _find_mine(session, mail)
    if row is not None:
        row.state, row.leased_until, row.next_try_at = MailState.QUEUED, None, now
        row.tries -= 1
        session.flush()


def _settle(mail: OutgoingMail, outcome: Outcome, *, now: datetime) -> None:
    if outcome.answer is Answer.SILENT:
        mail.silences += 1
    step = step_after(outcome.answer, tries=mail.tries, silences=mail.silences)
    mail.state = step.state
    mail.next_try_at = None if step.wait is None else now + step.wait
    mail.leased_until = mail.handed_over_at = None
    mail.last_reply = outcome.reply[:500]
    if step.state is MailState.SENT:
        mail.sent_at = now


def _due(now: datetime) -> ColumnElement[bool]:
    waiting = OutgoingMail.state.in_([MailState.QUEUED, MailState.UNCERTAIN, MailState.SENDING])
    return and_(waiting, OutgoingMail.next_try_at <= now)


def _find_mine(session: Session, mail: ClaimedMail) -> OutgoingMail | None:
    mine = (
        OutgoingMail.id == mail.id,
        OutgoingMail.state == MailState.SENDING,
        OutgoingMail.leased_until == mail.lease,
    )
    return session.scalars(
        select(OutgoingMail).where(*mine).with_for_update(), execution_options={"populate_existing": True}
    ).one_or_none()


def _claimed(mail: OutgoingMail, lease: datetime) -> ClaimedMail:
    return ClaimedMail(
        id=mail.id,
        lease=lease,
        kind=mail.message_kind,
        recipient=mail.recipient,
        recipient_name=mail.recipient_name,
        subject=mail.subject,
        body=mail.body,
        message_id=mail.message_id,
        created_at=mail.created_at,
    )
