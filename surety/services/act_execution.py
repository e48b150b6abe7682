"""実行: the second person carries a proposed 手続き out, all of it in one transaction."""

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.act_states import ActEvent, ActKind
from surety.domain.errors import Denied, ForbiddenMove, Stale
from surety.domain.guarantee_acts import ENDS, VERSIONED, require_possible
from surety.domain.workflow import ACT, GUARANTEE, ActState, advance
from surety.mail.letterhead import Letterhead
from surety.models import Certificate, Guarantee, GuaranteeAct
from surety.queries.certificates import version_in_force
from surety.queries.change_notices import lock_guarantee
from surety.queries.guarantee_acts import (
    content_in_force,
    effective_on,
    ground_of,
    lock_act,
)
from surety.queries.year_amounts import year_amount_of
from surety.security.identity import Actor
from surety.services.act_contents import planned_content
from surety.services.act_mail import announce_act
from surety.services.act_money import find_hindrance, settle_act
from surety.services.certificate_versions import append_version
from surety.services.contract_following import follow_change_cancel
from surety.services.guarantee_acts import record_act
from surety.services.issuing import Issuer
from surety.services.key_reissue import reissue_key


def carry_out_act(session: Session, act: GuaranteeAct, *, actor: Actor, issuer: Issuer) -> GuaranteeAct:
    """Do what was proposed, by another person than the one who proposed it (else Denied); the contractor is told.

    Pressed twice it gives the first result. Raises ForbiddenMove when the guarantee or the day does not allow it (any more), Stale
    when a certificate was written since the proposal. The caller commits.
    """
    guarantee = lock_guarantee(session, act.guarantee)
    act = lock_act(session, act)
    if act.state is ActState.CARRIED_OUT and act.decided_by_id == actor.user_id:
        return act
    state = advance(ACT, act.state, ActEvent.CARRY_OUT)
    if actor.user_id is None or actor.user_id == act.proposed_by_id:
        raise Denied("same_person", "提案した方とは別の方が実行してください")
    require_possible(act.kind, ground_of(guarantee))
    if sentence := find_hindrance(session, act):
        raise ForbiddenMove("act.not_yet", sentence)
    _refuse_outdated(guarantee, act)
    settle_act(session, act, actor=actor, settings=issuer.settings)
    if act.kind in VERSIONED:
        certificate = _append(session, guarantee, act, actor=actor, issuer=issuer)
        act.certificate_id = certificate.id
    elif act.kind is ActKind.KEY_REISSUE:
        reissue_key(session, guarantee, vault=issuer.vault, actor=actor)
    else:
        _end(session, guarantee, act, actor=actor)
    act.state, act.decided_by_id, act.decided_at = state, actor.user_id, clock.now()
    session.flush()
    record_act(session, "guarantee_act.carried_out", act, actor=actor)
    announce_act(session, act, letterhead=Letterhead.of(issuer.settings))
    return act


def _append(
    session: Session, guarantee: Guarantee, act: GuaranteeAct, *, actor: Actor, issuer: Issuer
) -> Certificate:
    given_up, content = content_in_force(guarantee), planned_content(act)
    certificate = append_version(session, guarantee, content, actor=actor, issuer=issuer, reason=act.reason)
    if act.kind is ActKind.CHANGE_CANCEL:
        year_amount = year_amount_of(session, guarantee)
        follow_change_cancel(session, guarantee, given_up=given_up, back=content, year_amount=year_amount)
    return certificate


def _refuse_outdated(guarantee: Guarantee, act: GuaranteeAct) -> None:
    if act.kind in VERSIONED and act.facts.get("sequence") != version_in_force(guarantee).sequence:
        raise Stale(
            "act.outdated",
            "この手続きを提案した後に、証書が新しくなりました。見送って、新しい証書から提案し直してください",
        )


def _end(session: Session, guarantee: Guarantee, act: GuaranteeAct, *, actor: Actor) -> None:
    event = ENDS[act.kind]
    guarantee.state = advance(GUARANTEE, guarantee.state, event)
    guarantee.ended_on = effective_on(act) or clock.today()
    session.flush()
    audit.record(
        session,
        f"guarantee.{guarantee.state.value}",
        actor=actor,
        object_kind="guarantee",
        object_id=guarantee.number,
        facts={"ended_on": guarantee.ended_on.isoformat()},
    )
