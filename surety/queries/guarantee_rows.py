"""保証契約情報: what a file says about guarantees, page by page (docs/rules/downloads.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session, selectinload

from surety import clock
from surety.domain.certificate import CertificateContent
from surety.domain.expiry import state_on
from surety.domain.procedure_status import guarantee_status, stage_of
from surety.domain.products import CertificateForm
from surety.models import (
    Application,
    Branch,
    Certificate,
    CertificateOpening,
    Contractor,
    Guarantee,
    GuaranteeRequest,
    WorksContract,
)
from surety.queries.certificates import read_certificate, version_in_force
from surety.queries.guarantee_sources import Place
from surety.queries.guarantees import NEAR_EXPIRY

PAGE_ROWS = 2_000
P = TypeVar("P")
_FORMS = {CertificateForm.ELECTRONIC: "電子保証", CertificateForm.PAPER: "紙の証書"}
GUARANTEE_ROWS: Select[*tuple[Any, ...]] = (
    select(
        Guarantee.id,
        Guarantee.number,
        Guarantee.product,
        Guarantee.certificate_form,
        Guarantee.state,
        Guarantee.issued_on,
        Guarantee.expires_on,
        Contractor.name.label("contractor"),
        Guarantee.beneficiary_name,
        Guarantee.work_name,
        WorksContract.work_number,
        WorksContract.work_place,
        WorksContract.joint_venture_name,
        Guarantee.price,
        GuaranteeRequest.fiscal_year_amount,
        Guarantee.amount,
        WorksContract.period_from,
        WorksContract.period_to,
        WorksContract.contracted_on,
        GuaranteeRequest.deposit_bank,
        Application.receipt_number,
        Branch.name.label("branch"),
        Guarantee.delivered_on,
        Guarantee.handed_over_at,
    )
    .join(Contractor, Contractor.id == Guarantee.contractor_id)
    .join(Branch, Branch.id == Guarantee.branch_id)
    .join(WorksContract, WorksContract.id == Guarantee.works_contract_id)
    .join(GuaranteeRequest, GuaranteeRequest.id == Guarantee.request_id)
    .join(Application, Application.id == GuaranteeRequest.application_id)
)


class Ranged(Protocol):
    """Where a file's guarantees are read from, newest first."""

    def heads(self, *, limit: int, below: Place | None = None) -> Select[Any]: ...
    def checks(self) -> list[ColumnElement[bool]]: ...


@dataclass(frozen=True, slots=True)
class RowPage(Generic[P]):
    """Some rows of a file, and the place below which the next ones begin; None after the last."""

    rows: list[tuple[object, ...]]
    end: P | None


def read_guarantee_rows(
    session: Session, source: Ranged, *, below: Place | None, today: date
) -> RowPage[Place]:
    """The next rows of GUARANTEE_COLUMNS. `today` is the JST date; the wall is the source's."""
    places = [Place(*row) for row in session.execute(source.heads(limit=PAGE_ROWS, below=below))]
    if not places:
        return RowPage([], None)
    numbers = [place.guarantee_id for place in places]
    wanted = Guarantee.id.in_(numbers)
    found = {row.id: row for row in session.execute(GUARANTEE_ROWS.where(wanted, *source.checks()))}
    opened, said = _find_openings(session, numbers), _changed_facts(session, numbers)
    rows = [
        _values(_with(found[number], said.get(number)), opened=opened.get(number, _Opened()), today=today)
        for number in numbers
        if number in found
    ]
    return RowPage(rows, places[-1] if len(places) == PAGE_ROWS else None)


@dataclass(frozen=True, slots=True)
class _Opened:
    """When the certificate was first opened, and whether since its present key was issued."""

    first_at: datetime | None = None
    is_current: bool = False


def _find_openings(session: Session, numbers: Sequence[int]) -> dict[int, _Opened]:
    at = CertificateOpening.opened_at
    rows = session.execute(
        select(CertificateOpening.guarantee_id, func.min(at), func.max(at), Guarantee.key_reissued_at)
        .join(Guarantee, Guarantee.id == CertificateOpening.guarantee_id)
        .where(CertificateOpening.guarantee_id.in_(numbers))
        .group_by(CertificateOpening.guarantee_id, Guarantee.key_reissued_at)
    )
    return {number: _Opened(first, since is None or last >= since) for number, first, last, since in rows}


def _changed_facts(session: Session, numbers: Sequence[int]) -> dict[int, dict[str, object]]:
    """What the certificate in force says of columns that stand nowhere else, for those that have a second version."""
    followed = select(Certificate.guarantee_id).where(
        Certificate.guarantee_id.in_(numbers), Certificate.sequence > 1
    )
    wanted = select(Guarantee).where(Guarantee.id.in_(followed)).options(selectinload(Guarantee.certificates))
    return {each.id: _facts(read_certificate(version_in_force(each))) for each in session.scalars(wanted)}


def _facts(content: CertificateContent) -> dict[str, object]:
    return {
        "joint_venture_name": content.joint_venture,
        "period_from": content.works_from,
        "period_to": content.works_until,
        "contracted_on": content.contracted_on,
        "deposit_bank": " ".join(filter(None, (content.depository_bank, content.depository_branch))),
    }


def _with(row: Row[Any], facts: dict[str, object] | None) -> Sequence[Any]:
    return row if facts is None else tuple((dict(row._mapping) | facts).values())


def _values(row: Sequence[Any], *, opened: _Opened, today: date) -> tuple[object, ...]:
    (_, number, product, form, state, issued_on, expires_on, *middle, delivered_on, handed_over_at) = row
    stage = stage_of(
        form,
        is_handed_over=handed_over_at is not None,
        is_opened=opened.is_current,
        is_delivered=delivered_on is not None,
    )
    state = state_on(state, until=expires_on, today=today)
    status = guarantee_status(state, hand_over=stage, near_expiry=expires_on - today <= NEAR_EXPIRY)
    return (
        number,
        product.label,
        _FORMS[form],
        status.label,
        issued_on,
        expires_on,
        *middle,
        clock.to_jst(handed_over_at) if handed_over_at else None,
        clock.to_jst(opened.first_at) if opened.first_at else None,
    )
