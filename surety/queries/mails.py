"""Finding outgoing mail, for the branch's list and for the demo's mailbox."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, defer

from surety.domain.errors import NotFound
from surety.domain.mail_delivery import MailState
from surety.models import OutgoingMail

PAGE = 50
# The largest number a row can have on both databases; addresses with a larger one lead nowhere.
MAX_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class MailPage:
    """One page of mails, newest first; `older` is the `before_id` of the next one, None on the last."""

    mails: Sequence[OutgoingMail]
    older: int | None


def list_mails(
    session: Session,
    *,
    branch_id: int | None = None,
    recipient: str = "",
    states: Sequence[MailState] = (),
    before_id: int | None = None,
) -> MailPage:
    """A page of mails without their texts; `before_id` is the last row of the page before.

    `branch_id` is the branch's wall, None the head office's or the demo's view of all. `recipient` finds any
    part of the address; no `states` means all.
    """
    wanted = _walled(branch_id).options(defer(OutgoingMail.body))
    if recipient:
        wanted = wanted.where(func.lower(OutgoingMail.recipient).contains(recipient.lower(), autoescape=True))
    if states:
        wanted = wanted.where(OutgoingMail.state.in_(states))
    if before_id is not None:
        wanted = wanted.where(OutgoingMail.id < min(before_id, MAX_ID))
    # One row more than is shown tells whether there is another page.
    found = session.scalars(wanted.order_by(OutgoingMail.id.desc()).limit(PAGE + 1)).all()
    mails = found[:PAGE]
    return MailPage(mails, older=mails[-1].id if len(found) > PAGE else None)


def get_mail(session: Session, mail_id: int, *, branch_id: int | None = None) -> OutgoingMail:
    """The mail. Raises NotFound, also for another branch's mail."""
    mail = session.scalars(_walled(branch_id).where(OutgoingMail.id == mail_id)).one_or_none()
    if mail is None:
        raise NotFound(f"mail {mail_id}")
    return mail


def _walled(branch_id: int | None) -> Select[OutgoingMail]:
    wanted = select(OutgoingMail)
    return wanted if branch_id is None else wanted.where(OutgoingMail.branch_id == branch_id)
