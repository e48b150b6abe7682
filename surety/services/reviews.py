"""受付から修正のお願いまで: the branch takes an application in, reviews it, hands it back."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from surety.domain.application_fields import label_of
from surety.domain.errors import RuleViolation
from surety.domain.workflow import (
    APPLICATION,
    ApplicationEvent,
    ApplicationState,
    Guard,
    RequestState,
    advance,
)
from surety.mail import messages
from surety.mail.letterhead import Addressee, Letterhead, Message
from surety.mail.outbox import queue_mail
from surety.models import Application, Branch, GuaranteeRequest, WorksContract
from surety.security.identity import Actor
from surety.services.case_steps import begin_step, end_step

# The key of a comment that speaks of no single field.
GENERAL = ""
_GOING_ON = (
    RequestState.REQUESTED,
    RequestState.APPROVED,
    RequestState.PAID,
    RequestState.ON_ACCOUNT,
)


def receive_application(
    session: Session, application: Application, *, version_id: int, actor: Actor
) -> Application:
    """受付: the branch has seen that it came. Raises ForbiddenMove or Stale."""
    if not begin_step(session, application, "application.received", version_id=version_id, actor=actor):
        return application
    application.state = advance(APPLICATION, application.state, ApplicationEvent.RECEIVE)
    end_step(session, application, "application.received", version_id=version_id, actor=actor)
    return application


def start_review(session: Session, application: Application, *, version_id: int, actor: Actor) -> Application:
    """審査の開始, taking the application in first where nobody has; `actor` is from now on in charge."""
    action = "application.review_started"
    if not begin_step(session, application, action, version_id=version_id, actor=actor):
        return application
    state = application.state
    if state is ApplicationState.SUBMITTED:
        state = advance(APPLICATION, state, ApplicationEvent.RECEIVE)
    application.state = advance(APPLICATION, state, ApplicationEvent.START_REVIEW)
    application.taken_by_id = actor.user_id
    end_step(session, application, action, version_id=version_id, actor=actor)
    return application


def take_over(session: Session, application: Application, *, version_id: int, actor: Actor) -> Application:
    """担当の引継ぎ: another person goes on with a review."""
    if not begin_step(session, application, "application.taken_over", version_id=version_id, actor=actor):
        return application
    application.taken_by_id = actor.user_id
    end_step(session, application, "application.taken_over", version_id=version_id, actor=actor)
    return application


def return_for_correction(
    session: Session,
    application: Application,
    *,
    comments: Mapping[str, str],
    version_id: int,
    actor: Actor,
    letterhead: Letterhead,
) -> Application:
    """修正のお願い: the contractor sees each comment beside its field, and gets a mail that names the fields.

    `comments` are by field name, GENERAL for the whole. Raises RuleViolation without any comment.
    """
    said = {name: text.strip() for name, text in comments.items() if text.strip()}
    if not said:
        raise RuleViolation("review.no_comment", "修正していただきたい内容を、1つ以上入力してください")
    action = "application.returned"
    if not begin_step(session, application, action, version_id=version_id, actor=actor):
        return application
    application.state = advance(APPLICATION, application.state, ApplicationEvent.RETURN_FOR_CORRECTION)
    application.comments = said
    end_step(session, application, action, version_id=version_id, actor=actor, facts={"comments": dict(said)})
    _announce_return(session, application, letterhead=letterhead)
    return application


def conclude_review(application: Application) -> None:
    """審査の完了, as soon as no requested guarantee is open any more."""
    answered = all(request.state is not RequestState.REQUESTED for request in application.requests)
    if answered and application.state is ApplicationState.UNDER_REVIEW:
        application.state = advance(
            APPLICATION,
            application.state,
            ApplicationEvent.DECIDE,
            guards={Guard.EVERY_REQUEST_ANSWERED: answered},
        )


def addressee_of(application: Application) -> Addressee:
    """The company, with the person it named for this application."""
    contact = application.contact
    return Addressee(
        application.contractor.name, contact.get("contact_name", ""), contact.get("department", "")
    )


def told_at(application: Application) -> str:
    """Where the company hears about what was issued: the address it gave for that, else the writer's."""
    return application.issue_mail_address or application.created_by.email


def announce_decline(session: Session, request: GuaranteeRequest, *, letterhead: Letterhead) -> None:
    """引受不可 by mail, without the reason: it stands on the application's page."""
    application = request.application
    contract, branch = _sent(application)
    others = [other for other in application.requests if other.state in _GOING_ON]
    message = messages.application_declined(
        letterhead,
        branch=branch,
        to=addressee_of(application),
        receipt_number=application.receipt_number or "",
        work_kind=contract.kind,
        work_name=contract.work_name,
        product=request.product,
        others=[other.product for other in others],
        path=f"/applications/{application.id}",
    )
    _queue(session, application, message, branch=branch, subject_key=f"request-{request.id}-declined")


def _announce_return(session: Session, application: Application, *, letterhead: Letterhead) -> None:
    contract, branch = _sent(application)
    message = messages.application_returned(
        letterhead,
        branch=branch,
        to=addressee_of(application),
        receipt_number=application.receipt_number or "",
        work_kind=contract.kind,
        work_name=contract.work_name,
        items=[label_of(name, work_kind=contract.kind) for name in application.comments],
        path=f"/applications/{application.id}",
    )
    key = f"application-{application.id}-v{application.version_id}"
    _queue(session, application, message, branch=branch, subject_key=key)


def _sent(application: Application) -> tuple[WorksContract, Branch]:
    contract, branch = application.works_contract, application.branch
    if contract is None or branch is None:
        raise ValueError("an application without works contract or branch was not sent yet")
    return contract, branch


def _queue(
    session: Session, application: Application, message: Message, *, branch: Branch, subject_key: str
) -> None:
    """To the person who wrote the application."""
    queue_mail(
        session,
        message,
        subject_key=subject_key,
        recipient=application.created_by.email,
        recipient_name=application.contractor.name,
        contractor_id=application.contractor_id,
        branch_id=branch.id,
    )
