"""The one mail by which a contractor hears of a new task of the watch."""

from sqlalchemy.orm import Session

from surety.domain.coverage_watch import WatchKind
from surety.mail import messages
from surety.mail.letterhead import Letterhead
from surety.mail.outbox import queue_mail
from surety.models import Application, WatchTask
from surety.services.reviews import addressee_of, told_at

_OF_GUARANTEE = {
    WatchKind.EXPIRY_NEAR: "/guarantees/{about}/change-check",
    WatchKind.PERIOD_BEYOND: "/guarantees/{about}/change-check",
    WatchKind.YEAR_AMOUNT: "/guarantees/{about}/change-check",
    WatchKind.KEY_WAITS: "/guarantees/{about}",
    WatchKind.INTERIM_POSSIBLE: "/guarantees/{about}/interim",
}
_OF_APPLICATION = "/applications/{application_id}"


def announce_task(
    session: Session, task: WatchTask, *, application: Application, letterhead: Letterhead
) -> None:
    """Queue it for the address given in the application, else for the writer; without the amounts of the reason."""
    contract, branch = application.works_contract, application.branch
    if contract is None or branch is None:
        raise ValueError("an application without works contract or branch was not sent yet")
    path = "/statements" if task.is_additional_premium else _OF_GUARANTEE.get(task.kind, _OF_APPLICATION)
    message = messages.watch_opened(
        letterhead,
        branch=branch,
        to=addressee_of(application),
        what=task.kind,
        number_label="保証契約番号" if task.guarantee_id else "受付番号",
        number=task.about,
        work_kind=contract.kind,
        work_name=task.work_name,
        by=task.until_on if task.until_on > task.since_on else None,
        path=path.format(about=task.about, application_id=task.application_id),
    )
    queue_mail(
        session,
        message,
        subject_key=f"watch-{task.id}",
        recipient=told_at(application),
        recipient_name=application.contractor.name,
        contractor_id=task.contractor_id,
        branch_id=task.branch_id,
    )
