"""What the watch finds: each guarantee, premium or returned application with the conditions it is in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from surety.clock import to_jst
from surety.domain.coverage_watch import Condition, watch_guarantee, watch_premium, watch_return
from surety.domain.due_times import payment_due
from surety.domain.products import PaymentMethod
from surety.domain.workflow import ApplicationState, GuaranteeState, PremiumState, RequestState
from surety.models import (
    Application,
    AuditEvent,
    Guarantee,
    GuaranteeRequest,
    PremiumStatement,
    WorksContract,
)
from surety.queries.watch_ground import load_seen

# What is charged about an issued guarantee and 未納.
_IS_ADDITIONAL_PREMIUM = and_(
    PremiumStatement.state == PremiumState.UNPAID, PremiumStatement.guarantee_id.is_not(None)
)


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing that was looked at. `about` is the number by which people know it."""

    source: str
    id: int
    about: str
    application: Application
    guarantee: Guarantee | None
    conditions: tuple[Condition, ...]

    @property
    def key(self) -> str:
        """guarantee-12, request-3, statement-5, application-4."""
        return f"{self.source}-{self.id}"


def watch_guarantees(session: Session, ids: Sequence[int], *, today: date) -> list[Watched]:
    """The guarantees among these that are in force."""
    found = session.scalars(
        select(Guarantee)
        .where(Guarantee.id.in_(ids), Guarantee.state == GuaranteeState.IN_FORCE)
        .options(
            joinedload(Guarantee.branch),
            joinedload(Guarantee.contractor),
            joinedload(Guarantee.works_contract),
            joinedload(Guarantee.request).joinedload(GuaranteeRequest.application).options(*_written_by()),
        )
    ).all()
    seen = load_seen(session, found, today=today)
    return [
        Watched(
            "guarantee",
            row.id,
            row.number,
            row.request.application,
            row,
            watch_guarantee(seen[row.id], today=today),
        )
        for row in found
        if row.id in seen
    ]


def watch_requests(session: Session, ids: Sequence[int], *, today: date) -> list[Watched]:
    """The approved requests among these whose premium is paid one by one."""
    found = session.scalars(
        select(GuaranteeRequest)
        .join(GuaranteeRequest.application)
        .where(
            GuaranteeRequest.id.in_(ids),
            GuaranteeRequest.state == RequestState.APPROVED,
            GuaranteeRequest.payment_method != PaymentMethod.MONTHLY_ACCOUNT,
        )
        .options(contains_eager(GuaranteeRequest.application).options(*_written_by()))
    ).all()
    stated = dict(
        session.execute(
            select(PremiumStatement.request_id, func.max(PremiumStatement.stated_on))
            .where(PremiumStatement.request_id.in_([row.id for row in found]))
            .group_by(PremiumStatement.request_id)
        ).all()
    )
    return [
        _of_application(
            "request", row.id, row.application, watch_premium(payment_due(stated[row.id]), today=today)
        )
        for row in found
        if row.id in stated
    ]


def watch_applications(session: Session, ids: Sequence[int], *, today: date) -> list[Watched]:
    """The applications among these that lie with the contractor for correction."""
    found = session.scalars(
        select(Application)
        .where(Application.id.in_(ids), Application.state == ApplicationState.RETURNED)
        .options(*_written_by())
    ).all()
    returned = dict(
        session.execute(
            select(AuditEvent.object_id, func.max(AuditEvent.at))
            .where(
                AuditEvent.object_kind == "application",
                AuditEvent.object_id.in_([str(row.id) for row in found]),
                AuditEvent.action == "application.returned",
            )
            .group_by(AuditEvent.object_id)
        ).all()
    )
    watched = []
    for row in found:
        at = returned.get(str(row.id)) or row.submitted_at or row.created_at
        conditions = watch_return(to_jst(at).date(), today=today)
        watched.append(_of_application("application", row.id, row, conditions))
    return watched


def watch_statements(session: Session, ids: Sequence[int], *, today: date) -> list[Watched]:
    """The 追加保証料 among these that nobody has paid yet; those on the monthly account are not 未納."""
    found = session.scalars(
        select(PremiumStatement)
        .where(PremiumStatement.id.in_(ids), _IS_ADDITIONAL_PREMIUM)
        .options(
            joinedload(PremiumStatement.guarantee).options(
                joinedload(Guarantee.branch),
                joinedload(Guarantee.request)
                .joinedload(GuaranteeRequest.application)
                .options(*_written_by()),
            )
        )
    ).all()
    return [
        Watched(
            "statement",
            row.id,
            row.guarantee.number,
            row.guarantee.request.application,
            row.guarantee,
            watch_premium(payment_due(row.stated_on), today=today),
        )
        for row in found
        if row.guarantee is not None
    ]


WATCHES: Mapping[str, Callable[..., list[Watched]]] = {
    "guarantee": watch_guarantees,
    "request": watch_requests,
    "statement": watch_statements,
    "application": watch_applications,
}


def list_next_ids(session: Session, source: str, *, after: int, limit: int) -> Sequence[int]:
    """The next ids that the day's walk over a source has to look at."""
    column, is_wanted = {
        "guarantee": (Guarantee.id, Guarantee.state == GuaranteeState.IN_FORCE),
        "request": (GuaranteeRequest.id, GuaranteeRequest.state == RequestState.APPROVED),
        "statement": (PremiumStatement.id, _IS_ADDITIONAL_PREMIUM),
        "application": (Application.id, Application.state == ApplicationState.RETURNED),
    }[source]
    return session.scalars(
        select(column).where(column > after, is_wanted).order_by(column).limit(limit)
    ).all()


def _of_application(
    source: str, row_id: int, application: Application, conditions: tuple[Condition, ...]
) -> Watched:
    return Watched(source, row_id, application.receipt_number or "", application, None, conditions)


def _written_by() -> tuple[Any, ...]:
    return (
        joinedload(Application.branch),
        joinedload(Application.contractor),
        joinedload(Application.created_by),
        joinedload(Application.works_contract).joinedload(WorksContract.agency),
    )
