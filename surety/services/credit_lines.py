"""与信枠: one person proposes a contractor's line, another one approves it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import Denied, RuleViolation, Stale
from surety.models import Contractor, CreditLine
from surety.queries.exposure import lock_exposure
from surety.security.identity import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedLine:
    """A line as somebody proposes it: whole yen, JST dates."""

    amount: int
    valid_from: date
    valid_to: date | None
    reason: str


def propose_line(session: Session, contractor: Contractor, line: ProposedLine, *, actor: Actor) -> CreditLine:
    """与信枠の申出. The same again while the first waits gives the first. Raises RuleViolation while another one waits."""
    if actor.user_id is None:
        raise Denied("no_person", "この操作は、担当者が行ってください")
    lock_exposure(session, contractor.id)
    waiting = session.scalars(
        select(CreditLine).where(CreditLine.contractor_id == contractor.id, CreditLine.decided_at.is_(None))
    ).first()
    if waiting is not None:
        if _same(waiting, line) and waiting.proposed_by_id == actor.user_id:
            return waiting
        raise RuleViolation(
            "credit.waiting", f"{waiting.proposed_by.name}さんの申出が、すでに承認を待っています"
        )
    made = CreditLine(
        contractor_id=contractor.id,
        amount=line.amount,
        valid_from=line.valid_from,
        valid_to=line.valid_to,
        reason=line.reason,
        proposed_by_id=actor.user_id,
        proposed_at=clock.now(),
    )
    session.add(made)
    session.flush()
    _record(session, "credit_line.proposed", made, actor=actor)
    return made


def decide_line(session: Session, line: CreditLine, *, is_approved: bool, actor: Actor) -> CreditLine:
    """承認する or 承認しない, by another person than the proposer (else Denied). A second press changes nothing.

    Raises Stale when somebody else has decided meanwhile.
    """
    if actor.user_id == line.proposed_by_id:
        raise Denied("same_person", "与信枠を申し出た方とは別の方が承認してください")
    return _decide(session, line, is_approved=is_approved, actor=actor)


def take_back_line(session: Session, line: CreditLine, *, actor: Actor) -> CreditLine:
    """The proposer takes the own proposal back (others: Denied). Raises Stale when it is decided already."""
    if actor.user_id != line.proposed_by_id:
        raise Denied("other_person", "申出の取下げは、申し出た方が行ってください")
    return _decide(session, line, is_approved=False, actor=actor)


def _decide(session: Session, line: CreditLine, *, is_approved: bool, actor: Actor) -> CreditLine:
    lock_exposure(session, line.contractor_id)
    session.refresh(line)
    if line.decided_at is not None:
        if (line.decided_by_id, line.is_approved) == (actor.user_id, is_approved):
            return line
        what = "承認されています" if line.is_approved else "承認しないことに決まっています"
        raise Stale("credit.decided", f"この与信枠の申出は、すでに{what}")
    line.is_approved, line.decided_by_id, line.decided_at = is_approved, actor.user_id, clock.now()
    session.flush()
    own = actor.user_id == line.proposed_by_id
    _record(
        session,
        "credit_line.approved"
        if is_approved
        else "credit_line.taken_back"
        if own
        else "credit_line.declined",
        line,
        actor=actor,
    )
    return line


def _same(line: CreditLine, proposed: ProposedLine) -> bool:
    return (line.amount, line.valid_from, line.valid_to, line.reason) == (
        proposed.amount,
        proposed.valid_from,
        proposed.valid_to,
        proposed.reason,
    )


def _record(session: Session, action: str, line: CreditLine, *, actor: Actor) -> None:
    audit.record(
        session,
        action,
        actor=actor,
        object_kind="credit_line",
        object_id=line.id,
        facts={"contractor": line.contractor_id, "amount": line.amount, "from": line.valid_from.isoformat()},
    )
