"""手続き on an issued guarantee, until it is decided: asking, proposing, taking back, saying no (docs/rules/endings.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.act_states import ActEvent, ActKind
from surety.domain.corrections import Value, find_corrections, to_stored
from surety.domain.errors import Denied, RuleViolation, Stale
from surety.domain.guarantee_acts import VERSIONED, check_day, require_possible
from surety.domain.workflow import ACT, ActState, advance
from surety.mail.letterhead import Letterhead
from surety.models import Guarantee, GuaranteeAct
from surety.queries.certificates import version_in_force
from surety.queries.change_notices import lock_guarantee
from surety.queries.guarantee_acts import content_in_force, find_open_act, ground_of, lock_act
from surety.security.identity import Actor
from surety.services.act_mail import announce_rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class ActWish:
    """What somebody wants done, and why; `effective_on` for 解約 and 解除, `corrected` the right values of a 訂正."""

    kind: ActKind
    reason: str
    effective_on: date | None = None
    corrected: Mapping[str, Value] = field(default_factory=dict)


def ask_for_act(session: Session, guarantee: Guarantee, wish: ActWish, *, actor: Actor) -> GuaranteeAct:
    """The contractor's or the agency's wish, which two people of the branch then deal with.

    The same wish again while the first is open gives the first. Raises ForbiddenMove, RuleViolation.
    """
    guarantee = lock_guarantee(session, guarantee)
    require_possible(wish.kind, ground_of(guarantee))
    waiting = find_open_act(session, guarantee, wish.kind)
    if waiting is not None:
        return waiting
    if wish.effective_on is not None:
        check_day(wish.kind, ground_of(guarantee), wish.effective_on)
    act = _new_act(session, guarantee, wish, state=ActState.REQUESTED)
    act.asked_by_id = actor.user_id
    session.flush()
    record_act(session, "guarantee_act.requested", act, actor=actor)
    return act


def propose_act(session: Session, guarantee: Guarantee, wish: ActWish, *, actor: Actor) -> GuaranteeAct:
    """One person of the branch proposes; nothing happens before another one carries it out.

    The very same proposal pressed twice gives the first. Raises ForbiddenMove, RuleViolation.
    """
    guarantee = lock_guarantee(session, guarantee)
    facts = _facts(guarantee, wish)
    waiting = find_open_act(session, guarantee, wish.kind)
    if waiting is not None:
        if (waiting.proposed_by_id, waiting.facts, waiting.reason) == (actor.user_id, facts, wish.reason):
            return waiting
        raise RuleViolation("act.waiting", f"この保証契約の{wish.kind.label}は、すでに手続き中です。")
    act = _new_act(session, guarantee, wish, state=ActState.PROPOSED)
    act.facts, act.proposed_by_id, act.proposed_at = facts, actor.user_id, clock.now()
    session.flush()
    record_act(session, "guarantee_act.proposed", act, actor=actor)
    return act


def take_up_act(session: Session, act: GuaranteeAct, wish: ActWish, *, actor: Actor) -> GuaranteeAct:
    """One person of the branch makes a proposal of what was asked for. Raises ForbiddenMove, RuleViolation."""
    guarantee = lock_guarantee(session, act.guarantee)
    act = lock_act(session, act)
    facts = _facts(guarantee, wish)
    pressed = (act.proposed_by_id, act.facts, act.reason) == (actor.user_id, facts, wish.reason)
    if act.state is ActState.PROPOSED and pressed:
        return act
    act.state = advance(ACT, act.state, ActEvent.TAKE_UP)
    act.facts, act.reason = facts, wish.reason
    act.proposed_by_id, act.proposed_at = actor.user_id, clock.now()
    session.flush()
    record_act(session, "guarantee_act.proposed", act, actor=actor)
    return act


def withdraw_act(session: Session, act: GuaranteeAct, *, actor: Actor) -> GuaranteeAct:
    """Whoever asked or proposed thinks better of it. Raises Denied for anybody else, ForbiddenMove once it is decided."""
    act = lock_act(session, act)
    own = act.proposed_by_id if act.state is ActState.PROPOSED else act.asked_by_id
    if act.state is ActState.WITHDRAWN and actor.user_id == act.decided_by_id:
        return act
    state = advance(ACT, act.state, ActEvent.WITHDRAW)
    if actor.user_id is None or actor.user_id != own:
        raise Denied("not_own", "取り下げられるのは、申し出た方だけです")
    return _close(session, act, state, "guarantee_act.withdrawn", actor=actor)


def withdraw_request(session: Session, act: GuaranteeAct, *, actor: Actor) -> GuaranteeAct:
    """Anybody of the company takes its request back. Raises ForbiddenMove once the branch has proposed it."""
    act = lock_act(session, act)
    if act.state is ActState.WITHDRAWN:
        return act
    if act.state is ActState.PROPOSED:
        raise Stale("act.taken_up", "支店が手続きを進めています。取り下げるときは、取扱店へお電話ください")
    state = advance(ACT, act.state, ActEvent.WITHDRAW)
    return _close(session, act, state, "guarantee_act.withdrawn", actor=actor)


def reject_act(
    session: Session, act: GuaranteeAct, *, note: str, actor: Actor, letterhead: Letterhead
) -> GuaranteeAct:
    """見送り with a word on why; whoever asked is told. Raises Denied for the proposer, ForbiddenMove once it is decided."""
    act = lock_act(session, act)
    if act.state is ActState.REJECTED and actor.user_id == act.decided_by_id:
        return act
    state = advance(ACT, act.state, ActEvent.REJECT)
    if actor.user_id is None or actor.user_id == act.proposed_by_id:
        raise Denied(
            "same_person",
            "提案した方とは別の方が判断してください。取りやめるときは「取り下げる」を押してください",
        )
    act.note = note
    _close(session, act, state, "guarantee_act.rejected", actor=actor)
    if act.asked_by_id is not None:
        announce_rejection(session, act, letterhead=letterhead)
    return act


def record_act(session: Session, action: str, act: GuaranteeAct, *, actor: Actor) -> None:
    """The step in the audit log."""
    facts = {"guarantee": act.guarantee.number, "kind": act.kind.value, "state": act.state.value}
    audit.record(session, action, actor=actor, object_kind="guarantee_act", object_id=act.id, facts=facts)


def _new_act(session: Session, guarantee: Guarantee, wish: ActWish, *, state: ActState) -> GuaranteeAct:
    facts = {"effective_on": wish.effective_on.isoformat()} if wish.effective_on else {}
    act = GuaranteeAct(
        guarantee=guarantee,
        contractor_id=guarantee.contractor_id,
        branch_id=guarantee.branch_id,
        kind=wish.kind,
        state=state,
        facts=facts,
        reason=wish.reason,
        begun_at=clock.now(),
        note="",
    )
    session.add(act)
    return act


def _facts(guarantee: Guarantee, wish: ActWish) -> dict[str, object]:
    """What is kept of a proposal, checked against the guarantee as it stands now."""
    ground = ground_of(guarantee)
    require_possible(wish.kind, ground)
    check_day(wish.kind, ground, wish.effective_on)
    facts: dict[str, object] = {}
    if wish.effective_on is not None:
        facts["effective_on"] = wish.effective_on.isoformat()
    if wish.kind in VERSIONED:
        facts["sequence"] = version_in_force(guarantee).sequence
    if wish.kind is ActKind.CORRECTION:
        facts["corrected"] = to_stored(find_corrections(content_in_force(guarantee), wish.corrected))
    return facts


def _close(
    session: Session, act: GuaranteeAct, state: ActState, action: str, *, actor: Actor
) -> GuaranteeAct:
    act.state, act.decided_by_id, act.decided_at = state, actor.user_id, clock.now()
    session.flush()
    record_act(session, action, act, actor=actor)
    return act
