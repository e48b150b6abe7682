"""The branch's steps on a 変更の申込 before it is decided: review, hand back, decline."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from surety import clock
from surety.domain.decisions import DecisionKind
from surety.domain.errors import Denied, RuleViolation
from surety.domain.workflow import CHANGE, ChangeEvent, advance
from surety.mail import messages
from surety.mail.letterhead import Letterhead
from surety.models import ChangeDecision, GuaranteeChange
from surety.security.identity import Actor
from surety.services.change_charges import drop_charges
from surety.services.change_steps import (
    addressee_of_change,
    begin_change_step,
    close_items,
    end_change_step,
    tell_writer,
)

# The key of a comment that speaks of no single field.
GENERAL = ""


def start_change_review(session: Session, change: GuaranteeChange, *, version_id: int, actor: Actor) -> None:
    """審査の開始; `actor` is from now on in charge. Raises ForbiddenMove or Stale."""
    action = "change.review_started"
    if not begin_change_step(session, change, action, version_id=version_id, actor=actor):
        return
    change.state = advance(CHANGE, change.state, ChangeEvent.START_REVIEW)
    change.taken_by_id = actor.user_id
    end_change_step(session, change, action, version_id=version_id, actor=actor)


def return_change(
    session: Session,
    change: GuaranteeChange,
    *,
    comments: Mapping[str, str],
    labels: Mapping[str, str],
    version_id: int,
    actor: Actor,
    letterhead: Letterhead,
) -> None:
    """修正のお願い: each comment stands beside its field, and a mail names the fields (`labels`).

    `comments` are by field name, GENERAL for the whole. Raises RuleViolation without any comment, ForbiddenMove or Stale.
    """
    said = {name: text.strip() for name, text in comments.items() if text.strip()}
    if not said:
        raise RuleViolation("review.no_comment", "修正していただきたい内容を、1つ以上入力してください")
    action = "change.returned"
    if not begin_change_step(session, change, action, version_id=version_id, actor=actor):
        return
    change.state = advance(CHANGE, change.state, ChangeEvent.RETURN_FOR_CORRECTION)
    change.comments = said
    facts = {"comments": dict(said)}
    end_change_step(session, change, action, version_id=version_id, actor=actor, facts=facts)
    message = messages.change_returned(
        letterhead,
        branch=change.branch,
        to=addressee_of_change(change),
        receipt_number=change.receipt_number or "",
        work_kind=change.guarantee.works_contract.kind,
        work_name=change.guarantee.work_name,
        items=[labels.get(name, "申込全体") for name in said],
        path=f"/changes/{change.id}",
    )
    tell_writer(session, change, message, subject_key=f"change-{change.id}-v{change.version_id}")


def decline_change(
    session: Session,
    change: GuaranteeChange,
    *,
    reason: str,
    version_id: int,
    actor: Actor,
    letterhead: Letterhead,
) -> None:
    """変更のお断り: the guarantee stays as it is, and the contractor hears why.

    What was paid before a 審査のやり直し goes back (`drop_charges`). Raises ForbiddenMove or Stale.
    """
    action = "change.declined"
    if not begin_change_step(session, change, action, version_id=version_id, actor=actor):
        return
    change.state = advance(CHANGE, change.state, ChangeEvent.DECLINE)
    drop_charges(session, change)
    change.decision_reason = reason
    close_items(change)
    keep_decision(session, change, DecisionKind.DECLINED, actor=actor, reason=reason)
    end_change_step(session, change, action, version_id=version_id, actor=actor)
    message = messages.change_declined(
        letterhead,
        branch=change.branch,
        to=addressee_of_change(change),
        receipt_number=change.receipt_number or "",
        work_kind=change.guarantee.works_contract.kind,
        work_name=change.guarantee.work_name,
        numbers=[item.guarantee.number for item in change.items],
        path=f"/changes/{change.id}",
    )
    tell_writer(session, change, message, subject_key=f"change-{change.id}-declined")


def keep_decision(
    session: Session,
    change: GuaranteeChange,
    kind: DecisionKind,
    *,
    actor: Actor,
    reason: str = "",
    checks: list[dict[str, str]] | None = None,
) -> None:
    """Keep what was decided by whom, with the checks it rested on."""
    if actor.user_id is None:
        raise Denied("no_person", "この操作は、担当者が行ってください")
    session.add(
        ChangeDecision(
            change_id=change.id,
            kind=kind,
            reason=reason,
            checks=checks or [],
            decided_by_id=actor.user_id,
            decided_at=clock.now(),
        )
    )
    session.flush()
