"""Removing what is over (docs/rules/retention.md). What was sent, decided, issued or recorded never is."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from surety import audit
from surety.domain.application_draft import RESTORABLE_DAYS
from surety.domain.bid_bond_states import BidBondState
from surety.domain.workflow import ApplicationState, RegistrationState
from surety.models import Application, Attachment, BidBond, OneTimeToken, Registration
from surety.security.identity import SYSTEM

# A link that ran out opens nothing; a week, so that a question about it can still be answered.
LINKS_KEPT = timedelta(days=7)
# Somebody who began and never sent is no customer: their data is held no longer than a season of hesitating.
REGISTRATION_DRAFTS_KEPT = timedelta(days=90)
# A customer's own work in progress: a works contract is bid for, won and begun within a year.
APPLICATION_DRAFTS_KEPT = timedelta(days=365)
# Longer than it can be brought back, so that whoever comes a little late is still told what became of it.
DISCARDED_KEPT = timedelta(days=RESTORABLE_DAYS + 7)
# So many at a time: writers wait no longer for the sweep than for each other.
_AT_ONCE = 200


def sweep_links(session: Session, *, now: datetime) -> int:
    """Forget one-time links that ran out, used or not. Gives how many."""
    gone = session.scalars(
        delete(OneTimeToken).where(OneTimeToken.expires_at < now - LINKS_KEPT).returning(OneTimeToken.id)
    )
    return len(gone.all())


def sweep_drafts(session: Session, *, now: datetime) -> int:
    """Remove what was begun and never sent, some of it at a time. Gives how many."""
    return (
        _sweep_registrations(session, now=now)
        + _sweep_applications(session, now=now)
        + _sweep_bid_bonds(session, now=now)
    )


def _sweep_registrations(session: Session, *, now: datetime) -> int:
    """Remove 利用申請 that were begun on the web and never sent. Gives how many."""
    gone = session.scalars(
        select(Registration.id)
        .where(
            Registration.state.in_((RegistrationState.UPLOADED, RegistrationState.CHECKED)),
            # What came by FAX or post is the branch's to finish.
            Registration.channel.not_in(("fax", "post")),
            Registration.submitted_at.is_(None),
            Registration.created_at < now - REGISTRATION_DRAFTS_KEPT,
        )
        .order_by(Registration.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    session.execute(delete(Registration).where(Registration.id.in_(gone)))
    for number in gone:
        _note(session, "registration", number)
    return len(gone)


def _sweep_applications(session: Session, *, now: datetime) -> int:
    """Remove 保証申込 that were never sent and lie untouched or thrown away. Gives how many."""
    gone = session.scalars(
        select(Application.id)
        .where(
            Application.submitted_at.is_(None),
            or_(
                _untouched(ApplicationState.DRAFT, since=now - APPLICATION_DRAFTS_KEPT),
                _untouched(ApplicationState.DISCARDED, since=now - DISCARDED_KEPT),
            ),
        )
        .order_by(Application.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    if not gone:
        return 0
    session.execute(
        update(Application).where(Application.copied_from_id.in_(gone)).values(copied_from_id=None)
    )
    # The bid bond that a thrown-away application came of: another one can be begun from it.
    session.execute(update(BidBond).where(BidBond.application_id.in_(gone)).values(application_id=None))
    session.execute(delete(Attachment).where(Attachment.application_id.in_(gone)))
    session.execute(delete(Application).where(Application.id.in_(gone)))
    for number in gone:
        _note(session, "application", number)
    return len(gone)


def _sweep_bid_bonds(session: Session, *, now: datetime) -> int:
    """Remove 契約保証予約申込 that were never sent and lie untouched or thrown away. Gives how many."""
    gone = session.scalars(
        select(BidBond.id)
        .where(
            BidBond.submitted_at.is_(None),
            or_(
                and_(
                    BidBond.state == BidBondState.DRAFT,
                    BidBond.draft_saved_at < now - APPLICATION_DRAFTS_KEPT,
                ),
                and_(
                    BidBond.state == BidBondState.DISCARDED,
                    BidBond.draft_saved_at < now - DISCARDED_KEPT,
                ),
            ),
        )
        .order_by(BidBond.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    session.execute(delete(BidBond).where(BidBond.id.in_(gone)))
    for number in gone:
        _note(session, "bid_bond", number)
    return len(gone)


def _untouched(state: ApplicationState, *, since: datetime) -> ColumnElement[bool]:
    return and_(Application.state == state, Application.draft_saved_at < since)


def _note(session: Session, kind: str, number: int) -> None:
    audit.record(session, f"{kind}.draft_removed", actor=SYSTEM, object_kind=kind, object_id=number)
