"""Finding outgoing mail, for the branch's list and for the demo's mailbox."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select, text
from sqlalchemy.orm import Session, defer

from surety.domain.errors import NotFound
from surety.domain.mail_delivery import MailState
from surety.models import OutgoingMail
from surety.models.outgoing_mail import NOT_OUT

PAGE = 50
# Part of an address is looked for in so many mails at a time; a whole one is found by its index, however old the mail.
LOOKS = 1_000
# The largest number a row can have on both databases; addresses with a larger one lead nowhere.
MAX_ID = 2**63 - 1
_NOT_OUT = text(f"outgoing_mail.{NOT_OUT}")
# Nearly all are: an index of states would only have to be sorted.
_OUT = text(f"NOT (outgoing_mail.{NOT_OUT})")


@dataclass(frozen=True, slots=True)
class MailPage:
    """One page of mails, newest first; `older` is the `before_id` of the next one, None on the last.

    `is_partial` says that looking stopped before the page was full; the search goes on below `older`.
    """

    mails: Sequence[OutgoingMail]
    older: int | None
    is_partial: bool = False


def list_mails(
    session: Session,
    *,
    branch_id: int | None = None,
    recipient: str = "",
    states: Sequence[MailState] = (),
    before_id: int | None = None,
) -> MailPage:
    """A page of mails without their texts; `before_id` is the last row looked at for the page before.

    `branch_id` is the branch's wall, None the head office's or the demo's view of all. `recipient` finds a whole
    address, or any part of one; no `states` means all.
    """
    wanted = _walled(branch_id).where(*_stand(states))
    if before_id is not None:
        wanted = wanted.where(OutgoingMail.id < min(before_id, MAX_ID))
    wanted = wanted.order_by(OutgoingMail.id.desc())
    if recipient:
        whole = _find_whole(session, recipient)
        if whole is None:
            return _look(session, wanted, recipient)
        wanted = wanted.where(OutgoingMail.recipient == whole)
    # One row more than is shown tells whether there is another page.
    found = session.scalars(wanted.limit(PAGE + 1).options(defer(OutgoingMail.body))).all()
    return MailPage(found[:PAGE], older=found[PAGE - 1].id if len(found) > PAGE else None)


def _find_whole(session: Session, typed: str) -> str | None:
    """The address as it stands on mails, None where it is a part of one or none at all."""
    return session.scalars(
        select(OutgoingMail.recipient).where(OutgoingMail.recipient.in_({typed, typed.lower()})).limit(1)
    ).first()


def _look(session: Session, wanted: Select[OutgoingMail], part: str) -> MailPage:
    """The page of those whose address holds the part, out of the next LOOKS."""
    head = wanted.with_only_columns(OutgoingMail.id, OutgoingMail.recipient).limit(LOOKS + 1).subquery()
    is_right = func.lower(head.c.recipient).contains(part.lower(), autoescape=True)
    rows = session.execute(select(head.c.id, is_right).order_by(head.c.id.desc())).all()
    hits = [number for number, right in rows[:LOOKS] if right]
    mails = session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.id.in_(hits[:PAGE]))
        .order_by(OutgoingMail.id.desc())
        .options(defer(OutgoingMail.body))
    ).all()
    if len(hits) > PAGE:
        return MailPage(mails, older=hits[PAGE - 1])
    is_partial = len(rows) > LOOKS
    return MailPage(mails, older=rows[LOOKS - 1].id if is_partial else None, is_partial=is_partial)


def _stand(states: Sequence[MailState]) -> Sequence[ColumnElement[bool]]:
    if not states:
        return ()
    if set(states) == {MailState.SENT}:
        return (_OUT,)  # type: ignore[return-value]  # a condition
    is_one = OutgoingMail.state.in_(states)
    return (is_one,) if MailState.SENT in states else (_NOT_OUT, is_one)  # type: ignore[return-value]  # as above


def get_mail(session: Session, mail_id: int, *, branch_id: int | None = None) -> OutgoingMail:
    """The mail. Raises NotFound, also for another branch's mail."""
    mail = session.scalars(_walled(branch_id).where(OutgoingMail.id == mail_id)).one_or_none()
    if mail is None:
        raise NotFound(f"mail {mail_id}")
    return mail


def _walled(branch_id: int | None) -> Select[OutgoingMail]:
    wanted = select(OutgoingMail)
    return wanted if branch_id is None else wanted.where(OutgoingMail.branch_id == branch_id)
