"""Gathering what a 保証申込 is judged against."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import clock
from surety.domain.application_draft import Draft
from surety.domain.application_fields import RECOGNITION_FIELD
from surety.domain.application_ground import Ground
from surety.domain.application_reading import Reading
from surety.domain.errors import NotFound
from surety.domain.tariff import Tariff
from surety.domain.workflow import RequestState
from surety.models import Application, Branch
from surety.queries.applications import list_attachments
from surety.queries.interim import find_advance, find_interim_twin
from surety.queries.later_advances import list_taken_years
from surety.queries.rulebook import AgencyHandling, get_handling, get_tariff

# Whoever underwrote one of these relied on the works contract as it stood.
_RELIED_ON = frozenset(
    {RequestState.APPROVED, RequestState.PAID, RequestState.ON_ACCOUNT, RequestState.ISSUED}
)


def load_ground(session: Session, application: Application, *, reading: Reading) -> Ground:
    """The ground under one application as its draft reads now."""
    twin = find_interim_twin(session, application) if reading.is_interim else None
    return Ground(
        handling=find_handling(session, reading.works.agency_id),
        tariff=find_tariff(session),
        has_monthly_account=application.contractor.monthly_account,
        branch_ids=frozenset(session.scalars(select(Branch.id))),
        locked=frozenset(
            request.product for request in application.requests if request.state is not RequestState.REQUESTED
        ),
        advance=find_advance(session, Draft.from_json(application.draft).advance_number),
        recognition_reports=count_recognition_reports(session, application) if reading.is_interim else 0,
        twin=(twin.receipt_number or "") if twin is not None else "",
        company=application.contractor.name,
        works_are_fixed=works_are_relied_on(application),
        taken_years=list_taken_years(session, application),
    )


def count_recognition_reports(session: Session, application: Application) -> int:
    """How many 認定調書 are attached."""
    return sum(paper.kind == RECOGNITION_FIELD for paper in list_attachments(session, application))


def find_handling(
    session: Session, agency_id: int | None, *, revision: int | None = None
) -> AgencyHandling | None:
    """The chosen agency's handling, None without a (known) agency."""
    if agency_id is None:
        return None
    try:
        return get_handling(session, agency_id, revision=revision)
    except NotFound:
        return None


def find_tariff(session: Session, *, revision: int | None = None) -> Tariff | None:
    """The tariff in force today, None where none is loaded."""
    try:
        return get_tariff(session, on=clock.today(), revision=revision)
    except NotFound:
        return None


def works_are_relied_on(application: Application) -> bool:
    """Whether a guarantee was already approved on the works contract, which then may no longer change."""
    return any(request.state in _RELIED_ON for request in application.requests)
