"""What a 手続き makes of the premium: what the act's page shows beforehand is what is stated when it is carried out."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.config import Settings
from surety.domain.act_states import ActKind
from surety.domain.errors import RuleViolation
from surety.domain.guarantee_acts import hindrance_of
from surety.domain.settlement import ChangeSettlement, RefundQuote, RefundReason
from surety.models import GuaranteeAct, PremiumStatement, RefundStatement
from surety.queries.changes import find_charged_change
from surety.queries.charges import list_unpaid_of
from surety.queries.guarantee_acts import effective_on
from surety.queries.refunds import find_money
from surety.security.identity import Actor
from surety.services.act_contents import planned_content
from surety.services.charges import announce_charge, put_on_account_if_agreed, void_charge
from surety.services.refunds import announce_refund
from surety.services.reviews import addressee_of, told_at
from surety.services.settlements import quote_change, quote_end, state_change, state_refund_of

_REASONS = {
    ActKind.TERMINATION: RefundReason.TERMINATED,
    ActKind.CANCELLATION: RefundReason.CANCELLED,
    ActKind.RELEASE: RefundReason.RELEASED,
}


@dataclass(frozen=True, slots=True)
class ActMoney:
    """Something back, more to pay, or neither; `problem` is the sentence why it cannot be told."""

    refund: RefundQuote | None = None
    more: ChangeSettlement | None = None
    problem: str = ""


def find_hindrance(session: Session, act: GuaranteeAct) -> str:
    """Why the act has to wait today, as a sentence; empty where it can be carried out."""
    return hindrance_of(
        act.kind,
        effective_on(act),
        today=clock.today(),
        charged_change=find_charged_change(session, act.guarantee),
        unpaid=[statement.number for statement in list_unpaid_of(session, act.guarantee)],
    )


def look_at_money(session: Session, act: GuaranteeAct) -> ActMoney:
    """What the act makes of the premium if it is carried out with its day, or today; nothing where none was stated here."""
    guarantee, reason = act.guarantee, _REASONS.get(act.kind)
    if find_money(session, guarantee) is None:
        return ActMoney()
    try:
        if reason is not None:
            day = effective_on(act) or clock.today()
            return ActMoney(refund=quote_end(session, guarantee, reason=reason, ended_on=day))
        if act.kind is ActKind.CHANGE_CANCEL:
            return _of_change(_settlement(session, act))
    except RuleViolation as violation:
        return ActMoney(problem=violation.message)
    return ActMoney()


def settle_act(session: Session, act: GuaranteeAct, *, actor: Actor, settings: Settings) -> None:
    """State what `look_at_money` shows, of an act that is being carried out; the company is told without the amount.

    Where the tariff says nothing of refunds the act stands all the same: the page said so before, and the head office
    decides. What was still 未納 for a guarantee that never was (取消) is owed no more.
    """
    money = look_at_money(session, act)
    if act.kind is ActKind.CANCELLATION:
        for statement in list_unpaid_of(session, act.guarantee):
            void_charge(session, statement)
    if money.more is not None:
        _charge(session, act, money.more, actor=actor, settings=settings)
    elif money.refund is not None:
        _give_back(session, act, money.refund, actor=actor, settings=settings)


def _settlement(session: Session, act: GuaranteeAct) -> ChangeSettlement:
    """The premium of what counts again after a 変更取消, against what was stated until now."""
    content, reason = planned_content(act), RefundReason.CHANGE_CANCELLED
    return quote_change(session, act.guarantee, content, reason=reason)


def _of_change(settlement: ChangeSettlement) -> ActMoney:
    more = settlement if settlement.additional.total else None
    return ActMoney(refund=settlement.refund, more=more)


def _give_back(
    session: Session, act: GuaranteeAct, quote: RefundQuote, *, actor: Actor, settings: Settings
) -> None:
    guarantee = act.guarantee
    stated = state_refund_of(session, guarantee, quote, actor=actor, settings=settings)
    if stated is None:
        return
    _record(session, "refund.stated", stated, actor=actor)
    application = guarantee.request.application
    announce_refund(
        session,
        stated,
        to=addressee_of(application),
        email=told_at(application),
        work_kind=guarantee.works_contract.kind,
        settings=settings,
    )


def _charge(
    session: Session, act: GuaranteeAct, more: ChangeSettlement, *, actor: Actor, settings: Settings
) -> None:
    guarantee = act.guarantee
    stated = state_change(
        session,
        guarantee,
        more,
        content=planned_content(act),
        receipt_number="",
        actor=actor,
        settings=settings,
    )
    if not isinstance(stated, PremiumStatement):
        raise TypeError("more premium is asked for by a premium statement")
    _record(session, "statement.stated", stated, actor=actor)
    if put_on_account_if_agreed(session, stated):
        return
    application = guarantee.request.application
    announce_charge(
        session,
        stated,
        to=addressee_of(application),
        email=told_at(application),
        work_kind=guarantee.works_contract.kind,
        path="/statements",
        settings=settings,
    )


def _record(
    session: Session, action: str, stated: PremiumStatement | RefundStatement, *, actor: Actor
) -> None:
    kind = "refund_statement" if isinstance(stated, RefundStatement) else "statement"
    audit.record(session, action, actor=actor, object_kind=kind, object_id=stated.number)
