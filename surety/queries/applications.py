"""Reading 保証申込: one company's, by page, with what became of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select, text
from sqlalchemy.orm import Session, selectinload

from surety import clock
from surety.domain.errors import NotFound
from surety.domain.expiry import state_on
from surety.domain.procedure_status import HandOverStage, ProcedureStatus, application_status, stage_of
from surety.domain.products import LabelledEnum
from surety.domain.text import search_key
from surety.domain.workflow import ApplicationState, GuaranteeState, RequestState
from surety.models import (
    Application,
    Attachment,
    AuditEvent,
    Branch,
    Guarantee,
    GuaranteeRequest,
    WorksContract,
)
from surety.models.application import DISCARDED, DRAFT
from surety.queries.guarantees import list_opened_ids

EDITABLE = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED})
# What no branch has seen.
UNSENT = frozenset({ApplicationState.DRAFT, ApplicationState.DISCARDED})
_DRAFT, _DISCARDED = text(f"application.{DRAFT}"), text(f"application.{DISCARDED}")
# How far the slowest key of an application has come.
_STAGE_ORDER = (
    HandOverStage.PENDING,
    HandOverStage.SENT_BACK,
    HandOverStage.AWAITED,
    HandOverStage.DONE,
    HandOverStage.OPENED,
    HandOverStage.ACCEPTED,
    HandOverStage.NOT_NEEDED,
)


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application in a list, with its word."""

    application: Application
    status: ProcedureStatus
    guarantees: tuple[Guarantee, ...]


def get_application(session: Session, application_id: int, *, contractor_id: int | None) -> Application:
    """The company's own application. Raises NotFound, for another company's too."""
    found = session.scalars(
        select(Application).where(
            Application.id == application_id, Application.contractor_id == contractor_id
        )
    ).one_or_none()
    if found is None:
        raise NotFound(f"application {application_id}")
    return found


def lock_application(session: Session, application: Application) -> Application:
    """The same application, read anew and locked until the transaction ends."""
    return session.execute(
        select(Application)
        .where(Application.id == application.id)
        .with_for_update(of=Application)
        .execution_options(populate_existing=True)
    ).scalar_one()


def list_drafts(session: Session, *, contractor_id: int | None, limit: int = 20) -> Sequence[Application]:
    """The company's drafts, the one saved last first."""
    return session.scalars(
        select(Application)
        .where(Application.contractor_id == contractor_id, _DRAFT)
        .order_by(Application.draft_saved_at.desc(), Application.id.desc())
        .limit(limit)
    ).all()


def list_discarded(
    session: Session, *, contractor_id: int | None, from_day: date, limit: int = 20
) -> Sequence[Application]:
    """The company's drafts thrown away on or after the JST date `from_day`, the latest first."""
    return session.scalars(
        select(Application)
        .where(
            Application.contractor_id == contractor_id,
            _DISCARDED,
            Application.draft_saved_at >= datetime.combine(from_day, time(), tzinfo=clock.JST),
        )
        .order_by(Application.draft_saved_at.desc(), Application.id.desc())
        .limit(limit)
    ).all()


class Stand(LabelledEnum):
    """Where an application stands: the tabs of 手続状況."""

    RETURNED = "returned", "修正のお願い"
    IN_REVIEW = "in_review", "受付・審査中"
    DECIDED = "decided", "審査済み（お支払い・発行）"
    WITHDRAWN = "withdrawn", "取下げ"


_STATES = {
    Stand.RETURNED: (ApplicationState.RETURNED,),
    Stand.IN_REVIEW: (ApplicationState.SUBMITTED, ApplicationState.RECEIVED, ApplicationState.UNDER_REVIEW),
    Stand.DECIDED: (ApplicationState.DECIDED,),
    Stand.WITHDRAWN: (ApplicationState.WITHDRAWN,),
}


def list_sent(
    session: Session,
    *,
    contractor_id: int | None,
    stand: Stand | None = None,
    before_id: int | None = None,
    limit: int = 20,
) -> tuple[ApplicationRow, ...]:
    """The company's sent applications, newest first, from below the row `before_id`; all, or where they stand so."""
    wanted = select(Application).where(Application.contractor_id == contractor_id)
    if stand is None:
        wanted = wanted.where(Application.state.not_in(UNSENT))
    else:
        wanted = wanted.where(Application.state.in_(_STATES[stand]))
    if before_id is not None:
        wanted = wanted.where(Application.id < before_id)
    found = session.scalars(
        wanted.order_by(Application.id.desc())
        .limit(limit)
        .options(selectinload(Application.requests), selectinload(Application.works_contract))
    ).all()
    return tuple(_with_status(session, found))


def status_of(session: Session, application: Application) -> ApplicationRow:
    """One application with its word."""
    return _with_status(session, [application])[0]


def find_same_work(session: Session, *, contractor_id: int, work_name: str, but: int) -> Application | None:
    """The newest sent application of the company with the same 工事名, in any writing."""
    if not work_name:
        return None
    return session.scalars(
        select(Application)
        .join(WorksContract, WorksContract.id == Application.works_contract_id)
        .where(
            WorksContract.contractor_id == contractor_id,
            WorksContract.work_name_search == search_key(work_name)[:240],
            Application.id != but,
            Application.state != ApplicationState.WITHDRAWN,
        )
        .order_by(Application.id.desc())
        .limit(1)
    ).first()


def list_history(session: Session, application: Application) -> Sequence[AuditEvent]:
    """What was recorded about the application, oldest first."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_kind == "application", AuditEvent.object_id == str(application.id))
        .order_by(AuditEvent.sequence)
    ).all()


def list_branches(session: Session) -> Sequence[Branch]:
    """The offices one may send to."""
    return session.scalars(select(Branch).order_by(Branch.code)).all()


def list_attachments(session: Session, application: Application) -> Sequence[Attachment]:
    """The papers that are attached, without the removed ones."""
    return session.scalars(
        select(Attachment)
        .where(Attachment.application_id == application.id, Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    ).all()


def get_attachment(session: Session, application: Application, *, attachment_id: int) -> Attachment:
    """One attached paper of this application. Raises NotFound."""
    found = session.get(Attachment, attachment_id)
    if found is None or found.application_id != application.id or found.removed_at is not None:
        raise NotFound(f"attachment {attachment_id}")
    return found


def _with_status(session: Session, applications: Sequence[Application]) -> list[ApplicationRow]:
    requests = [request for application in applications for request in application.requests]
    guarantees = _guarantees_by_request(session, requests)
    opened = list_opened_ids(session, [guarantee.id for guarantee in guarantees.values()])
    today = clock.today()
    rows = []
    for application in applications:
        issued = tuple(guarantees[r.id] for r in application.requests if r.id in guarantees)
        ends = [state_on(each.state, until=each.expires_on, today=today) for each in issued]
        stage = min(
            (
                _stage(guarantee, opened=opened)
                for guarantee, end in zip(issued, ends, strict=True)
                if end is GuaranteeState.IN_FORCE
            ),
            key=_STAGE_ORDER.index,
            default=HandOverStage.NOT_NEEDED,
        )
        status = application_status(
            application.state,
            requests=[request.state for request in application.requests],
            hand_over=stage,
            end=None if GuaranteeState.IN_FORCE in ends or not ends else ends[-1],
        )
        rows.append(ApplicationRow(application, status, issued))
    return rows


def _guarantees_by_request(session: Session, requests: Collection[GuaranteeRequest]) -> dict[int, Guarantee]:
    issued = [request.id for request in requests if request.state is RequestState.ISSUED]
    if not issued:
        return {}
    found = session.scalars(select(Guarantee).where(Guarantee.request_id.in_(issued)))
    return {guarantee.request_id: guarantee for guarantee in found}


def _stage(guarantee: Guarantee, *, opened: frozenset[int]) -> HandOverStage:
    return stage_of(
        guarantee.certificate_form,
        is_handed_over=guarantee.handed_over_at is not None,
        is_opened=guarantee.id in opened,
        is_delivered=guarantee.delivered_on is not None,
    )
