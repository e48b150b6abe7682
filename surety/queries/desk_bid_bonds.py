"""契約保証予約 at the branch: the queues, one case behind the wall, and what it is examined against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, exists, func, or_, select, text, tuple_
from sqlalchemy.orm import Session, joinedload

from surety import clock
from surety.domain.bid_bond_review import BondCase
from surety.domain.bid_bond_states import UNSENT, BidBondState
from surety.domain.decisions import DecisionKind
from surety.domain.due_times import answer_due
from surety.domain.errors import NotFound
from surety.domain.numbering import parse_receipt_number
from surety.domain.products import LabelledEnum
from surety.domain.reservation_numbers import parse_reservation_number
from surety.models import BidBond, BidBondDecision, User
from surety.models.bid_bond import AT_DESK, ISSUED
from surety.queries.application_ground import find_handling
from surety.queries.bid_bonds import read_sent_bond
from surety.queries.desk_search import list_companies, newest_of, read_number
from surety.queries.exposure import load_exposure

PAGE_SIZE = 20
COUNTED = 100
S = TypeVar("S", bound=Select[*tuple[Any, ...]])
_AT_DESK, _ISSUED = text(f"bid_bond.{AT_DESK}"), text(f"bid_bond.{ISSUED}")
_MOST_TWINS, _MOST_FOUND = 5, 30
_OVER = (BidBondState.DECLINED, BidBondState.WITHDRAWN, BidBondState.EXPIRED, BidBondState.LOST)


class BondQueue(LabelledEnum):
    """The lists of the branch's page of bid bonds."""

    NEW = "new", "新着"
    REVIEW = "review", "審査中"
    RETURNED = "returned", "修正依頼中"
    PAYMENT = "payment", "手数料待ち"
    ISSUE = "issue", "発行待ち"
    ISSUED = "issued", "発行済み"


# Of what waits; whatever was issued stands in the last list.
_STATES = {
    BondQueue.NEW: (BidBondState.SUBMITTED, BidBondState.RECEIVED),
    BondQueue.REVIEW: (BidBondState.UNDER_REVIEW,),
    BondQueue.RETURNED: (BidBondState.RETURNED,),
    BondQueue.PAYMENT: (BidBondState.APPROVED,),
    BondQueue.ISSUE: (BidBondState.PAID, BidBondState.ON_ACCOUNT),
}
# Where the branch itself has to act; the others wait for the contractor or are done.
OWN_WORK = (BondQueue.NEW, BondQueue.REVIEW, BondQueue.ISSUE)


@dataclass(frozen=True, slots=True)
class BondRow:
    """One case of a queue. `due` is an instant (UTC)."""

    bid_bond: BidBond
    due: datetime

    @property
    def is_late(self) -> bool:
        """Whether the time to act is over."""
        return self.due < clock.now()


@dataclass(frozen=True, slots=True)
class BondPage:
    """One page of a queue; `after` opens the next page, empty on the last one."""

    rows: Sequence[BondRow]
    after: str


def get_desk_bid_bond(session: Session, bid_bond_id: int, *, branch_id: int | None) -> BidBond:
    """A sent bid bond of the branch; the head office (None) sees all. Raises NotFound for any other."""
    found = session.scalars(
        _walled(select(BidBond), branch_id).where(BidBond.id == bid_bond_id).options(*_whole())
    ).one_or_none()
    if found is None:
        raise NotFound(f"bid bond {bid_bond_id}")
    return found


def count_bond_queues(session: Session, *, branch_id: int | None) -> dict[BondQueue, int]:
    """How many cases stand in each queue; of the issued ones at most COUNTED."""
    counted = dict(
        session.execute(
            _walled(select(BidBond.state, func.count()), branch_id).where(_AT_DESK).group_by(BidBond.state)
        ).all()
    )
    issued = _walled(select(BidBond.id), branch_id).where(_ISSUED).limit(COUNTED).subquery()
    waiting = {queue: sum(counted.get(state, 0) for state in states) for queue, states in _STATES.items()}
    return waiting | {BondQueue.ISSUED: session.scalar(select(func.count()).select_from(issued)) or 0}


def list_bond_queue(
    session: Session, queue: BondQueue, *, branch_id: int | None, after: str = "", limit: int = PAGE_SIZE
) -> BondPage:
    """A page of a queue: what has waited longest first; of the issued ones the newest first."""
    wanted = _walled(select(BidBond), branch_id)
    place, key = _read_token(after), (BidBond.submitted_at, BidBond.id)
    if queue is BondQueue.ISSUED:
        wanted = wanted.where(tuple_(*key) < tuple_(*place)) if place else wanted
        wanted = wanted.where(_ISSUED).order_by(*(column.desc() for column in key))
    else:
        wanted = wanted.where(tuple_(*key) > tuple_(*place)) if place else wanted
        wanted = wanted.where(_AT_DESK, BidBond.state.in_(_STATES[queue])).order_by(*key)
    found = session.scalars(wanted.limit(limit + 1).options(*_whole())).unique().all()
    more = len(found) > limit
    return BondPage([_row(one) for one in found[:limit]], _token(found[limit - 1]) if more else "")


def search_bonds(session: Session, words: str, *, branch_id: int | None) -> Sequence[BidBond]:
    """The branch's sent bid bonds that a 予約番号, a 受付番号 or a company's name names, newest first."""
    wanted = _walled(select(BidBond), branch_id).options(*_whole()).order_by(BidBond.id.desc())
    number = read_number(parse_reservation_number, words)
    if number and words.strip()[:1].upper() in {"Y", "Ｙ"}:
        return session.scalars(wanted.where(BidBond.number == number)).all()
    if receipt := read_number(parse_receipt_number, words):
        return session.scalars(wanted.where(BidBond.receipt_number == receipt)).all()
    found = newest_of(
        session,
        BidBond,
        list_companies(session, words),
        BidBond.state.not_in(UNSENT),
        branch_id=branch_id,
        limit=_MOST_FOUND,
    )
    return session.scalars(wanted.where(BidBond.id.in_(found))).all()


def load_bond_case(session: Session, bid_bond: BidBond, *, printing_problem: str) -> BondCase:
    """Everything the checks of a sent bid bond need."""
    reading = read_sent_bond(bid_bond)
    active = exists().where(User.contractor_id == bid_bond.contractor_id, User.is_active)
    return BondCase(
        today=clock.today(),
        reading=reading,
        handling=find_handling(session, reading.agency_id),
        has_active_user=bool(session.scalar(select(active))),
        has_monthly_account=bid_bond.contractor.monthly_account,
        twins=[f"{twin.receipt_number}（{twin.state.label}）" for twin in _list_twins(session, bid_bond)],
        exposure=load_exposure(session, bid_bond.contractor_id, today=clock.today()),
        printing_problem=printing_problem,
    )


def list_bond_decisions(session: Session, bid_bond: BidBond) -> Sequence[BidBondDecision]:
    """The decisions about a bid bond, oldest first."""
    return session.scalars(
        select(BidBondDecision).where(BidBondDecision.bid_bond_id == bid_bond.id).order_by(BidBondDecision.id)
    ).all()


def find_bond_proposal(session: Session, bid_bond: BidBond) -> BidBondDecision | None:
    """The open proposal to decline, None when there is none."""
    last = session.scalars(
        select(BidBondDecision)
        .where(BidBondDecision.bid_bond_id == bid_bond.id)
        .order_by(BidBondDecision.id.desc())
        .limit(1)
    ).first()
    return last if last is not None and last.kind is DecisionKind.DECLINE_PROPOSED else None


def _list_twins(session: Session, bid_bond: BidBond) -> Sequence[BidBond]:
    """Other live reservations for the same agency's bid: same 案件名, or same 案件番号 where one is given."""
    same = [BidBond.work_name_search == bid_bond.work_name_search]
    if bid_bond.work_number:
        same.append(BidBond.work_number == bid_bond.work_number)
    return session.scalars(
        select(BidBond)
        .where(
            BidBond.agency_id == bid_bond.agency_id,
            BidBond.contractor_id == bid_bond.contractor_id,
            or_(*same),
            BidBond.id != bid_bond.id,
            BidBond.state.not_in({*UNSENT, *_OVER}),
        )
        .order_by(BidBond.id.desc())
        .limit(_MOST_TWINS)
    ).all()


def _walled(statement: S, branch_id: int | None) -> S:
    statement = statement.where(BidBond.state.not_in(UNSENT))
    return statement if branch_id is None else statement.where(BidBond.branch_id == branch_id)


def _whole() -> tuple[Any, ...]:
    names = (BidBond.contractor, BidBond.branch, BidBond.agency, BidBond.taken_by, BidBond.approved_by)
    return tuple(joinedload(name) for name in names)


def _row(bid_bond: BidBond) -> BondRow:
    since = bid_bond.approved_at or bid_bond.submitted_at or bid_bond.created_at
    return BondRow(bid_bond, answer_due(clock.to_jst(since)))


def _token(bid_bond: BidBond) -> str:
    return f"{(bid_bond.submitted_at or bid_bond.created_at).isoformat()}~{bid_bond.id}"


def _read_token(token: str) -> tuple[datetime, int] | None:
    """The place a page token names; a token somebody bent opens the first page."""
    at, _, key = token.partition("~")
    try:
        instant = datetime.fromisoformat(at)
        return (instant, int(key)) if instant.tzinfo and key.isdigit() and len(key) < 19 else None
    except ValueError:
        return None
