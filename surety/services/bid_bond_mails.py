"""The mails of a bid bond, put into the outbox with the fact they announce."""

from datetime import date

from sqlalchemy.orm import Session

from surety.domain.bid_bond_fields import label_of
from surety.mail import messages
from surety.mail.letterhead import Addressee, Letterhead, Message
from surety.mail.outbox import queue_mail
from surety.models import BidBond, Branch


def announce_receipt(session: Session, bid_bond: BidBond, *, letterhead: Letterhead) -> None:
    """受付のお知らせ, once for each sending."""
    message = messages.bid_bond_received(letterhead, _matter(session, bid_bond))
    _queue(session, bid_bond, message, subject_key=f"bid-bond-{bid_bond.id}-v{bid_bond.version_id}")


def announce_bond_return(session: Session, bid_bond: BidBond, *, letterhead: Letterhead) -> None:
    """修正のお願い, naming the fields and never the comments: those may hold amounts."""
    items = [label_of(name) for name in bid_bond.comments]
    message = messages.bid_bond_returned(letterhead, _matter(session, bid_bond), items=items)
    _queue(session, bid_bond, message, subject_key=f"bid-bond-{bid_bond.id}-v{bid_bond.version_id}")


def announce_bond_decline(session: Session, bid_bond: BidBond, *, letterhead: Letterhead) -> None:
    """引受不可, without the reason: it stands on the bid bond's page."""
    message = messages.bid_bond_declined(letterhead, _matter(session, bid_bond))
    _queue(session, bid_bond, message, subject_key=f"bid-bond-{bid_bond.id}-declined")


def announce_bond_issue(
    session: Session, bid_bond: BidBond, *, number: str, valid_until: date, letterhead: Letterhead
) -> None:
    """予約証書の発行のお知らせ."""
    message = messages.bid_bond_issued(
        letterhead, _matter(session, bid_bond), number=number, valid_until=valid_until
    )
    _queue(session, bid_bond, message, subject_key=f"bid-bond-{number}")


def bond_addressee(bid_bond: BidBond) -> Addressee:
    """The company, with the person it named for this bid bond."""
    contact = bid_bond.contact
    return Addressee(bid_bond.contractor.name, contact.get("contact_name", ""), contact.get("department", ""))


def _matter(session: Session, bid_bond: BidBond) -> messages.BondMatter:
    session.refresh(bid_bond, ["branch", "agency"])
    agency = bid_bond.agency
    if agency is None:
        raise ValueError("a bid bond without an agency was not sent yet")
    return messages.BondMatter(
        branch=_branch(bid_bond),
        to=bond_addressee(bid_bond),
        receipt_number=bid_bond.receipt_number or "",
        agency=agency.name,
        work_name=bid_bond.work_name,
        path=f"/bid-bonds/{bid_bond.id}",
    )


def _branch(bid_bond: BidBond) -> Branch:
    if bid_bond.branch is None:
        raise ValueError("a bid bond without a branch was not sent yet")
    return bid_bond.branch


def _queue(session: Session, bid_bond: BidBond, message: Message, *, subject_key: str) -> None:
    """To the person who wrote the application."""
    queue_mail(
        session,
        message,
        subject_key=subject_key,
        recipient=bid_bond.created_by.email,
        recipient_name=bid_bond.contractor.name,
        contractor_id=bid_bond.contractor_id,
        branch_id=bid_bond.branch_id,
    )
