"""The branch's work lists: what waits, in the order it is due, and the walls between branches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, select, text, tuple_
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from surety import clock
from surety.domain.due_times import answer_due
from surety.domain.errors import NotFound
from surety.domain.products import LabelledEnum
from surety.domain.workflow import ApplicationState, RequestState
from surety.models import (
    Application,
    Attachment,
    AuditEvent,
    Certificate,
    Guarantee,
    GuaranteeRequest,
    WorksContract,
)
from surety.models.application import AT_DESK
from surety.queries.applications import UNSENT

PAGE_SIZE = 20
_AT_DESK = text(f"application.{AT_DESK}")
Place = tuple[datetime, int]
S = TypeVar("S", bound=Select[*tuple[Any, ...]])


class Queue(LabelledEnum):
    """The lists of the 受付ボード."""

    NEW = "new", "新着"
    REVIEW = "review", "審査中"
    RETURNED = "returned", "修正依頼中"
    PAYMENT = "payment", "保証料待ち"
    ISSUE = "issue", "発行待ち"


_APPLICATION_STATES = {
    Queue.NEW: (ApplicationState.SUBMITTED, ApplicationState.RECEIVED),
    Queue.REVIEW: (ApplicationState.UNDER_REVIEW,),
    Queue.RETURNED: (ApplicationState.RETURNED,),
}
_REQUEST_STATES = {
    Queue.PAYMENT: (RequestState.APPROVED,),
    Queue.ISSUE: (RequestState.PAID, RequestState.ON_ACCOUNT),
}
# Where the branch itself has to act; the others wait for the contractor.
OWN_WORK = (Queue.NEW, Queue.REVIEW, Queue.ISSUE)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case; `request` is the guarantee in question in the lists after the review. `due` is an instant (UTC)."""

    application: Application
    request: GuaranteeRequest | None
    since: datetime
    due: datetime

    @property
    def is_late(self) -> bool:
        """Whether the time to act is over."""
        return self.due < clock.now()


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of a queue, oldest first; `after` opens the next page, empty on the last one."""

    rows: Sequence[QueueRow]
    after: str


def get_desk_application(session: Session, application_id: int, *, branch_id: int | None) -> Application:
    """A sent application of the branch; the head office (None) sees all. Raises NotFound for any other."""
    found = session.scalars(
        _walled(select(Application), branch_id).where(Application.id == application_id).options(*_whole())
    ).one_or_none()
    if found is None:
        raise NotFound(f"application {application_id}")
    return found


def get_desk_request(session: Session, request_id: int, *, branch_id: int | None) -> GuaranteeRequest:
    """A requested guarantee of a sent application of the branch. Raises NotFound for any other."""
    found = session.scalars(
        _walled(select(GuaranteeRequest).join(GuaranteeRequest.application), branch_id)
        .where(GuaranteeRequest.id == request_id)
        .options(contains_eager(GuaranteeRequest.application).options(*_whole()))
    ).one_or_none()
    if found is None:
        raise NotFound(f"request {request_id}")
    return found


def get_desk_attachment(session: Session, application: Application, *, attachment_id: int) -> Attachment:
    """One paper of the application. Raises NotFound."""
    found = session.get(Attachment, attachment_id)
    if found is None or found.application_id != application.id or found.removed_at is not None:
        raise NotFound(f"attachment {attachment_id}")
    return found


def get_desk_guarantee(session: Session, number: str, *, branch_id: int | None) -> Guarantee:
    """An issued guarantee of the branch; the head office (None) sees all. Raises NotFound for any other."""
    wanted = select(Guarantee).where(Guarantee.number == number)
    if branch_id is not None:
        wanted = wanted.where(Guarantee.branch_id == branch_id)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound(f"guarantee {number}")
    return found


def get_desk_certificate(
    session: Session, number: str, *, sequence: int, branch_id: int | None
) -> Certificate:
    """One certificate version of a guarantee of the branch. Raises NotFound for any other."""
    guarantee = get_desk_guarantee(session, number, branch_id=branch_id)
    found = next((each for each in guarantee.certificates if each.sequence == sequence), None)
    if found is None:
        raise NotFound(f"certificate {sequence} of {number}")
    return found


def count_queues(session: Session, *, branch_id: int | None) -> dict[Queue, int]:
    """How many cases wait in each queue."""
    by_state = dict(
        session.execute(
            _walled(select(Application.state, func.count()), branch_id)
            .where(_AT_DESK)
            .group_by(Application.state)
        ).all()
    )
    by_request = dict(
        session.execute(
            _walled(select(GuaranteeRequest.state, func.count()).join(GuaranteeRequest.application), branch_id)
            .where(GuaranteeRequest.state.in_([s for states in _REQUEST_STATES.values() for s in states]))
            .group_by(GuaranteeRequest.state)
        ).all()
    )  # fmt: skip
    counts = {queue: sum(by_state.get(s, 0) for s in states) for queue, states in _APPLICATION_STATES.items()}
    return counts | {
        queue: sum(by_request.get(s, 0) for s in states) for queue, states in _REQUEST_STATES.items()
    }


def list_queue(
    session: Session, queue: Queue, *, branch_id: int | None, after: str = "", limit: int = PAGE_SIZE
) -> QueuePage:
    """A page of a queue, what has waited longest first; `after` is the token of the page before."""
    place = _read_token(after)
    if queue in _APPLICATION_STATES:
        found = _list_applications(session, queue, branch_id=branch_id, place=place, limit=limit)
    else:
        found = _list_requests(session, queue, branch_id=branch_id, place=place, limit=limit)
    more = len(found) > limit
    return QueuePage(found[:limit], _token(found[limit - 1]) if more else "")


def find_next_case(
    session: Session, *, branch_id: int | None, user_id: int, may_issue: bool
) -> QueueRow | None:
    """What this person should open next: the oldest of what they may issue, then of the reviews, then of the new."""
    if may_issue:
        waiting = list_queue(session, Queue.ISSUE, branch_id=branch_id).rows
        for row in waiting:
            if row.request is not None and row.request.approved_by_id != user_id:
                return row
    for queue in (Queue.REVIEW, Queue.NEW):
        rows = list_queue(session, queue, branch_id=branch_id, limit=1).rows
        if rows:
            return rows[0]
    return None


def find_last_act(session: Session, application: Application) -> AuditEvent | None:
    """The newest thing recorded about the application."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_kind == "application", AuditEvent.object_id == str(application.id))
        .order_by(AuditEvent.sequence.desc())
        .limit(1)
    ).first()


def _list_applications(
    session: Session, queue: Queue, *, branch_id: int | None, place: Place | None, limit: int
) -> list[QueueRow]:
    wanted = _walled(select(Application), branch_id).where(
        _AT_DESK, Application.state.in_(_APPLICATION_STATES[queue])
    )
    if place:
        wanted = wanted.where(tuple_(Application.submitted_at, Application.id) > tuple_(*place))
    wanted = wanted.order_by(Application.submitted_at, Application.id).limit(limit + 1).options(*_whole())
    return [_row(application, None) for application in session.scalars(wanted)]


def _list_requests(
    session: Session, queue: Queue, *, branch_id: int | None, place: Place | None, limit: int
) -> list[QueueRow]:
    wanted = _walled(select(GuaranteeRequest).join(GuaranteeRequest.application), branch_id).where(
        GuaranteeRequest.state.in_(_REQUEST_STATES[queue])
    )
    if place:
        wanted = wanted.where(tuple_(GuaranteeRequest.approved_at, GuaranteeRequest.id) > tuple_(*place))
    wanted = (
        wanted.order_by(GuaranteeRequest.approved_at, GuaranteeRequest.id)
        .limit(limit + 1)
        .options(contains_eager(GuaranteeRequest.application).options(*_whole()))
    )
    return [_row(request.application, request) for request in session.scalars(wanted)]


def _walled(statement: S, branch_id: int | None) -> S:
    statement = statement.where(Application.state.not_in(UNSENT))
    wall: ColumnElement[bool] = Application.branch_id == branch_id
    return statement if branch_id is None else statement.where(wall)


def _whole() -> tuple[Any, ...]:
    return (
        joinedload(Application.works_contract).joinedload(WorksContract.contractor),
        joinedload(Application.branch),
        joinedload(Application.taken_by),
        joinedload(Application.contractor),
        selectinload(Application.requests).joinedload(GuaranteeRequest.approved_by),
    )


def _row(application: Application, request: GuaranteeRequest | None) -> QueueRow:
    since = (request.approved_at if request else application.submitted_at) or application.created_at
    return QueueRow(application, request, since, due=answer_due(clock.to_jst(since)))


def _token(row: QueueRow) -> str:
    key = row.request.id if row.request else row.application.id
    return f"{row.since.isoformat()}~{key}"


def _read_token(token: str) -> Place | None:
    """The place a page token names; a token somebody bent opens the first page."""
    at, _, key = token.partition("~")
    try:
        instant = datetime.fromisoformat(at)
        return (instant, int(key)) if instant.tzinfo and key.isdigit() and len(key) < 19 else None
    except ValueError:
        return None
