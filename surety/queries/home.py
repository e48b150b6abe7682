"""The contractor's home: what waits for them, and how much is guaranteed. Nothing here grows with the database.

Every read takes the head of an index and stops at a limit that is named here.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, case, exists, func, or_, select, text
from sqlalchemy.orm import Session, selectinload

from surety.clock import to_jst
from surety.domain.balance import MonthEnd, month_ends
from surety.domain.procedure_status import ProcedureStatus
from surety.domain.workflow import ApplicationState, GuaranteeState, RequestState
from surety.models import Application, CertificateOpening, Guarantee, GuaranteeRequest
from surety.models.guarantee import TO_HAND_OVER
from surety.queries.case_to_dos import (
    bonds_to_correct,
    changes_to_correct,
    list_bond_to_dos,
    list_change_to_dos,
    returned_on,
)
from surety.queries.guarantees import NEAR_EXPIRY
from surety.queries.to_dos import Matter, ToDo, Wait

COUNTED = 100
ROWS_OF_A_KIND = 5
# An application's requests are decided and paid soon after it is sent.
RECENT_APPLICATIONS = 200
SUMMED = 5_000
_KEPT_ON_THE_BOOKS = (GuaranteeState.IN_FORCE, GuaranteeState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Counted:
    """A number, exact up to COUNTED; `nearest` is the soonest date among them where there is one."""

    number: int
    nearest: date | None = None

    @property
    def is_more(self) -> bool:
        """Whether counting stopped at the limit."""
        return self.number >= COUNTED


@dataclass(frozen=True, slots=True)
class Tiles:
    """The four numbers at the top."""

    to_hand_over: Counted
    to_correct: Counted
    expiring: Counted
    drafts: Counted


def count_tiles(session: Session, *, contractor_id: int | None, today: date) -> Tiles:
    """The company's numbers on the JST date `today`."""
    expiring = _expiring(contractor_id, today=today).limit(COUNTED).subquery()
    number, nearest = session.execute(select(func.count(), func.min(expiring.c.expires_on))).one()
    return Tiles(
        to_hand_over=_count(session, _to_hand_over(contractor_id)),
        to_correct=_count(
            session,
            _in_state(contractor_id, ApplicationState.RETURNED),
            changes_to_correct(contractor_id),
            bonds_to_correct(contractor_id),
        ),
        expiring=Counted(number, nearest),
        drafts=_count(session, _in_state(contractor_id, ApplicationState.DRAFT)),
    )


def list_to_dos(session: Session, *, contractor_id: int | None, today: date) -> tuple[ToDo, ...]:
    """What waits for the company, oldest date first; at most ROWS_OF_A_KIND of each kind."""
    rows = [
        *_keys_to_hand_over(session, contractor_id),
        *_applications_to_correct(session, contractor_id),
        *_premiums_to_pay(session, contractor_id),
        *_terms_to_extend(session, contractor_id, today=today),
        *list_change_to_dos(session, contractor_id=contractor_id, limit=ROWS_OF_A_KIND),
        *list_bond_to_dos(session, contractor_id=contractor_id, limit=ROWS_OF_A_KIND),
    ]
    return tuple(sorted(rows, key=lambda row: row.on))


def list_balances(
    session: Session, *, contractor_id: int | None, today: date
) -> tuple[tuple[MonthEnd, int], ...] | None:
    """The yen guaranteed at each month's end, without what was cancelled, released or terminated.

    Empty where there is nothing to add up, None where more than SUMMED guarantees would have to be.
    """
    ends = month_ends(today)
    looked = (
        select(Guarantee.amount, Guarantee.issued_on, Guarantee.expires_on)
        .where(
            Guarantee.contractor_id == contractor_id,
            Guarantee.expires_on >= ends[0].day,
            Guarantee.state.in_(_KEPT_ON_THE_BOOKS),
        )
        .limit(SUMMED + 1)
        .subquery()
    )
    sums = [
        func.sum(
            case(
                ((looked.c.issued_on <= end.day) & (looked.c.expires_on >= end.day), looked.c.amount), else_=0
            )
        )
        for end in ends
    ]
    number, *found = session.execute(select(func.count(), *sums).select_from(looked)).one()
    if number > SUMMED:
        return None
    if number == 0:
        return ()
    return tuple((end, int(total)) for end, total in zip(ends, found, strict=True))


def _keys_to_hand_over(session: Session, contractor_id: int | None) -> list[ToDo]:
    waiting = _to_hand_over(contractor_id).limit(ROWS_OF_A_KIND).subquery()
    found = session.scalars(
        select(Guarantee).join(waiting, waiting.c.id == Guarantee.id).order_by(Guarantee.issued_on.desc())
    )
    return [
        _about(row, on=row.issued_on, wait=Wait.HAND_OVER, status=ProcedureStatus.NOT_HANDED_OVER)
        for row in found
    ]


def _terms_to_extend(session: Session, contractor_id: int | None, *, today: date) -> list[ToDo]:
    ending = _expiring(contractor_id, today=today).limit(ROWS_OF_A_KIND).subquery()
    found = session.scalars(select(Guarantee).join(ending, ending.c.id == Guarantee.id))
    return [
        _about(row, on=row.expires_on, wait=Wait.EXTEND, status=ProcedureStatus.NEAR_EXPIRY) for row in found
    ]


def _about(guarantee: Guarantee, *, on: date, wait: Wait, status: ProcedureStatus) -> ToDo:
    return ToDo(
        on, wait, status, guarantee.work_name, guarantee.beneficiary_name, Matter.GUARANTEE, guarantee.number
    )


def _applications_to_correct(session: Session, contractor_id: int | None) -> list[ToDo]:
    found = session.scalars(
        select(Application)
        .where(Application.contractor_id == contractor_id, Application.state == ApplicationState.RETURNED)
        .order_by(Application.id.desc())
        .limit(ROWS_OF_A_KIND)
        .options(selectinload(Application.works_contract))
    ).all()
    returned = returned_on(session, "application", "application.returned", [row.id for row in found])
    return [
        _of_application(
            row,
            on=returned.get(row.id) or to_jst(row.submitted_at or row.created_at).date(),
            wait=Wait.CORRECT,
            status=ProcedureStatus.RETURNED,
        )
        for row in found
    ]


def _premiums_to_pay(session: Session, contractor_id: int | None) -> list[ToDo]:
    recent = (
        select(Application.id)
        .where(Application.contractor_id == contractor_id)
        .order_by(Application.id.desc())
        .limit(RECENT_APPLICATIONS)
        .subquery()
    )
    found = session.scalars(
        select(GuaranteeRequest)
        .join(recent, recent.c.id == GuaranteeRequest.application_id)
        .where(GuaranteeRequest.state == RequestState.APPROVED)
        .order_by(GuaranteeRequest.id.desc())
        .limit(ROWS_OF_A_KIND)
        .options(selectinload(GuaranteeRequest.application).selectinload(Application.works_contract))
    )
    return [
        _of_application(
            row.application,
            on=to_jst(row.approved_at or row.application.created_at).date(),
            wait=Wait.PAY,
            status=ProcedureStatus.PAYMENT_DUE,
        )
        for row in found
    ]


def _of_application(application: Application, *, on: date, wait: Wait, status: ProcedureStatus) -> ToDo:
    contract = application.works_contract
    return ToDo(
        on,
        wait,
        status,
        contract.work_name if contract else "",
        contract.agency.beneficiary_name if contract else "",
        Matter.APPLICATION,
        str(application.id),
    )


def _to_hand_over(contractor_id: int | None) -> Select[int]:
    """The newest COUNTED guarantees whose key is not said to be handed over, without those an agency has opened."""
    newest = (
        select(Guarantee.id, Guarantee.key_reissued_at)
        .where(Guarantee.contractor_id == contractor_id, text(TO_HAND_OVER))
        .order_by(Guarantee.issued_on.desc(), Guarantee.id.desc())
        .limit(COUNTED)
        .subquery()
    )
    since = newest.c.key_reissued_at
    opened = exists().where(
        CertificateOpening.guarantee_id == newest.c.id,
        or_(since.is_(None), CertificateOpening.opened_at >= since),
    )
    return select(newest.c.id).where(~opened)


def _expiring(contractor_id: int | None, *, today: date) -> Select[int, date]:
    return (
        select(Guarantee.id, Guarantee.expires_on)
        .where(
            Guarantee.contractor_id == contractor_id,
            Guarantee.expires_on >= today,
            Guarantee.expires_on <= today + NEAR_EXPIRY,
            Guarantee.state == GuaranteeState.IN_FORCE,
        )
        .order_by(Guarantee.expires_on, Guarantee.id)
    )


def _in_state(contractor_id: int | None, state: ApplicationState) -> Select[int]:
    return select(Application.id).where(
        Application.contractor_id == contractor_id, Application.state == state
    )


def _count(session: Session, *wanted: Select[int]) -> Counted:
    """How many of all these together; each is counted up to the limit."""
    numbers = (select(func.count()).select_from(each.limit(COUNTED).subquery()) for each in wanted)
    return Counted(min(COUNTED, sum(session.execute(number).scalar_one() for number in numbers)))
