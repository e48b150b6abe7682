"""返還 at an early end: what the act's page shows beforehand is what is stated when the act is carried out."""

from datetime import date

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.config import Settings
from surety.domain.act_states import ActKind
from surety.domain.errors import RuleViolation
from surety.domain.settlement import RefundQuote, RefundReason
from surety.models import GuaranteeAct, RefundStatement
from surety.queries.guarantee_acts import effective_on
from surety.queries.refunds import find_money
from surety.security.identity import Actor
from surety.services.refunds import announce_refund
from surety.services.reviews import addressee_of
from surety.services.settlements import quote_end, state_refund_of

_REASONS = {
    ActKind.TERMINATION: RefundReason.TERMINATED,
    ActKind.CANCELLATION: RefundReason.CANCELLED,
    ActKind.RELEASE: RefundReason.RELEASED,
}


def quote_refund(session: Session, act: GuaranteeAct) -> RefundQuote | None:
    """What comes back if the act is carried out with its day, or today; None where the premium was never stated here.

    Raises RuleViolation where the tariff says nothing of refunds.
    """
    reason, guarantee = _REASONS.get(act.kind), act.guarantee
    if reason is None or find_money(session, guarantee) is None:
        return None
    return quote_end(session, guarantee, reason=reason, ended_on=_day(act))


def look_at_refund(session: Session, act: GuaranteeAct) -> tuple[RefundQuote | None, str]:
    """The quote for a page, and instead of it the sentence why there is none; both empty where there is nothing to say."""
    try:
        return quote_refund(session, act), ""
    except RuleViolation as violation:
        return None, violation.message


def refund_end(
    session: Session, act: GuaranteeAct, *, actor: Actor, settings: Settings
) -> RefundStatement | None:
    """返還計算書 of an end that is being carried out, told by mail without the amount; None where nothing goes back.

    Where the tariff says nothing of refunds the end stands all the same: the page said so before, and the head office decides.
    """
    quote, _sentence = look_at_refund(session, act)
    if quote is None:
        return None
    guarantee = act.guarantee
    stated = state_refund_of(session, guarantee, quote, actor=actor, settings=settings)
    if stated is None:
        return None
    audit.record(
        session, "refund.stated", actor=actor, object_kind="refund_statement", object_id=stated.number
    )
    application = guarantee.request.application
    announce_refund(
        session,
        stated,
        to=addressee_of(application),
        email=application.issue_mail_address or application.created_by.email,
        work_kind=guarantee.works_contract.kind,
        settings=settings,
    )
    return stated


def _day(act: GuaranteeAct) -> date:
    return effective_on(act) or clock.today()
