"""変更の申込 at the branch: what waits, in the order it is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, select, text, tuple_
from sqlalchemy.orm import Session

from surety import clock
from surety.domain.change_states import ChangeState
from surety.domain.due_times import answer_due
from surety.domain.errors import NotFound
from surety.domain.numbering import parse_guarantee_number, parse_receipt_number
from surety.domain.products import LabelledEnum
from surety.models import ChangeDecision, ChangedGuarantee, Guarantee, GuaranteeChange, User
from surety.models.guarantee_change import AT_DESK, DRAFT
from surety.queries.changes import PAGE_SIZE, UNSENT_CHANGES, whole_change
from surety.queries.desk_search import list_companies, newest_of, read_number

Place = tuple[datetime, int]
_MOST_FOUND = 30
_AT_DESK, _DRAFT = text(f"guarantee_change.{AT_DESK}"), text(f"guarantee_change.{DRAFT}")
S = TypeVar("S", bound=Select[*tuple[Any, ...]])


class ChangeQueue(LabelledEnum):
    """The lists of 変更の申込 on the board."""

    NEW = "new", "新着"
    REVIEW = "review", "審査中"
    RETURNED = "returned", "修正依頼中"
    ISSUE = "issue", "承認済み（発行待ち）"


_STATES = {
    ChangeQueue.NEW: ChangeState.SUBMITTED,
    ChangeQueue.REVIEW: ChangeState.UNDER_REVIEW,
    ChangeQueue.RETURNED: ChangeState.RETURNED,
    ChangeQueue.ISSUE: ChangeState.APPROVED,
}
# Where the branch itself has to act.
_OWN_WORK = (ChangeState.SUBMITTED, ChangeState.UNDER_REVIEW, ChangeState.APPROVED)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change that waits, and until when (UTC) it should be dealt with."""

    change: GuaranteeChange
    since: datetime
    due: datetime

    @property
    def is_late(self) -> bool:
        """Whether the time to act is over."""
        return self.due < clock.now()


@dataclass(frozen=True, slots=True)
class ChangeQueuePage:
    """One page of a queue, what has waited longest first; `after` opens the next page, empty on the last one."""

    rows: Sequence[ChangeRow]
    after: str


def get_desk_change(session: Session, change_id: int, *, branch_id: int | None) -> GuaranteeChange:
    """A change of the branch that was sent, or a draft of its own; the head office (None) sees all. Raises NotFound."""
    found = session.scalars(
        _walled(select(GuaranteeChange), branch_id)
        .where(GuaranteeChange.id == change_id)
        .options(*whole_change())
    ).one_or_none()
    is_hidden = found is not None and found.state in UNSENT_CHANGES and found.entered_by.contractor_id
    if found is None or is_hidden:
        raise NotFound(f"change {change_id}")
    return found


def count_changes(session: Session, *, branch_id: int | None) -> dict[ChangeQueue, int]:
    """How many wait in each queue."""
    by_state = dict(
        session.execute(
            _walled(select(GuaranteeChange.state, func.count()), branch_id)
            .where(_AT_DESK)
            .group_by(GuaranteeChange.state)
        ).all()
    )
    return {queue: by_state.get(state, 0) for queue, state in _STATES.items()}


def list_change_queue(
    session: Session, queue: ChangeQueue, *, branch_id: int | None, after: str = "", limit: int = PAGE_SIZE
) -> ChangeQueuePage:
    """A page of a queue; `after` is the token of the page before."""
    wanted = _walled(select(GuaranteeChange), branch_id).where(
        _AT_DESK, GuaranteeChange.state == _STATES[queue]
    )
    return _page(session, wanted, after=after, limit=limit)


def list_own_work(session: Session, *, branch_id: int | None, limit: int) -> Sequence[ChangeRow]:
    """What waits for the branch itself, over all queues, the longest waiting first."""
    wanted = _walled(select(GuaranteeChange), branch_id).where(_AT_DESK, GuaranteeChange.state.in_(_OWN_WORK))
    return _page(session, wanted, after="", limit=limit).rows


def list_desk_drafts(session: Session, *, branch_id: int | None) -> Sequence[GuaranteeChange]:
    """What the branch has begun to enter for contractors and not sent yet."""
    return session.scalars(
        _walled(select(GuaranteeChange), branch_id)
        .join(User, User.id == GuaranteeChange.entered_by_id)
        .where(_DRAFT, User.contractor_id.is_(None))
        .order_by(GuaranteeChange.id.desc())
        .limit(PAGE_SIZE)
        .options(*whole_change())
    ).all()


def search_changes(session: Session, words: str, *, branch_id: int | None) -> Sequence[GuaranteeChange]:
    """The branch's sent changes that a 受付番号, a 保証契約番号 or a company's name names, newest first."""
    wanted = (
        _walled(select(GuaranteeChange), branch_id)
        .where(GuaranteeChange.state.not_in(UNSENT_CHANGES))
        .order_by(GuaranteeChange.id.desc())
        .limit(_MOST_FOUND)
        .options(*whole_change())
    )
    if receipt := read_number(parse_receipt_number, words):
        wanted = wanted.where(GuaranteeChange.receipt_number == receipt)
    elif number := read_number(parse_guarantee_number, words):
        wanted = wanted.where(GuaranteeChange.id.in_(_changes_of(session, number)))
    else:
        is_sent = GuaranteeChange.state.not_in(UNSENT_CHANGES)
        companies = list_companies(session, words)
        found = newest_of(
            session, GuaranteeChange, companies, is_sent, branch_id=branch_id, limit=_MOST_FOUND
        )
        wanted = wanted.where(GuaranteeChange.id.in_(found))
    return session.scalars(wanted).all()


def _changes_of(session: Session, number: str) -> Sequence[int]:
    """The ids of every change of the guarantee; apart, so that no database reads all changes for them."""
    return session.scalars(
        select(ChangedGuarantee.change_id).join(ChangedGuarantee.guarantee).where(Guarantee.number == number)
    ).all()


def list_change_decisions(session: Session, change: GuaranteeChange) -> Sequence[ChangeDecision]:
    """What was decided, oldest first."""
    return session.scalars(
        select(ChangeDecision).where(ChangeDecision.change_id == change.id).order_by(ChangeDecision.id)
    ).all()


def _page(session: Session, wanted: Select[GuaranteeChange], *, after: str, limit: int) -> ChangeQueuePage:
    place = _read_token(after)
    if place:
        wanted = wanted.where(tuple_(GuaranteeChange.submitted_at, GuaranteeChange.id) > tuple_(*place))
    found = session.scalars(
        wanted.order_by(GuaranteeChange.submitted_at, GuaranteeChange.id)
        .limit(limit + 1)
        .options(*whole_change())
    ).all()
    rows = [_row(change) for change in found[:limit]]
    more = len(found) > limit
    return ChangeQueuePage(rows, f"{rows[-1].change.submitted_at}~{rows[-1].change.id}" if more else "")


def _row(change: GuaranteeChange) -> ChangeRow:
    since = change.approved_at or change.submitted_at or change.saved_at
    return ChangeRow(change, since, due=answer_due(clock.to_jst(since)))


def _walled(statement: S, branch_id: int | None) -> S:
    return statement if branch_id is None else statement.where(GuaranteeChange.branch_id == branch_id)


def _read_token(token: str) -> Place | None:
    """The place a page token names; a token somebody bent opens the first page."""
    at, _, key = token.partition("~")
    try:
        instant = datetime.fromisoformat(at)
        is_whole = instant.tzinfo is not None and key.isascii() and key.isdigit() and len(key) < 19
        return (instant, int(key)) if is_whole else None
    except ValueError:
        return None
