"""Reading 契約保証予約（入札ボンド）: one company's, and what a form is judged against."""

from collections.abc import Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session, joinedload

from surety import clock
from surety.domain.bid_bond_checks import BondGround
from surety.domain.bid_bond_draft import BidBondDraft
from surety.domain.bid_bond_reading import BidBondReading, read_bid_bond
from surety.domain.bid_bond_states import UNSENT
from surety.domain.errors import NotFound
from surety.models import Application, AuditEvent, BidBond, Branch
from surety.models.bid_bond import DISCARDED, DRAFT
from surety.queries.application_ground import find_handling

_DRAFT, _DISCARDED = text(f"bid_bond.{DRAFT}"), text(f"bid_bond.{DISCARDED}")


def get_bid_bond(session: Session, bid_bond_id: int, *, contractor_id: int | None) -> BidBond:
    """The company's own bid bond. Raises NotFound, for another company's too."""
    found = session.scalars(
        select(BidBond).where(BidBond.id == bid_bond_id, BidBond.contractor_id == contractor_id)
    ).one_or_none()
    if found is None:
        raise NotFound(f"bid bond {bid_bond_id}")
    return found


def lock_bid_bond(session: Session, bid_bond: BidBond) -> BidBond:
    """The same bid bond, read anew and locked until the transaction ends."""
    return session.execute(
        select(BidBond)
        .where(BidBond.id == bid_bond.id)
        .with_for_update(of=BidBond)
        .execution_options(populate_existing=True)
    ).scalar_one()


def list_bond_drafts(
    session: Session, *, contractor_id: int | None, is_discarded: bool = False, limit: int = 20
) -> Sequence[BidBond]:
    """The company's drafts, or those it threw away, the one saved last first."""
    return session.scalars(
        select(BidBond)
        .where(BidBond.contractor_id == contractor_id, _DISCARDED if is_discarded else _DRAFT)
        .order_by(BidBond.draft_saved_at.desc(), BidBond.id.desc())
        .limit(limit)
    ).all()


def list_sent_bonds(
    session: Session, *, contractor_id: int | None, before_id: int | None = None, limit: int = 20
) -> Sequence[BidBond]:
    """The company's sent bid bonds, newest first, from below the row `before_id`."""
    wanted = select(BidBond).where(BidBond.contractor_id == contractor_id, BidBond.state.not_in(UNSENT))
    if before_id is not None:
        wanted = wanted.where(BidBond.id < before_id)
    return session.scalars(
        wanted.order_by(BidBond.id.desc()).limit(limit).options(joinedload(BidBond.agency))
    ).all()


def load_bond_ground(session: Session, bid_bond: BidBond, *, reading: BidBondReading) -> BondGround:
    """What the form is judged against as it reads now."""
    return BondGround(
        knows_agency=find_handling(session, reading.agency_id) is not None,
        branch_ids=frozenset(session.scalars(select(Branch.id))),
        has_monthly_account=bid_bond.contractor.monthly_account,
        today=clock.today(),
    )


def read_sent_bond(bid_bond: BidBond) -> BidBondReading:
    """What the branch has of a bid bond: the texts as they were last sent, the draft's before that."""
    draft = BidBondDraft.from_json(bid_bond.draft)
    return read_bid_bond(BidBondDraft(texts=draft.sent) if draft.sent else draft)


def find_bond_of_application(session: Session, application: Application) -> BidBond | None:
    """The bid bond an application came of, None for every other."""
    return session.scalars(select(BidBond).where(BidBond.application_id == application.id)).one_or_none()


def list_bond_history(session: Session, bid_bond: BidBond) -> Sequence[AuditEvent]:
    """What was recorded about the bid bond, oldest first."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_kind == "bid_bond", AuditEvent.object_id == str(bid_bond.id))
        .order_by(AuditEvent.sequence)
    ).all()
