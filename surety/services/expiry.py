"""満了: the worker moves guarantees whose term is over, the JST day after it."""

from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.act_states import ActEvent
from surety.domain.expiry import WAITS_FOR_OPEN
from surety.domain.workflow import ACT, GUARANTEE, GuaranteeEvent, advance
from surety.models import Guarantee, GuaranteeAct
from surety.models.guarantee import RUNNING
from surety.queries.guarantee_acts import ends_with_the_term, has_something_open
from surety.security.identity import SYSTEM
from surety.services.guarantee_acts import record_act

BATCH = 200


def expire_due(session: Session, *, today: date, limit: int = BATCH) -> int:
    """Move up to `limit` guarantees whose 保証期限 lies before the JST date `today`; gives how many. The caller commits.

    One that somebody wants to end or to change is left to them for WAITS_FOR_OPEN; what is then still open lapses. Who comes
    second finds nothing: rows that another process has in hands are passed over.
    """
    due = session.scalars(
        select(Guarantee)
        .where(
            text(RUNNING),
            Guarantee.expires_on < today,
            (Guarantee.expires_on < today - WAITS_FOR_OPEN) | ~has_something_open(),
        )
        .order_by(Guarantee.expires_on, Guarantee.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for guarantee in due:
        _expire(session, guarantee)
    return len(due)


def _expire(session: Session, guarantee: Guarantee) -> None:
    guarantee.state = advance(GUARANTEE, guarantee.state, GuaranteeEvent.EXPIRE)
    session.flush()
    audit.record(
        session,
        "guarantee.expired",
        actor=SYSTEM,
        object_kind="guarantee",
        object_id=guarantee.number,
        facts={"expires_on": guarantee.expires_on.isoformat()},
    )
    waiting = session.scalars(
        select(GuaranteeAct).where(GuaranteeAct.guarantee_id == guarantee.id, *ends_with_the_term())
    )
    for act in waiting.all():
        act.state, act.decided_at = advance(ACT, act.state, ActEvent.LAPSE), clock.now()
        session.flush()
        record_act(session, "guarantee_act.lapsed", act, actor=SYSTEM)
