"""入札結果と満了: what the contractor notes of the bid, and the end of a promise that nobody used."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import clock
from surety.domain.bid_bond_states import VALID, BidBondEvent, BidBondState
from surety.domain.bid_bond_workflow import BID_BOND
from surety.domain.errors import RuleViolation
from surety.domain.workflow import advance
from surety.models import BidBond
from surety.queries.bid_bonds import lock_bid_bond
from surety.security.identity import SYSTEM, Actor
from surety.services.bid_bond_steps import record_bond

# So many at a time: writers wait no longer for the sweep than for each other.
_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WonBid:
    """落札: the JST date, and the price in yen where it is known already."""

    on: date
    price: int | None = None


def note_won(session: Session, bid_bond: BidBond, *, won: WonBid, actor: Actor) -> None:
    """落札しました; noted again, nothing more happens.

    Raises RuleViolation (field won_on) for a day before the bid or after today, ForbiddenMove where it cannot be.
    """
    bid_bond = lock_bid_bond(session, bid_bond)
    if bid_bond.state is BidBondState.WON:
        return
    next_state = advance(BID_BOND, bid_bond.state, BidBondEvent.NOTE_WON)
    if won.on > clock.today():
        raise RuleViolation("bid_bond.won_on", "落札日は、今日までの日付で入力してください", field="won_on")
    if bid_bond.bid_on is not None and won.on < bid_bond.bid_on:
        raise RuleViolation("bid_bond.won_on", "落札日は、入札日以降の日付で入力してください", field="won_on")
    bid_bond.state, bid_bond.won_on, bid_bond.won_price = next_state, won.on, won.price
    session.flush()
    record_bond(session, bid_bond, "bid_bond.won", actor=actor, facts={"won_on": won.on.isoformat()})


def note_lost(session: Session, bid_bond: BidBond, *, actor: Actor) -> None:
    """落札しませんでした; noted again, nothing more happens. Raises ForbiddenMove where it cannot be."""
    bid_bond = lock_bid_bond(session, bid_bond)
    if bid_bond.state is BidBondState.LOST:
        return
    bid_bond.state = advance(BID_BOND, bid_bond.state, BidBondEvent.NOTE_LOST)
    session.flush()
    record_bond(session, bid_bond, "bid_bond.lost", actor=actor)


def take_result_back(session: Session, bid_bond: BidBond, *, actor: Actor) -> None:
    """入力を取り消す: a slip of the pen, until the 契約保証 is applied for. Raises ForbiddenMove after that."""
    bid_bond = lock_bid_bond(session, bid_bond)
    if bid_bond.state is BidBondState.ISSUED:
        return
    bid_bond.state = advance(BID_BOND, bid_bond.state, BidBondEvent.TAKE_RESULT_BACK)
    bid_bond.won_on = bid_bond.won_price = None
    session.flush()
    record_bond(session, bid_bond, "bid_bond.result_taken_back", actor=actor)


def expire_bonds(session: Session, *, today: date) -> int:
    """The worker's job: what is issued or won ends after its 有効期限 (JST). Gives how many; the caller commits."""
    over = session.scalars(
        select(BidBond)
        .where(BidBond.state.in_(VALID), BidBond.valid_until < today)
        .order_by(BidBond.valid_until, BidBond.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True, of=BidBond)
    ).all()
    for bid_bond in over:
        bid_bond.state = advance(BID_BOND, bid_bond.state, BidBondEvent.EXPIRE)
        session.flush()
        record_bond(session, bid_bond, "bid_bond.expired", actor=SYSTEM)
    return len(over)
