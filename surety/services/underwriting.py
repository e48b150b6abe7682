"""引受けの決定: approve with the premium stated, or decline by two people, and take a decision back."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from surety import clock
from surety.config import Settings
from surety.domain.decisions import DecisionKind
from surety.domain.errors import Denied, ForbiddenMove, NotFound, RuleViolation
from surety.domain.underwriting_checks import Check
from surety.domain.workflow import (
    APPLICATION,
    REQUEST,
    ApplicationEvent,
    ApplicationState,
    RequestEvent,
    advance,
)
from surety.mail.letterhead import Letterhead
from surety.models import Application, Decision, GuaranteeRequest
from surety.queries.cases import find_proposal
from surety.queries.exposure import lock_exposure
from surety.security.identity import Actor
from surety.services.case_steps import begin_step, end_step
from surety.services.charges import void_premium
from surety.services.examinations import examine, refuse_unaccepted
from surety.services.over_line import forget_over_line, note_over_line
from surety.services.premiums import announce_premium, state_premium
from surety.services.reviews import announce_decline, conclude_review


def approve_requests(
    session: Session,
    application: Application,
    *,
    request_ids: Sequence[int],
    accepted: Mapping[str, str],
    version_id: int,
    actor: Actor,
    settings: Settings,
) -> Sequence[GuaranteeRequest]:
    """承認: approve the chosen guarantees of an application under review and state their premiums.

    Every check is made again on what is stored now. `accepted` holds the underwriter's words for each 要確認, by
    Check.key. Raises RuleViolation (field = the key) when one is missing or a check is ×, ForbiddenMove, Stale.
    """
    chosen = [request for request in application.requests if request.id in set(request_ids)]
    action = "application.approved"
    if not begin_step(session, application, action, version_id=version_id, actor=actor):
        return chosen
    _refuse_unless_under_review(application)
    if not chosen:
        raise RuleViolation("review.nothing_chosen", "承認する保証を選んでください", field="requests")
    # Before anything is looked at: another approval for the same contractor waits here, and then sees this one.
    lock_exposure(session, application.contractor_id)
    examination = examine(session, application, guarantor=settings.guarantor)
    for request in chosen:
        _refuse_open_proposal(session, request)
        next_state = advance(REQUEST, request.state, RequestEvent.APPROVE)
        checks = examination.checks_for(frozenset([request.id]))
        refuse_unaccepted(checks, accepted=accepted)
        request.state, request.decision_reason = next_state, ""
        request.approved_by_id, request.approved_at = _person(actor), clock.now()
        _keep(session, request, DecisionKind.APPROVED, actor=actor, checks=_kept(checks, accepted))
        try:
            state_premium(session, request, actor=actor, settings=settings)
        except NotFound as missing:
            raise RuleViolation("premium.no_tariff", f"{missing}。料率表をご確認ください") from missing
    note_over_line([(request, request.amount) for request in chosen], examination.exposure)
    conclude_review(application)
    products = [request.product.value for request in chosen]
    end_step(session, application, action, version_id=version_id, actor=actor, facts={"products": products})
    for request in chosen:
        announce_premium(session, request, settings=settings)
    return chosen


def propose_decline(
    session: Session, request: GuaranteeRequest, *, reason: str, version_id: int, actor: Actor
) -> None:
    """引受けのお断りの提案: takes effect when another person confirms it. Raises ForbiddenMove or Stale."""
    application, action = request.application, "application.decline_proposed"
    if not begin_step(session, application, action, version_id=version_id, actor=actor):
        return
    advance(REQUEST, request.state, RequestEvent.DECLINE)
    _refuse_open_proposal(session, request)
    _keep(session, request, DecisionKind.DECLINE_PROPOSED, actor=actor, reason=reason)
    _end(session, request, action, version_id=version_id, actor=actor)


def withdraw_proposal(session: Session, request: GuaranteeRequest, *, version_id: int, actor: Actor) -> None:
    """Take the open proposal back; anybody who underwrites may. Raises ForbiddenMove without one."""
    application, action = request.application, "application.decline_withdrawn"
    if not begin_step(session, application, action, version_id=version_id, actor=actor):
        return
    _proposal(session, request)
    _keep(session, request, DecisionKind.DECLINE_WITHDRAWN, actor=actor)
    _end(session, request, action, version_id=version_id, actor=actor)


def confirm_decline(
    session: Session, request: GuaranteeRequest, *, version_id: int, actor: Actor, letterhead: Letterhead
) -> None:
    """引受けのお断り, by another person than the one who proposed it (else Denied); the contractor gets a mail."""
    application, action = request.application, "application.declined"
    if not begin_step(session, application, action, version_id=version_id, actor=actor):
        return
    proposal = _proposal(session, request)
    if proposal.decided_by_id == _person(actor):
        raise Denied("same_person", "お断りを提案した人とは別の方が確定してください")
    request.state = advance(REQUEST, request.state, RequestEvent.DECLINE)
    request.decision_reason = proposal.reason
    void_premium(session, request)
    _keep(session, request, DecisionKind.DECLINED, actor=actor, reason=proposal.reason)
    conclude_review(application)
    _end(session, request, action, version_id=version_id, actor=actor)
    announce_decline(session, request, letterhead=letterhead)


def reopen_request(
    session: Session, request: GuaranteeRequest, *, reason: str, version_id: int, actor: Actor
) -> None:
    """審査のやり直し of an approved guarantee that is not paid yet; its premium statement stays on file, void."""
    application, action = request.application, "application.reopened"
    if not begin_step(session, application, action, version_id=version_id, actor=actor):
        return
    request.state = advance(REQUEST, request.state, RequestEvent.REOPEN)
    request.approved_by_id = request.approved_at = None
    void_premium(session, request)
    forget_over_line(request)
    if application.state is ApplicationState.DECIDED:
        application.state = advance(APPLICATION, application.state, ApplicationEvent.REOPEN)
    _keep(session, request, DecisionKind.REOPENED, actor=actor, reason=reason)
    _end(session, request, action, version_id=version_id, actor=actor)


def _refuse_unless_under_review(application: Application) -> None:
    if application.state is not ApplicationState.UNDER_REVIEW:
        raise ForbiddenMove(
            "forbidden_move",
            f"この申込は「{application.state.label}」のため、承認はできません。先に審査を始めてください",
        )


def _refuse_open_proposal(session: Session, request: GuaranteeRequest) -> None:
    if find_proposal(session, request) is not None:
        raise ForbiddenMove(
            "decline_proposed",
            f"{request.product.label}は、引受けのお断りが提案されています。先に、確定するか取り消してください",
        )


def _proposal(session: Session, request: GuaranteeRequest) -> Decision:
    proposal = find_proposal(session, request)
    if proposal is None:
        raise ForbiddenMove("no_proposal", f"{request.product.label}には、お断りの提案がありません")
    return proposal


def _keep(
    session: Session,
    request: GuaranteeRequest,
    kind: DecisionKind,
    *,
    actor: Actor,
    reason: str = "",
    checks: Sequence[Mapping[str, str]] = (),
) -> None:
    session.add(
        Decision(
            request_id=request.id,
            kind=kind,
            reason=reason,
            checks=[dict(check) for check in checks],
            decided_by_id=_person(actor),
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


def _end(session: Session, request: GuaranteeRequest, action: str, *, version_id: int, actor: Actor) -> None:
    facts = {"product": request.product.value}
    end_step(session, request.application, action, version_id=version_id, actor=actor, facts=facts)


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise Denied("no_person", "この操作は、担当者が行ってください")
    return actor.user_id
