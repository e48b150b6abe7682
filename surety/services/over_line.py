"""与信枠を超える引受け: noting it at the approval, and the second approval without which nothing is issued."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from surety import clock
from surety.domain.decisions import DecisionKind
from surety.domain.errors import Denied, ForbiddenMove
from surety.domain.exposure import Exposure, over_by
from surety.domain.workflow import ChangeState, RequestState
from surety.models import Decision, GuaranteeChange, GuaranteeRequest
from surety.models.over_line import OverLine
from surety.security.identity import Actor
from surety.services.case_steps import begin_step, end_step
from surety.services.change_reviews import keep_decision
from surety.services.change_steps import begin_change_step, end_change_step

_APPROVED = (RequestState.APPROVED, RequestState.PAID, RequestState.ON_ACCOUNT)


def note_over_line(approved: Sequence[tuple[OverLine, int]], exposure: Exposure) -> None:
    """Note on each what goes beyond the line, one after the other, each with the yen it asks for.

    `exposure` is the one before them, read under the lock.
    """
    for taken_on, asked in approved:
        forget_over_line(taken_on)
        taken_on.over_line_yen = over_by(exposure, asked=asked, today=clock.today()) or None
        exposure = replace(exposure, approved=exposure.approved + asked)


def forget_over_line(taken_on: OverLine) -> None:
    """The approval is taken back, and the second one with it."""
    taken_on.over_line_yen = taken_on.over_approved_by_id = taken_on.over_approved_at = None


def refuse_over_line(taken_on: OverLine) -> None:
    """Raises ForbiddenMove for what is beyond the line and nobody else has approved."""
    if taken_on.awaits_over_line:
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
    decided_by_id = _approve(request, approved_by_id=request.approved_by_id, actor=actor)
    session.add(
        Decision(
            request_id=request.id,
            kind=DecisionKind.OVER_LINE_APPROVED,
            reason=note,
            checks=[],
            decided_by_id=decided_by_id,
            decided_at=clock.now(),
        )
    )
    facts = {"product": request.product.value, "over": request.over_line_yen}
    end_step(session, application, action, version_id=version_id, actor=actor, facts=facts)


def approve_change_over_line(
    session: Session, change: GuaranteeChange, *, note: str, version_id: int, actor: Actor
) -> None:
    """The same for an approved 変更 that enlarges a guarantee beyond the line. Raises as `approve_over_line`."""
    action = "change.over_line_approved"
    if not begin_change_step(session, change, action, version_id=version_id, actor=actor):
        return
    if not change.awaits_over_line or change.state is not ChangeState.APPROVED:
        raise ForbiddenMove("no_over_line", "この変更には、与信枠を超える引受けの承認はいりません")
    _approve(change, approved_by_id=change.approved_by_id, actor=actor)
    keep_decision(session, change, DecisionKind.OVER_LINE_APPROVED, actor=actor, reason=note)
    facts = {"over": change.over_line_yen}
    end_change_step(session, change, action, version_id=version_id, actor=actor, facts=facts)


def _approve(taken_on: OverLine, *, approved_by_id: int | None, actor: Actor) -> int:
    """Note the second approval; gives the id of who gave it. Raises Denied for who gave the first."""
    if actor.user_id is None or actor.user_id == approved_by_id:
        raise Denied("same_person", "引受けを承認した人とは別の方が、与信枠を超える引受けを承認してください")
    taken_on.over_approved_by_id, taken_on.over_approved_at = actor.user_id, clock.now()
    return actor.user_id
