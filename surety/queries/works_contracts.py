"""請負契約: one works contract with every guarantee that was asked for on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from surety import clock
from surety.domain.errors import NotFound
from surety.domain.joint_ventures import Member
from surety.domain.procedure_status import ProcedureStatus
from surety.domain.products import Product
from surety.domain.states import GuaranteeState, RequestState
from surety.domain.works_years import WorkYear
from surety.models import Application, Guarantee, GuaranteeRequest, WorksContract
from surety.queries.applications import UNSENT, status_of
from surety.queries.certificates import read_certificate
from surety.queries.guarantees import statuses_of
from surety.queries.later_advances import list_advance_years
from surety.queries.sent_applications import read_contract_members, read_contract_years


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksLine:
    """One guarantee asked for on the contract; `guarantee` once it was issued. `status` is its word."""

    request: GuaranteeRequest
    application: Application
    guarantee: Guarantee | None
    status: ProcedureStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksFile:
    """A works contract as its page shows it. `free_years` are the fiscal years that still lack their 前払金保証."""

    contract: WorksContract
    years: tuple[WorkYear, ...]
    members: tuple[Member, ...]
    lines: tuple[WorksLine, ...]
    free_years: tuple[int, ...]
    needs_signing: bool

    def lines_of(self, year: int | None) -> tuple[WorksLine, ...]:
        """The guarantees of one fiscal year; of None, those of the whole contract."""
        return tuple(line for line in self.lines if line.request.fiscal_year == year)

    @property
    def may_have_advance(self) -> bool:
        """Whether there is room for a (further) 前払金保証 beside a guarantee that stands already."""
        return any(line.guarantee is not None for line in self.lines) and bool(
            self.free_years or not self.has_advance
        )

    @property
    def has_advance(self) -> bool:
        """Whether the contract has, or is getting, a 前払金保証 (on a multi-year one: for every year)."""
        if self.years:
            return not self.free_years
        gone = (RequestState.DECLINED, RequestState.WITHDRAWN)
        ended = (GuaranteeState.TERMINATED, GuaranteeState.CANCELLED, GuaranteeState.RELEASED)
        return any(
            line.request.product is Product.ADVANCE
            and line.request.state not in gone
            and (line.guarantee is None or line.guarantee.state not in ended)
            for line in self.lines
        )


def get_works_contract(session: Session, contract_id: int, *, contractor_id: int | None) -> WorksContract:
    """The company's own works contract. Raises NotFound, for another company's too."""
    contract = session.get(WorksContract, contract_id)
    if contract is None or contractor_id is None or contract.contractor_id != contractor_id:
        raise NotFound(f"works contract {contract_id}")
    return contract


def get_desk_works_contract(session: Session, contract_id: int, *, branch_id: int | None) -> WorksContract:
    """A works contract of which something was sent to the branch (None = the head office). Raises NotFound."""
    sent = exists().where(Application.works_contract_id == WorksContract.id, Application.state.not_in(UNSENT))
    if branch_id is not None:
        sent = sent.where(Application.branch_id == branch_id)
    found = session.scalars(select(WorksContract).where(WorksContract.id == contract_id, sent)).one_or_none()
    if found is None:
        raise NotFound(f"works contract {contract_id}")
    return found


def load_works_file(session: Session, contract: WorksContract, *, branch_id: int | None = None) -> WorksFile:
    """Everything on the contract; for a branch only what was sent to it."""
    years = read_contract_years(contract)
    lines = _list_lines(session, contract, branch_id=branch_id)
    guarantees = [line.guarantee for line in lines if line.guarantee is not None]
    taken = list_advance_years(session, contract.id)
    return WorksFile(
        contract=contract,
        years=years,
        members=read_contract_members(contract),
        lines=lines,
        free_years=tuple(year.year for year in years if year.year is not None and year.year not in taken),
        needs_signing=contract.signing_recorded_at is None and _is_unsigned(guarantees),
    )


def _list_lines(session: Session, contract: WorksContract, *, branch_id: int | None) -> tuple[WorksLine, ...]:
    wanted = select(Application).where(
        Application.works_contract_id == contract.id, Application.state.not_in(UNSENT)
    )
    if branch_id is not None:
        wanted = wanted.where(Application.branch_id == branch_id)
    applications = session.scalars(
        wanted.options(selectinload(Application.requests)).order_by(Application.id)
    ).all()
    words = {application.id: status_of(session, application).status for application in applications}
    guarantees = _list_guarantees(session, applications)
    said = statuses_of(session, list(guarantees.values()), today=clock.today())
    lines = []
    for application in applications:
        for request in application.requests:
            guarantee = guarantees.get(request.id)
            status = said[guarantee.id] if guarantee is not None else _word(request, words[application.id])
            lines.append(
                WorksLine(request=request, application=application, guarantee=guarantee, status=status)
            )
    return tuple(lines)


def _word(request: GuaranteeRequest, application: ProcedureStatus) -> ProcedureStatus:
    """A request that goes another way than its application has its own word."""
    if request.state is RequestState.DECLINED:
        return ProcedureStatus.DECLINED
    return ProcedureStatus.WITHDRAWN if request.state is RequestState.WITHDRAWN else application


def _list_guarantees(session: Session, applications: Sequence[Application]) -> dict[int, Guarantee]:
    ids = [request.id for application in applications for request in application.requests]
    found = session.scalars(
        select(Guarantee).where(Guarantee.request_id.in_(ids)).options(selectinload(Guarantee.certificates))
    )
    return {guarantee.request_id: guarantee for guarantee in found}


def _is_unsigned(guarantees: Iterable[Guarantee]) -> bool:
    """Whether a certificate on the contract went out without its 請負契約日."""
    return any(read_certificate(each.certificates[0]).contracted_on is None for each in guarantees)
