"""予約の受付から決定まで: the branch takes a bid bond in, reviews it, hands it back, approves or declines it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surety import clock
from surety.config import Guarantor, Settings
from surety.domain.bid_bond_amounts import quote_fee
from surety.domain.bid_bond_review import check_bond
from surety.domain.bid_bond_states import BidBondEvent, BidBondState
from surety.domain.bid_bond_workflow import BID_BOND
from surety.domain.decisions import DecisionKind
from surety.domain.errors import Denied, ForbiddenMove, NotFound, RuleViolation
from surety.domain.premium import PremiumQuote
from surety.domain.underwriting_checks import Check
from surety.domain.workflow import advance
from surety.mail.letterhead import Letterhead
from surety.models import BidBond, BidBondDecision
from surety.queries.application_ground import find_tariff
from surety.queries.desk_bid_bonds import find_bond_proposal, load_bond_case
from surety.queries.exposure import lock_exposure
from surety.security.identity import Actor
from surety.services.bid_bond_contents import find_bond_printing_problem, preview_bond
from surety.services.bid_bond_fees import announce_stated_fee, state_fee, void_fee
from surety.services.bid_bond_mails import announce_bond_decline, announce_bond_return
from surety.services.bid_bond_steps import begin_bond_step, end_bond_step, person_behind
from surety.services.examinations import refuse_unaccepted


@dataclass(frozen=True, slots=True)
class BondExamination:
    """Every check, and the fee; without a `quote`, `quote_problem` says why there is none."""

    checks: tuple[Check, ...]
    quote: PremiumQuote | None
    quote_problem: str = ""


def examine_bond(session: Session, bid_bond: BidBond, *, guarantor: Guarantor) -> BondExamination:
    """Examine a sent bid bond as it stands. Raises ValueError for a draft never sent."""
    problem = find_bond_printing_problem(preview_bond(bid_bond, guarantor=guarantor))
    checks = check_bond(load_bond_case(session, bid_bond, printing_problem=problem))
    tariff = find_tariff(session)
    try:
        if tariff is None or bid_bond.amount is None:
            raise NotFound("今日の料率が登録されていません")
        return BondExamination(checks, quote_fee(tariff, amount=bid_bond.amount))
    except NotFound as missing:
        return BondExamination(checks, None, f"{missing}。料率表をご確認ください。")


def receive_bond(session: Session, bid_bond: BidBond, *, version_id: int, actor: Actor) -> None:
    """受付: the branch has seen that it came. Raises ForbiddenMove or Stale."""
    action = "bid_bond.received"
    if begin_bond_step(session, bid_bond, action, version_id=version_id, actor=actor):
        bid_bond.state = advance(BID_BOND, bid_bond.state, BidBondEvent.RECEIVE)
        end_bond_step(session, bid_bond, action, version_id=version_id, actor=actor)


def start_bond_review(session: Session, bid_bond: BidBond, *, version_id: int, actor: Actor) -> None:
    """審査の開始, taking it in first where nobody has; `actor` is from now on in charge."""
    action = "bid_bond.review_started"
    if not begin_bond_step(session, bid_bond, action, version_id=version_id, actor=actor):
        return
    state = bid_bond.state
    if state is BidBondState.SUBMITTED:
        state = advance(BID_BOND, state, BidBondEvent.RECEIVE)
    bid_bond.state = advance(BID_BOND, state, BidBondEvent.START_REVIEW)
    bid_bond.taken_by_id = actor.user_id
    end_bond_step(session, bid_bond, action, version_id=version_id, actor=actor)


def take_bond_over(session: Session, bid_bond: BidBond, *, version_id: int, actor: Actor) -> None:
    """担当の引継ぎ: another person goes on with a review."""
    action = "bid_bond.taken_over"
    if begin_bond_step(session, bid_bond, action, version_id=version_id, actor=actor):
        bid_bond.taken_by_id = actor.user_id
        end_bond_step(session, bid_bond, action, version_id=version_id, actor=actor)


def return_bond(
    session: Session,
    bid_bond: BidBond,
    *,
    comments: Mapping[str, str],
    version_id: int,
    actor: Actor,
    letterhead: Letterhead,
) -> None:
    """修正のお願い: each comment beside its field, and a mail that names the fields. Raises RuleViolation without any."""
    said = {name: text.strip() for name, text in comments.items() if text.strip()}
    if not said:
        raise RuleViolation("review.no_comment", "修正していただきたい内容を、1つ以上入力してください")
    action = "bid_bond.returned"
    if not begin_bond_step(session, bid_bond, action, version_id=version_id, actor=actor):
        return
    bid_bond.state = advance(BID_BOND, bid_bond.state, BidBondEvent.RETURN_FOR_CORRECTION)
    bid_bond.comments = said
    end_bond_step(session, bid_bond, action, version_id=version_id, actor=actor, facts={"comments": said})
    announce_bond_return(session, bid_bond, letterhead=letterhead)


def approve_bond(
    session: Session,
    bid_bond: BidBond,
    *,
    accepted: Mapping[str, str],
    version_id: int,
    actor: Actor,
    settings: Settings,
) -> None:
    """承認 with the fee stated: every check is made again on what is stored now.

    `accepted` holds the underwriter's words for each 要確認, by Check.key. Raises RuleViolation (field = the key) when
    one is missing or a check is ×, ForbiddenMove, Stale.
    """
    action = "bid_bond.approved"
    if not begin_bond_step(session, bid_bond, action, version_id=version_id, actor=actor):
        return
    next_state = advance(BID_BOND, bid_bond.state, BidBondEvent.APPROVE)
    _refuse_open_proposal(session, bid_bond)
    # Before anything is looked at: another approval for the same contractor waits here, and then sees this one.
    lock_exposure(session, bid_bond.contractor_id)
    checks = examine_bond(session, bid_bond, guarantor=settings.guarantor).checks
    refuse_unaccepted(checks, accepted=accepted)
    bid_bond.state, bid_bond.decision_reason = next_state, ""
    bid_bond.approved_by_id, bid_bond.approved_at = person_behind(actor), clock.now()
    _keep(session, bid_bond, DecisionKind.APPROVED, actor=actor, checks=_kept(checks, accepted))
    try:
        state_fee(session, bid_bond, actor=actor, settings=settings)
    except NotFound as missing:
        raise RuleViolation("premium.no_tariff", f"{missing}。料率表をご確認ください") from missing
    end_bond_step(session, bid_bond, action, version_id=version_id, actor=actor)
    announce_stated_fee(session, bid_bond, settings=settings)


def propose_bond_decline(
    session: Session, bid_bond: BidBond, *, reason: str, version_id: int, actor: Actor
) -> None:
    """引受けのお断りの提案: takes effect when another person confirms it. Raises ForbiddenMove or Stale."""
    action = "bid_bond.decline_proposed"
    if not begin_bond_step(session, bid_bond, action, version_id=version_id, actor=actor):
        return
    advance(BID_BOND, bid_bond.state, BidBondEvent.DECLINE)
    _refuse_open_proposal(session, bid_bond)
    _keep(session, bid_bond, DecisionKind.DECLINE_PROPOSED, actor=actor, reason=reason)
    end_bond_step(session, bid_bond, action, version_id=version_id, actor=actor)


def withdraw_bond_proposal(session: Session, bid_bond: BidBond, *, version_id: int, actor: Actor) -> None:
    """Take the open proposal back; anybody who underwrites may. Raises ForbiddenMove without one."""
    action = "bid_bond.decline_withdrawn"
    if not begin_bond_step(session, bid_bond, action, version_id=version_id, actor=actor):
        return
    _proposal(session, bid_bond)
    _keep(session, bid_bond, DecisionKind.DECLINE_WITHDRAWN, actor=actor)
    end_bond_step(session, bid_bond, action, version_id=version_id, actor=actor)


def confirm_bond_decline(
    session: Session, bid_bond: BidBond, *, version_id: int, actor: Actor, letterhead: Letterhead
) -> None:
    """引受けのお断り, by another person than the one who proposed it (else Denied); the contractor gets a mail."""
    action = "bid_bond.declined"
    if not begin_bond_step(session, bid_bond, action, version_id=version_id, actor=actor):
        return
    proposal = _proposal(session, bid_bond)
    if proposal.decided_by_id == person_behind(actor):
        raise Denied("same_person", "お断りを提案した人とは別の方が確定してください")
    bid_bond.state = advance(BID_BOND, bid_bond.state, BidBondEvent.DECLINE)
    bid_bond.decision_reason = proposal.reason
    _keep(session, bid_bond, DecisionKind.DECLINED, actor=actor, reason=proposal.reason)
    end_bond_step(session, bid_bond, action, version_id=version_id, actor=actor)
    announce_bond_decline(session, bid_bond, letterhead=letterhead)


def reopen_bond(session: Session, bid_bond: BidBond, *, reason: str, version_id: int, actor: Actor) -> None:
    """審査のやり直し of what was approved and is not settled; its fee notice stays on file."""
    action = "bid_bond.reopened"
    if not begin_bond_step(session, bid_bond, action, version_id=version_id, actor=actor):
        return
    bid_bond.state = advance(BID_BOND, bid_bond.state, BidBondEvent.REOPEN)
    bid_bond.approved_by_id = bid_bond.approved_at = None
    void_fee(session, bid_bond)
    _keep(session, bid_bond, DecisionKind.REOPENED, actor=actor, reason=reason)
    end_bond_step(session, bid_bond, action, version_id=version_id, actor=actor)


def _refuse_open_proposal(session: Session, bid_bond: BidBond) -> None:
    if find_bond_proposal(session, bid_bond) is not None:
        raise ForbiddenMove(
            "decline_proposed", "引受けのお断りが提案されています。先に、確定するか取り消してください"
        )


def _proposal(session: Session, bid_bond: BidBond) -> BidBondDecision:
    proposal = find_bond_proposal(session, bid_bond)
    if proposal is None:
        raise ForbiddenMove("no_proposal", "この予約には、お断りの提案がありません")
    return proposal


def _keep(
    session: Session,
    bid_bond: BidBond,
    kind: DecisionKind,
    *,
    actor: Actor,
    reason: str = "",
    checks: Sequence[dict[str, str]] = (),
) -> None:
    session.add(
        BidBondDecision(
            bid_bond_id=bid_bond.id,
            kind=kind,
            reason=reason,
            checks=list(checks),
            decided_by_id=person_behind(actor),
            decided_at=clock.now(),
        )
    )
    session.flush()


def _kept(checks: Sequence[Check], accepted: Mapping[str, str]) -> list[dict[str, str]]:
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
