"""What the many lives expect of a 手続き, written out once more: whether it may be wished for, and carried out."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from surety import clock
from surety.domain.act_states import ActKind
from surety.domain.change_states import OPEN_CHANGES, ChangeState
from surety.domain.errors import Denied, ForbiddenMove, RuleViolation, Stale
from surety.domain.guarantee_acts import DATED, RECKONED, VERSIONED
from surety.domain.workflow import ActState, GuaranteeState
from surety.extensions import db
from surety.models import Guarantee, GuaranteeAct, GuaranteeChange, User
from surety.queries.certificates import version_in_force
from surety.queries.charges import list_change_statements, list_unpaid_of
from surety.queries.guarantee_acts import effective_on
from surety.services.guarantee_acts import ActWish
from tests.act_cases import wish

Refusal = type[Exception] | None


def wish_of(kind: ActKind, days: int, *, corrected: dict[str, Any] | None = None) -> ActWish:
    """The wish, dated so many days from today where it has a day; `corrected` only for a 訂正."""
    day = clock.today() + timedelta(days=days) if kind in DATED else None
    return wish(
        kind, effective_on=day, corrected=corrected if kind is ActKind.CORRECTION and corrected else {}
    )


def is_possible(kind: ActKind, guarantee: Guarantee) -> bool:
    if guarantee.state is not GuaranteeState.IN_FORCE:
        return kind is ActKind.CORRECTION and guarantee.state is GuaranteeState.EXPIRED
    return kind is not ActKind.CHANGE_CANCEL or version_in_force(guarantee).change_number > 0


def refusal_of_wish(guarantee: Guarantee, wanted: ActWish, *, is_waiting: bool = False) -> Refusal:
    if not is_possible(wanted.kind, guarantee):
        return ForbiddenMove
    day: date | None = wanted.effective_on
    is_outside = day is not None and not guarantee.issued_on <= day <= guarantee.expires_on
    says = (guarantee.work_name, guarantee.price)
    is_correction = wanted.kind is ActKind.CORRECTION and bool(wanted.corrected)
    is_nothing = is_correction and tuple(wanted.corrected.values()) == says
    is_short = is_correction and guarantee.price != wanted.corrected["contract_amount"] < guarantee.amount
    return RuleViolation if is_outside or is_nothing or is_short or is_waiting else None


def open_changes_of(guarantee: Guarantee) -> list[GuaranteeChange]:
    found = db.session.scalars(select(GuaranteeChange)).all()
    mine = [change for change in found if any(each.guarantee_id == guarantee.id for each in change.items)]
    return [change for change in mine if change.state in OPEN_CHANGES]


def has_charged_change(guarantee: Guarantee) -> bool:
    """Whether a change of it is approved, or was once and paid for."""
    return any(
        change.state is ChangeState.APPROVED or list_change_statements(db.session(), change)
        for change in open_changes_of(guarantee)
    )


def refusal_of_execution(act: GuaranteeAct, person: User) -> Refusal:
    if act.state is ActState.REQUESTED:
        return ForbiddenMove
    if act.proposed_by_id == person.id:
        return Denied
    day = effective_on(act)
    owes = act.kind in RECKONED and bool(list_unpaid_of(db.session(), act.guarantee))
    waits = act.kind is not ActKind.KEY_REISSUE and has_charged_change(act.guarantee)
    is_early = day is not None and day > clock.today()
    if not is_possible(act.kind, act.guarantee) or owes or waits or is_early:
        return ForbiddenMove
    is_stale = act.kind in VERSIONED and act.facts["sequence"] != version_in_force(act.guarantee).sequence
    return Stale if is_stale else None
