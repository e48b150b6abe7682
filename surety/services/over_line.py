"""与信枠を超える引受け: noting it at the approval, and the second approval without which nothing is issued."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from surety import clock
from surety.domain.decisions import DecisionKind
from surety.domain.errors import Denied, ForbiddenMove
from surety.domain.exposure import Exposure, over_by
from surety.domain.workflow import RequestState
from surety.models import Decision, GuaranteeRequest
from surety.security.identity import Actor
from surety.services.case_steps import begin_step, end_step

_APPROVED = (RequestState.APPROVED, RequestState.PAID, RequestState.ON_ACCOUNT)


def note_over_line(requests: Sequence[GuaranteeRequest], exposure: Exposure) -> None:
    """Note on each what goes beyond the line, one after the other; `exposure` is the one before them, read under the lock."""
    for request in requests:
        over = over_by(exposure, asked=request.amount, today=clock.today())
        request.over_line_yen = over or None
        request.over_approved_by_id = request.over_approved_at = None
        exposure = replace(exposure, approved=exposure.approved + request.amount)


def forget_over_line(request: GuaranteeRequest) -> None:
    """The approval is taken back, and the second one with it."""
    request.over_line_yen = request.over_approved_by_id = request.over_approved_at = None


def refuse_over_line(request: GuaranteeRequest) -> None:
    """Raises ForbiddenMove for a guarantee beyond the line that nobody else has approved."""
    if request.awaits_over_line:
        raise ForbiddenMove(
            "over_line",
            "与信枠を超える引受けのため、まだ発行できません。承認した人とは別の方の「与信枠を超える引受けの承認」が必要です",
        )


def approve_over_line(
    session: Session, request: GuaranteeRequest, *, note: str, version_id: int, actor: Actor
) -> None:
    """与信枠を超える引受けの承認, with a word. Raises Denied for the one who approved, ForbiddenMove where none is asked for."""
    application, action = request.application, "application.over_line_approved"
    if not begin_step(session, application, action, version_id=version_id, actor=actor):
        return
    session.refresh(request)
    if not request.awaits_over_line or request.state not in _APPROVED:
        raise ForbiddenMove(
            "no_over_line", f"{request.product.label}には、与信枠を超える引受けの承認はいりません"
        )
    if actor.user_id is None or actor.user_id == request.approved_by_id:
        raise Denied("same_person", "引受けを承認した人とは別の方が、与信枠を超える引受けを承認してください")
    request.over_approved_by_id, request.over_approved_at = actor.user_id, clock.now()
    session.add(
        Decision(
            request_id=request.id,
            kind=DecisionKind.OVER_LINE_APPROVED,
            reason=note,
            checks=[],
            decided_by_id=actor.user_id,
            decided_at=clock.now(),
        )
    )
    facts = {"product": request.product.value, "over": request.over_line_yen}
    end_step(session, application, action, version_id=version_id, actor=actor, facts=facts)
