"""The review page of a change: as it was sent, the checks, and what can be done next."""

from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, g

from blueprints._change_applications import list_paper_rows
from blueprints._rendering import render
from blueprints.desk.change_entry import may_enter
from forms.change_applications import ChangeApprovalForm
from surety.domain.change_effect import effect_from_json
from surety.domain.underwriting_checks import Mark
from surety.domain.workflow import ChangeState
from surety.extensions import db
from surety.queries.changes import (
    UNSENT_CHANGES,
    describe_items,
    list_change_history,
    read_change_differences,
    status_of_change,
)
from surety.queries.desk_changes import list_change_decisions
from surety.security.permissions import Permission
from surety.services.change_decisions import quote_items
from surety.services.change_examinations import examine_change

WORDS = {
    "change.submitted": "申込が届きました",
    "change.resubmitted": "修正して再送信されました",
    "change.review_started": "審査を始めました",
    "change.returned": "修正をお願いしました",
    "change.approved": "承認しました",
    "change.over_line_approved": "与信枠を超える引受けを承認しました",
    "change.paid": "追加保証料の入金を確認しました",
    "change.put_on_account": "追加保証料を一括納付に計上しました",
    "change.reopened": "審査をやり直すことにしました",
    "change.declined": "お断りしました",
    "change.withdrawn": "契約者が取り下げました",
    "change.issued": "変更の証書を発行しました",
}
_EXAMINED = frozenset({ChangeState.SUBMITTED, ChangeState.UNDER_REVIEW, ChangeState.RETURNED})


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the history."""

    text: str
    at: object
    state: str = "on"


def show_change_case(change: Any, *, form: ChangeApprovalForm | None = None, status: int = 200) -> Response:
    """The page of one change; `form` is the approval as it was sent, with its errors."""
    if change.state in UNSENT_CHANGES:
        return render("desk/change_draft.html", change=change, may_enter=may_enter(change))
    examination = examine(change) if change.state in _EXAMINED else None
    if examination is not None and form is None:
        form = approval_form(change, examination)
    may_work = g.identity.may(Permission.DESK_UNDERWRITE)
    return render(
        "desk/change.html",
        status=status,
        change=change,
        word=status_of_change(change),
        rows=describe_items(change),
        differences=read_change_differences(change),
        papers=list_paper_rows(change, endpoint="desk.change_paper"),
        examination=examination,
        quotes=_quotes(change) if examination is not None else [],
        effects=[(item, effect_from_json(item.effect)) for item in change.items],
        form=form,
        decisions=list_change_decisions(db.session(), change),
        moments=_moments_of(change),
        may_work=may_work,
        may_enter=may_work and may_enter(change),
        under_review=change.state is ChangeState.UNDER_REVIEW,
    )


def examine(change: Any) -> Any:
    """The checks as they stand now."""
    guarantor = current_app.config["SETTINGS"].guarantor
    return examine_change(db.session(), change, guarantor=guarantor)


def _quotes(change: Any) -> list[Any]:
    """What the change would do to each premium, as of today."""
    return quote_items(db.session(), change, settings=current_app.config["SETTINGS"])


def approval_form(change: Any, examination: Any, *, data: Any = None) -> ChangeApprovalForm:
    """The form over what has to be accepted in words; a change is approved as a whole."""
    notes = {check.key: check.title for check in examination.checks if check.mark is Mark.CHECK}
    return ChangeApprovalForm.over(notes, data=data, version_id=change.version_id)


def _moments_of(change: Any) -> list[Moment]:
    """What happened, newest first, and who did it."""
    events = [event for event in list_change_history(db.session(), change) if event.action in WORDS]
    return [Moment(f"{WORDS[event.action]}（{event.actor_label}）", event.at) for event in reversed(events)]
