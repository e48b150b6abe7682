"""What an application is examined against: the ledger, the agency's handling, the people of the company."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, selectinload

from surety import clock
from surety.domain.application_draft import Draft
from surety.domain.application_fields import ATTACHMENTS_FIELD, RECOGNITION_FIELD
from surety.domain.decisions import DecisionKind
from surety.domain.products import Product
from surety.domain.underwriting_checks import CaseFacts
from surety.domain.workflow import ApplicationState, GuaranteeState, RequestState
from surety.models import (
    Application,
    Attachment,
    Decision,
    Guarantee,
    GuaranteeRequest,
    Payment,
    PremiumStatement,
    User,
    WorksContract,
)
from surety.queries.application_ground import find_handling
from surety.queries.applications import UNSENT
from surety.queries.interim import find_advance
from surety.queries.sent_applications import read_sent
from surety.security.permissions import Permission, Role, may

_MOST_TWINS = 5
_LIVE = tuple(state for state in RequestState if state not in (RequestState.DECLINED, RequestState.WITHDRAWN))


def load_case(session: Session, application: Application) -> CaseFacts:
    """Everything the checks of an application need. Raises ValueError for a draft never sent."""
    reading = read_sent(application)
    papers = Counter(paper.kind for paper in list_papers(session, application))
    return CaseFacts(
        today=clock.today(),
        reading=reading,
        handling=find_handling(session, reading.works.agency_id),
        has_active_user=_has_active_user(session, application),
        has_monthly_account=application.contractor.monthly_account,
        attachments=papers[ATTACHMENTS_FIELD],
        twins=[_twin_words(twin) for twin in _list_twins(session, application)],
        advance_words=_advance_words(session, application),
        advance=find_advance(session, Draft.from_json(application.draft).advance_number),
        recognition_reports=papers[RECOGNITION_FIELD],
    )


def list_papers(session: Session, application: Application) -> Sequence[Attachment]:
    """The attached papers, without the removed ones."""
    return session.scalars(
        select(Attachment)
        .where(Attachment.application_id == application.id, Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    ).all()


def list_decisions(session: Session, request: GuaranteeRequest) -> Sequence[Decision]:
    """The decisions about a requested guarantee, oldest first."""
    return session.scalars(
        select(Decision).where(Decision.request_id == request.id).order_by(Decision.id)
    ).all()


def find_proposal(session: Session, request: GuaranteeRequest) -> Decision | None:
    """The open proposal to decline, None when there is none."""
    last = session.scalars(
        select(Decision).where(Decision.request_id == request.id).order_by(Decision.id.desc()).limit(1)
    ).first()
    return last if last is not None and last.kind is DecisionKind.DECLINE_PROPOSED else None


def find_statement(session: Session, request: GuaranteeRequest) -> PremiumStatement | None:
    """The premium statement that counts: the last one made for the request."""
    return session.scalars(
        select(PremiumStatement)
        .where(PremiumStatement.request_id == request.id)
        .order_by(PremiumStatement.id.desc())
        .limit(1)
    ).first()


def find_payment(session: Session, statement: PremiumStatement) -> Payment | None:
    """What came in for a statement, None while nothing has."""
    return session.scalars(select(Payment).where(Payment.statement_id == statement.id).limit(1)).first()


def find_guarantee(session: Session, request: GuaranteeRequest) -> Guarantee | None:
    """The guarantee that was issued for the request, None before."""
    return session.scalars(select(Guarantee).where(Guarantee.request_id == request.id)).one_or_none()


def list_issuers(session: Session, *, branch_id: int | None, besides_id: int | None) -> Sequence[User]:
    """The people who may issue what `besides_id` approved, a few at most."""
    roles = [role for role in Role if may(role, Permission.DESK_ISSUE)]
    return session.scalars(
        select(User)
        .where(
            User.role.in_(roles),
            User.is_active,
            or_(User.branch_id == branch_id, User.branch_id.is_(None)),
            User.id != (besides_id or 0),
        )
        .order_by(User.id)
        .limit(10)
    ).all()


def _has_active_user(session: Session, application: Application) -> bool:
    return bool(
        session.scalar(
            select(exists().where(User.contractor_id == application.contractor_id, User.is_active))
        )
    )


def _list_twins(session: Session, application: Application) -> Sequence[Application]:
    """Other live applications for the same agency's work: same 工事名, or same 工事番号 where one is given."""
    contract = application.works_contract
    if contract is None:
        return []
    same = [WorksContract.work_name_search == contract.work_name_search]
    if contract.work_number:
        same.append(WorksContract.work_number == contract.work_number)
    return (
        session.scalars(
            select(Application)
            .join(Application.works_contract)
            .where(
                WorksContract.agency_id == contract.agency_id,
                or_(*same),
                Application.id != application.id,
                # On the very same works contract stand its 前払金保証 and the 中間前払金保証 that follows it.
                WorksContract.id != contract.id,
                Application.state.not_in({*UNSENT, ApplicationState.WITHDRAWN}),
                Application.requests.any(GuaranteeRequest.state.in_(_LIVE)),
            )
            .options(selectinload(Application.requests))
            .order_by(Application.id.desc())
            .limit(_MOST_TWINS)
        )
        .unique()
        .all()
    )


def _twin_words(twin: Application) -> str:
    parts = [f"{r.product.label}・{r.state.label}" for r in twin.requests if r.state in _LIVE]
    return f"{twin.receipt_number}（{'、'.join(parts)}）"


def _advance_words(session: Session, application: Application) -> str:
    for request in application.requests:
        if request.product is Product.ADVANCE and request.state in _LIVE:
            return "この申込で前払金保証も申し込まれています"
    contract = application.works_contract
    if contract is None:
        return ""
    number = session.scalars(
        select(Guarantee.number)
        .where(
            Guarantee.contractor_id == application.contractor_id,
            Guarantee.agency_id == contract.agency_id,
            Guarantee.work_name_search == contract.work_name_search,
            Guarantee.product == Product.ADVANCE,
            Guarantee.state == GuaranteeState.IN_FORCE,
        )
        .order_by(Guarantee.id.desc())
        .limit(1)
    ).first()
    return f"前払金保証（{number}）を発行済みです" if number else ""
