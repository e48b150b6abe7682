"""What a contractor has on the books: summed from the index of what is in force, with the line that limits it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, exists, func, select, text, tuple_
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from surety.domain.change_states import ChangeState
from surety.domain.errors import NotFound
from surety.domain.exposure import Exposure, Line
from surety.domain.workflow import RequestState
from surety.models import (
    Application,
    BidBond,
    ChangedGuarantee,
    Contractor,
    CreditLine,
    Guarantee,
    GuaranteeChange,
    GuaranteeRequest,
)
from surety.models.bid_bond import PROMISED
from surety.models.credit_line import WAITING
from surety.models.guarantee import IN_FORCE
from surety.models.over_line import OVER_LINE

PAGE_SIZE = 20
_APPROVED = (RequestState.APPROVED, RequestState.PAID, RequestState.ON_ACCOUNT)
_IN_FORCE, _OVER_LINE = text(f"guarantee.{IN_FORCE}"), text(OVER_LINE)


@dataclass(frozen=True, slots=True)
class WorksInHand:
    """手持工事: guarantees in force, the one that ends first on top; `after` opens the next page, empty on the last."""

    guarantees: Sequence[Guarantee]
    after: str


def load_exposure(session: Session, contractor_id: int, *, today: date) -> Exposure:
    """The contractor's exposure on a JST date."""
    in_force, works = session.execute(
        select(
            func.coalesce(func.sum(Guarantee.amount), 0),
            func.count(Guarantee.works_contract_id.distinct()),
        ).where(Guarantee.contractor_id == contractor_id, _IN_FORCE)
    ).one()
    approved = session.scalar(
        select(func.coalesce(func.sum(GuaranteeRequest.amount), 0))
        .join(Application, Application.id == GuaranteeRequest.application_id)
        .where(Application.contractor_id == contractor_id, GuaranteeRequest.state.in_(_APPROVED))
    )
    reserved = session.scalar(
        select(func.coalesce(func.sum(BidBond.amount), 0)).where(
            BidBond.contractor_id == contractor_id, text(f"bid_bond.{PROMISED}")
        )
    )
    return Exposure(
        line=find_line(session, contractor_id, today=today),
        in_force=int(in_force),
        approved=int(approved or 0) + _approved_increases(session, contractor_id),
        works=works,
        reserved=int(reserved or 0),
    )


def _approved_increases(session: Session, contractor_id: int) -> int:
    """What approved 変更 add to guarantees in force; what they take away counts from the issue on."""
    more = ChangedGuarantee.amount - Guarantee.amount
    found = session.scalar(
        select(func.coalesce(func.sum(case((more > 0, more), else_=0)), 0))
        .join(GuaranteeChange, GuaranteeChange.id == ChangedGuarantee.change_id)
        .join(Guarantee, Guarantee.id == ChangedGuarantee.guarantee_id)
        .where(
            GuaranteeChange.contractor_id == contractor_id,
            GuaranteeChange.state == ChangeState.APPROVED,
            _IN_FORCE,
        )
    )
    return int(found or 0)


def find_line(session: Session, contractor_id: int, *, today: date) -> Line | None:
    """The latest approved line that has begun, though it may have ended; None where none was ever decided."""
    found = session.scalars(
        select(CreditLine)
        .where(
            CreditLine.contractor_id == contractor_id,
            CreditLine.is_approved.is_(True),
            CreditLine.valid_from <= today,
        )
        .order_by(CreditLine.valid_from.desc(), CreditLine.id.desc())
        .limit(1)
    ).first()
    return Line(found.amount, found.valid_from, found.valid_to) if found else None


def lock_exposure(session: Session, contractor_id: int) -> None:
    """Whoever approves something for this contractor at the same moment waits until the transaction ends."""
    # key_share: rows that only point at the contractor, as every issue writes, need not wait.
    session.execute(
        select(Contractor.id).where(Contractor.id == contractor_id).with_for_update(key_share=True)
    )


def get_desk_contractor(session: Session, contractor_id: int, *, branch_id: int | None) -> Contractor:
    """A contractor of the branch, or one who has applied there; the head office (None) sees all. Raises NotFound."""
    found = session.get(Contractor, contractor_id)
    if found is None:
        raise NotFound(f"contractor {contractor_id}")
    if branch_id not in (None, found.branch_id):
        applied = exists().where(
            Application.contractor_id == contractor_id,
            Application.branch_id == branch_id,
            Application.submitted_at.is_not(None),
        )
        if not session.scalar(select(applied)):
            raise NotFound(f"contractor {contractor_id}")
    return found


def list_works_in_hand(
    session: Session, contractor: Contractor, *, today: date, after: str = "", limit: int = PAGE_SIZE
) -> WorksInHand:
    """Guarantees in force whose 保証期限 is not past; `after` is the token of the page before."""
    place = tuple_(Guarantee.expires_on, Guarantee.id)
    wanted = select(Guarantee).where(
        Guarantee.contractor_id == contractor.id, _IN_FORCE, Guarantee.expires_on >= today
    )
    day, _, key = after.partition("_")
    if after.isascii() and len(day) == 8 and day.isdigit() and key.isdigit() and len(key) < 19:
        try:
            wanted = wanted.where(place > tuple_(date.fromisoformat(day), int(key)))
        except ValueError:
            after = ""
    found = session.scalars(
        wanted.order_by(Guarantee.expires_on, Guarantee.id)
        .limit(limit + 1)
        .options(joinedload(Guarantee.agency))
    ).all()
    last = found[limit - 1] if len(found) > limit else None
    return WorksInHand(found[:limit], f"{last.expires_on:%Y%m%d}_{last.id}" if last else "")


def list_lines(session: Session, contractor: Contractor) -> Sequence[CreditLine]:
    """Every proposal about the contractor's line, newest first, a page at most."""
    return session.scalars(
        select(CreditLine)
        .where(CreditLine.contractor_id == contractor.id)
        .order_by(CreditLine.id.desc())
        .limit(PAGE_SIZE)
        .options(joinedload(CreditLine.proposed_by), joinedload(CreditLine.decided_by))
    ).all()


def get_line(session: Session, contractor: Contractor, *, line_id: int) -> CreditLine:
    """One proposal about this contractor. Raises NotFound for any other."""
    found = session.get(CreditLine, line_id)
    if found is None or found.contractor_id != contractor.id:
        raise NotFound(f"credit line {line_id}")
    return found


def list_waiting_lines(session: Session, *, branch_id: int | None) -> Sequence[CreditLine]:
    """Proposals that nobody has decided, for the contractors of the branch; the longest waiting first."""
    wall: ColumnElement[bool] = Contractor.branch_id == branch_id
    wanted = (
        select(CreditLine)
        .join(CreditLine.contractor)
        .where(text(WAITING))
        .order_by(CreditLine.id)
        .limit(PAGE_SIZE)
        .options(contains_eager(CreditLine.contractor), joinedload(CreditLine.proposed_by))
    )
    return session.scalars(wanted if branch_id is None else wanted.where(wall)).all()


def list_over_line(session: Session, *, branch_id: int | None) -> Sequence[GuaranteeRequest]:
    """Approved guarantees beyond a line that wait for the second approval; the longest waiting first."""
    wanted = (
        select(GuaranteeRequest)
        .join(GuaranteeRequest.application)
        .where(_OVER_LINE, GuaranteeRequest.state.in_(_APPROVED))
        .order_by(GuaranteeRequest.id)
        .limit(PAGE_SIZE)
        .options(
            contains_eager(GuaranteeRequest.application).joinedload(Application.contractor),
            contains_eager(GuaranteeRequest.application).joinedload(Application.works_contract),
            joinedload(GuaranteeRequest.approved_by),
        )
    )
    wall: ColumnElement[bool] = Application.branch_id == branch_id
    return session.scalars(wanted if branch_id is None else wanted.where(wall)).unique().all()


def list_over_line_changes(session: Session, *, branch_id: int | None) -> Sequence[GuaranteeChange]:
    """Approved 変更 beyond a line that wait for the second approval; the longest waiting first."""
    wanted = (
        select(GuaranteeChange)
        .where(_OVER_LINE, GuaranteeChange.state == ChangeState.APPROVED)
        .order_by(GuaranteeChange.id)
        .limit(PAGE_SIZE)
        .options(
            joinedload(GuaranteeChange.contractor),
            joinedload(GuaranteeChange.guarantee),
            joinedload(GuaranteeChange.approved_by),
            selectinload(GuaranteeChange.items).joinedload(ChangedGuarantee.guarantee),
        )
    )
    wall: ColumnElement[bool] = GuaranteeChange.branch_id == branch_id
    return session.scalars(wanted if branch_id is None else wanted.where(wall)).all()


def count_credit(session: Session, *, branch_id: int | None) -> int:
    """How many proposals, over-line guarantees and over-line 変更 wait, up to a page of each."""
    lists = (list_waiting_lines, list_over_line, list_over_line_changes)
    return sum(len(waiting(session, branch_id=branch_id)) for waiting in lists)
