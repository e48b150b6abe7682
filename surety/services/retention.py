"""Removing what is over (docs/rules/retention.md). What was sent, decided, issued or recorded never is."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from surety import audit
from surety.domain.application_draft import RESTORABLE_DAYS
from surety.domain.bid_bond_states import BidBondState
from surety.domain.change_states import ChangeState
from surety.domain.workflow import ApplicationState, RegistrationState
from surety.models import (
    Application,
    Attachment,
    BidBond,
    ChangePaper,
    GuaranteeChange,
    OneTimeToken,
    Registration,
)
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
        + _sweep_changes(session, now=now)
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
    gone = _list_unsent(
        session,
        Application,
        Application.draft_saved_at,
        states=(ApplicationState.DRAFT, ApplicationState.DISCARDED),
        now=now,
    )
    if not gone:
        return 0
    session.execute(
        update(Application).where(Application.copied_from_id.in_(gone)).values(copied_from_id=None)
    )
    # The bid bond that a thrown-away application came of: another one can be begun from it.
    session.execute(update(BidBond).where(BidBond.application_id.in_(gone)).values(application_id=None))
    session.execute(delete(Attachment).where(Attachment.application_id.in_(gone)))
    return _remove(session, Application, gone, kind="application")


def _sweep_bid_bonds(session: Session, *, now: datetime) -> int:
    """Remove 契約保証予約申込 that were never sent and lie untouched or thrown away. Gives how many."""
    gone = _list_unsent(
        session,
        BidBond,
        BidBond.draft_saved_at,
        states=(BidBondState.DRAFT, BidBondState.DISCARDED),
        now=now,
    )
    return _remove(session, BidBond, gone, kind="bid_bond")


def _sweep_changes(session: Session, *, now: datetime) -> int:
    """Remove 変更の申込 that were never sent and lie untouched or thrown away. Gives how many."""
    gone = _list_unsent(
        session,
        GuaranteeChange,
        GuaranteeChange.saved_at,
        states=(ChangeState.DRAFT, ChangeState.DISCARDED),
        now=now,
    )
    session.execute(delete(ChangePaper).where(ChangePaper.change_id.in_(gone)))
    return _remove(session, GuaranteeChange, gone, kind="guarantee_change")


def _list_unsent(
    session: Session,
    model: type[Application] | type[BidBond] | type[GuaranteeChange],
    saved_at: InstrumentedAttribute[datetime],
    *,
    states: tuple[StrEnum, StrEnum],
    now: datetime,
) -> Sequence[int]:
    """The next of those that were never sent: a draft (the first state) untouched, or thrown away (the second)."""
    draft, discarded = states
    return session.scalars(
        select(model.id)
        .where(
            model.submitted_at.is_(None),
            or_(
                and_(model.state == draft, saved_at < now - APPLICATION_DRAFTS_KEPT),
                and_(model.state == discarded, saved_at < now - DISCARDED_KEPT),
            ),
        )
        .order_by(model.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()


def _remove(
    session: Session,
    model: type[Application] | type[BidBond] | type[GuaranteeChange],
    gone: Sequence[int],
    *,
    kind: str,
) -> int:
    session.execute(delete(model).where(model.id.in_(gone)))
    for number in gone:
        _note(session, kind, number)
    return len(gone)


def _note(session: Session, kind: str, number: int) -> None:
    audit.record(session, f"{kind}.draft_removed", actor=SYSTEM, object_kind=kind, object_id=number)
