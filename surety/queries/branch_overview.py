"""The head office's look at all branches: how much waits at each, from the same indexes as the boards."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from surety.domain.workflow import ApplicationState, RequestState
from surety.models import Application, Branch, GuaranteeRequest, WatchTask
from surety.models.application import AT_DESK
from surety.models.watch_task import FOR_BRANCH

_NEW = (ApplicationState.SUBMITTED, ApplicationState.RECEIVED)
_PAYABLE = (RequestState.APPROVED,)
_ISSUABLE = (RequestState.PAID, RequestState.ON_ACCOUNT)


@dataclass(frozen=True, slots=True)
class BranchLoad:
    """What waits at one branch."""

    name: str
    new: int
    review: int
    returned: int
    payment: int
    issue: int
    watched: int


def list_branch_loads(session: Session) -> Sequence[BranchLoad]:
    """Every branch that takes applications, in the order of their codes."""
    branches = session.execute(
        select(Branch.id, Branch.name).where(Branch.is_active).order_by(Branch.code)
    ).all()
    applications = {
        (branch, state): number
        for branch, state, number in session.execute(
            select(Application.branch_id, Application.state, func.count())
            .where(
                Application.branch_id.in_([branch for branch, _ in branches]), text(f"application.{AT_DESK}")
            )
            .group_by(Application.branch_id, Application.state)
        )
    }
    requests = {
        (branch, state): number
        for branch, state, number in session.execute(
            select(Application.branch_id, GuaranteeRequest.state, func.count())
            .join(GuaranteeRequest.application)
            .where(GuaranteeRequest.state.in_((*_PAYABLE, *_ISSUABLE)))
            .group_by(Application.branch_id, GuaranteeRequest.state)
        )
    }
    watched = dict(
        session.execute(
            select(WatchTask.branch_id, func.count()).where(text(FOR_BRANCH)).group_by(WatchTask.branch_id)
        ).all()
    )
    return [
        BranchLoad(
            name=name,
            new=sum(applications.get((branch, state), 0) for state in _NEW),
            review=applications.get((branch, ApplicationState.UNDER_REVIEW), 0),
            returned=applications.get((branch, ApplicationState.RETURNED), 0),
            payment=sum(requests.get((branch, state), 0) for state in _PAYABLE),
            issue=sum(requests.get((branch, state), 0) for state in _ISSUABLE),
            watched=watched.get(branch, 0),
        )
        for branch, name in branches
    ]
