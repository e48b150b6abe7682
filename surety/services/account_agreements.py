"""一括納付の取扱い by four eyes: one person proposes to begin or end it for a company, another one decides."""

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import Denied, RuleViolation, Stale
from surety.models import AccountAgreement, Contractor
from surety.queries.account_agreements import find_open_agreement, lock_agreement
from surety.queries.closing import lock_company
from surety.security.identity import Actor
from surety.services.monthly_accounts import agree_monthly_account


def propose_agreement(
    session: Session, company: Contractor, *, is_wanted: bool, reason: str, actor: Actor
) -> AccountAgreement:
    """Ask for a monthly account, or for its end; the same press twice is one proposal.

    Raises Stale while somebody else's proposal waits, RuleViolation where it is so already.
    """
    if actor.user_id is None:
        raise ValueError("a person proposes")
    company = lock_company(session, company.id)
    waiting = find_open_agreement(session, company.id)
    if waiting is not None:
        if (waiting.proposed_by_id, waiting.is_wanted, waiting.reason) == (actor.user_id, is_wanted, reason):
            return waiting
        raise Stale("agreement.waiting", f"{waiting.proposed_by.name}さんの申出が、すでに承認を待っています")
    if company.monthly_account is is_wanted:
        word = "あり" if is_wanted else "なし"
        raise RuleViolation("agreement.same", f"この会社の一括納付の取扱いは、すでに「{word}」です")
    made = AccountAgreement(
        contractor_id=company.id,
        is_wanted=is_wanted,
        reason=reason,
        proposed_by_id=actor.user_id,
        proposed_at=clock.now(),
    )
    session.add(made)
    session.flush()
    _record(session, "account_agreement.proposed", made, actor=actor)
    return made


def approve_agreement(session: Session, agreement: AccountAgreement, *, actor: Actor) -> None:
    """Let it hold from now on. Raises Denied for the proposer, Stale if it is decided already."""
    agreement = lock_agreement(session, agreement)
    if not _is_open(agreement, is_approved=True, actor=actor):
        return
    if actor.user_id == agreement.proposed_by_id:
        raise Denied("same_person", "申し出た方とは別の方が承認してください")
    agree_monthly_account(session, agreement.contractor, is_agreed=agreement.is_wanted, actor=actor)
    _decide(session, agreement, is_approved=True, actor=actor)


def decline_agreement(session: Session, agreement: AccountAgreement, *, actor: Actor) -> None:
    """Say no, or take the own proposal back. Raises Stale if it is decided already."""
    agreement = lock_agreement(session, agreement)
    if _is_open(agreement, is_approved=False, actor=actor):
        _decide(session, agreement, is_approved=False, actor=actor)


def _is_open(agreement: AccountAgreement, *, is_approved: bool, actor: Actor) -> bool:
    """Whether it waits; False when this very press was carried out already."""
    if agreement.decided_at is None:
        return True
    if (agreement.decided_by_id, agreement.is_approved) == (actor.user_id, is_approved):
        return False
    raise Stale("agreement.decided", "この申出は、すでに決まっています。最新の内容をご確認ください")


def _decide(session: Session, agreement: AccountAgreement, *, is_approved: bool, actor: Actor) -> None:
    agreement.decided_by_id, agreement.decided_at = actor.user_id, clock.now()
    agreement.is_approved = is_approved
    session.flush()
    is_own = actor.user_id == agreement.proposed_by_id
    word = "approved" if is_approved else "taken_back" if is_own else "declined"
    _record(session, f"account_agreement.{word}", agreement, actor=actor)


def _record(session: Session, action: str, agreement: AccountAgreement, *, actor: Actor) -> None:
    audit.record(
        session,
        action,
        actor=actor,
        object_kind="contractor",
        object_id=agreement.contractor_id,
        facts={"monthly_account": agreement.is_wanted, "reason": agreement.reason},
    )
