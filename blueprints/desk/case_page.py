"""The review page: the application as the contractor sent it, the checks, and what can be done next."""

from dataclasses import dataclass

from flask import Response, current_app, g, request, url_for

from blueprints._rendering import render
from forms.underwriting import ApprovalForm
from surety.domain.application_fields import RECOGNITION_FIELD, label_of
from surety.domain.underwriting_checks import Mark
from surety.domain.workflow import ApplicationState, RequestState
from surety.extensions import db
from surety.queries.applications import list_history
from surety.queries.bid_bonds import find_bond_of_application
from surety.queries.cases import find_proposal, list_decisions, list_papers
from surety.queries.sent_applications import list_sent_content
from surety.security.permissions import Permission
from surety.services.examinations import examine

WORDS = {
    "application.submitted": "契約者が送信しました",
    "application.resubmitted": "契約者が修正して再送信しました",
    "application.received": "受け付けました",
    "application.review_started": "審査を始めました",
    "application.taken_over": "担当を引き継ぎました",
    "application.returned": "修正をお願いしました",
    "application.approved": "承認しました",
    "application.over_line_approved": "与信枠を超える引受けを承認しました",
    "application.reopened": "審査をやり直すことにしました",
    "application.decline_proposed": "引受けのお断りを提案しました",
    "application.decline_withdrawn": "お断りの提案を取り消しました",
    "application.declined": "引受けをお断りしました",
    "application.paid": "保証料の入金を確認しました",
    "application.put_on_account": "一括納付に計上しました",
    "application.withdrawn": "契約者が取り下げました",
}
_IN_REVIEW = frozenset(
    {
        ApplicationState.SUBMITTED,
        ApplicationState.RECEIVED,
        ApplicationState.UNDER_REVIEW,
        ApplicationState.RETURNED,
    }
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the history."""

    text: str
    at: object
    state: str = "on"


def show_case(application, *, form: ApprovalForm | None = None, status: int = 200) -> Response:  # type: ignore[no-untyped-def]  # blueprints may not name the model
    """The page of one application; `form` is the approval as it was sent, with its errors."""
    session = db.session()
    examination = None
    if application.state in _IN_REVIEW:
        examination = examine(session, application, guarantor=current_app.config["SETTINGS"].guarantor)
        form = form or approval_form(application, examination)
    return render(
        "desk/application.html",
        status=status,
        application=application,
        bid_bond=find_bond_of_application(session, application),
        content=list_sent_content(application),
        papers=[
            {
                "name": paper.file.filename,
                "url": url_for(
                    ".attachment", application_id=application.id, attachment_id=paper.id
                ),
                "size": paper.file.size,
                "note": label_of(paper.kind) if paper.kind == RECOGNITION_FIELD else "",
            }
            for paper in list_papers(session, application)
        ],
        examination=examination,
        proposals={each.id: find_proposal(session, each) for each in application.requests},
        decisions={each.id: list_decisions(session, each) for each in application.requests},
        form=form,
        moments=moments_of(application),
        may_work=g.identity.may(Permission.DESK_UNDERWRITE),
        is_mine=application.taken_by_id == g.identity.user_id,
        Mark=Mark,
        under_review=application.state is ApplicationState.UNDER_REVIEW,
        RequestState=RequestState,
        ApplicationState=ApplicationState,
    )  # fmt: skip


def approval_form(application, examination, *, data=None) -> ApprovalForm:  # type: ignore[no-untyped-def]  # as above
    """The form over what has to be accepted in words."""
    notes = {check.key: check.label for check in examination.checks if check.mark is Mark.CHECK}
    requests = [(str(one.request.id), one.request.product.label) for one in examination.requests]
    return ApprovalForm.over(notes, requests=requests, data=data, version_id=application.version_id)


def sent_form(application):  # type: ignore[no-untyped-def]  # as above
    """The approval as it was sent, over the checks as they stand now."""
    guarantor = current_app.config["SETTINGS"].guarantor
    examination = examine(db.session(), application, guarantor=guarantor)
    return approval_form(application, examination, data=request.form)


def moments_of(application) -> list[Moment]:  # type: ignore[no-untyped-def]  # as above
    """What happened, newest first, and who did it."""
    events = [event for event in list_history(db.session(), application) if event.action in WORDS]
    return [Moment(f"{WORDS[event.action]}（{event.actor_label}）", event.at) for event in reversed(events)]
