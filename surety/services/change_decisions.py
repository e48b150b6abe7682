"""変更の承認 with its premium, the payment of an additional one, and taking an approval back."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surety import clock
from surety.config import Settings
from surety.domain.change_effect import ChangeEffect, effect_of, effect_to_json
from surety.domain.decisions import DecisionKind
from surety.domain.errors import NotFound, RuleViolation
from surety.domain.underwriting_checks import Check
from surety.domain.workflow import CHANGE, ChangeEvent, advance
from surety.mail import messages
from surety.mail.letterhead import Letterhead
from surety.models import ChangedGuarantee, GuaranteeChange, PremiumStatement
from surety.queries.changes import has_unpaid
from surety.queries.exposure import lock_exposure
from surety.security.identity import Actor
from surety.services.change_charges import drop_charges, forget_charges
from surety.services.change_examinations import examine_change, next_content
from surety.services.change_reviews import keep_decision
from surety.services.change_steps import (
    addressee_of_change,
    begin_change_step,
    close_items,
    end_change_step,
    tell_writer,
)
from surety.services.charges import Receipt, put_on_account_if_agreed, record_charge_payment
from surety.services.examinations import refuse_unaccepted
from surety.services.over_line import forget_over_line, note_over_line
from surety.services.settlements import quote_change, state_change


@dataclass(frozen=True, slots=True)
class QuotedItem:
    """What a change would do to the premium of one guarantee; without an `effect`, `problem` says why it cannot be told."""

    item: ChangedGuarantee
    effect: ChangeEffect | None
    problem: str = ""


def quote_items(session: Session, change: GuaranteeChange, *, settings: Settings) -> list[QuotedItem]:
    """The premium of every guarantee after the change against what was stated before; nothing is kept."""
    return [_quote(session, item, settings=settings) for item in change.items]


def approve_change(
    session: Session,
    change: GuaranteeChange,
    *,
    accepted: Mapping[str, str],
    version_id: int,
    actor: Actor,
    settings: Settings,
) -> None:
    """承認: every check is made again on what is stored now, and the difference of the premiums is stated.

    `accepted` holds the underwriter's words for each 要確認, by Check.key. What belongs on the monthly account goes there at
    once. Raises RuleViolation (field = the key) when one is missing, a check is × or a premium cannot be told; ForbiddenMove, Stale.
    """
    action = "change.approved"
    if not begin_change_step(session, change, action, version_id=version_id, actor=actor):
        return
    next_state = advance(CHANGE, change.state, ChangeEvent.APPROVE)
    # Before anything is looked at: another approval for the same contractor waits here, and then sees this one.
    lock_exposure(session, change.contractor_id)
    examination = examine_change(session, change, guarantor=settings.guarantor)
    checks = examination.checks
    refuse_unaccepted(checks, accepted=accepted)
    for item in change.items:
        _settle(session, item, actor=actor, settings=settings)
    change.state, change.approved_by_id, change.approved_at = next_state, actor.user_id, clock.now()
    note_over_line([(change, change.asked_more)], examination.exposure)
    keep_decision(session, change, DecisionKind.APPROVED, actor=actor, checks=_kept(checks, accepted))
    facts = {"statements": [item.statement.number for item in change.items if item.statement]}
    end_change_step(session, change, action, version_id=version_id, actor=actor, facts=facts)
    message = messages.change_approved(
        Letterhead.of(settings),
        branch=change.branch,
        to=addressee_of_change(change),
        receipt_number=change.receipt_number or "",
        work_kind=change.guarantee.works_contract.kind,
        work_name=change.guarantee.work_name,
        is_due=has_unpaid(change),
        path=f"/changes/{change.id}",
    )
    tell_writer(session, change, message, subject_key=f"change-{change.id}-v{change.version_id}")


def record_change_payment(
    session: Session, item: ChangedGuarantee, *, receipt: Receipt, version_id: int, actor: Actor
) -> None:
    """入金の確認 of the additional premium of one guarantee. Raises as `record_charge_payment`, or Stale."""
    action = "change.paid"
    if not begin_change_step(session, item.change, action, version_id=version_id, actor=actor):
        return
    statement = _statement(item)
    record_charge_payment(session, statement, receipt=receipt, actor=actor)
    facts = {"guarantee": item.guarantee.number, "statement": statement.number}
    end_change_step(session, item.change, action, version_id=version_id, actor=actor, facts=facts)


def reopen_change(
    session: Session, change: GuaranteeChange, *, reason: str, version_id: int, actor: Actor
) -> None:
    """審査のやり直し of an approved change. What nobody has paid is void; what was paid counts at the next approval."""
    action = "change.reopened"
    if not begin_change_step(session, change, action, version_id=version_id, actor=actor):
        return
    change.state = advance(CHANGE, change.state, ChangeEvent.REOPEN)
    forget_charges(session, change)
    change.approved_by_id = change.approved_at = None
    forget_over_line(change)
    keep_decision(session, change, DecisionKind.REOPENED, actor=actor, reason=reason)
    end_change_step(session, change, action, version_id=version_id, actor=actor)


def withdraw_change(
    session: Session, change: GuaranteeChange, *, reason: str, version_id: int, actor: Actor
) -> None:
    """取下げ by the contractor before the issue; what was paid goes back (`drop_charges`). Raises ForbiddenMove or Stale."""
    action = "change.withdrawn"
    if not begin_change_step(session, change, action, version_id=version_id, actor=actor):
        return
    change.state = advance(CHANGE, change.state, ChangeEvent.WITHDRAW)
    drop_charges(session, change)
    change.decision_reason = reason
    close_items(change)
    end_change_step(session, change, action, version_id=version_id, actor=actor, facts={"reason": reason})


def _quote(session: Session, item: ChangedGuarantee, *, settings: Settings) -> QuotedItem:
    content = next_content(
        item, guarantor=settings.guarantor, issued_on=clock.today(), is_sample=settings.is_demo
    )
    try:
        return QuotedItem(item, effect_of(quote_change(session, item.guarantee, content)))
    except (RuleViolation, NotFound) as refused:
        return QuotedItem(item, None, str(refused))


def _settle(session: Session, item: ChangedGuarantee, *, actor: Actor, settings: Settings) -> None:
    """Keep what the change does to the premium, and ask for more where more is due; a refund waits for the issue."""
    content = next_content(
        item, guarantor=settings.guarantor, issued_on=clock.today(), is_sample=settings.is_demo
    )
    settlement = quote_change(session, item.guarantee, content)
    item.effect = effect_to_json(effect_of(settlement))
    if settlement.additional.total == 0:
        return
    statement = state_change(
        session,
        item.guarantee,
        settlement,
        content=content,
        receipt_number=item.change.receipt_number or "",
        actor=actor,
        settings=settings,
    )
    if not isinstance(statement, PremiumStatement):
        raise TypeError("more premium is asked for by a premium statement")
    item.statement = statement
    put_on_account_if_agreed(session, statement)


def _statement(item: ChangedGuarantee) -> PremiumStatement:
    if item.statement is None:
        raise NotFound(f"no additional premium is asked for {item.guarantee.number}")
    return item.statement


def _kept(checks: tuple[Check, ...], accepted: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {
            "code": check.key,
            "title": check.title,
            "mark": check.mark.value,
            "reason": check.reason,
            "accepted": accepted.get(check.key, "").strip(),
        }
        for check in checks
    ]
