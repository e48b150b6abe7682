"""The 前払金保証 on one works contract: which fiscal years have theirs already."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety.domain.products import Product
from surety.domain.workflow import ApplicationState, GuaranteeState, RequestState
from surety.models import Application, Guarantee, GuaranteeRequest, WorksContract

# A guarantee that ended before its time makes room for another; one that ran out had its advance payment.
_COUNTS = (GuaranteeState.IN_FORCE, GuaranteeState.EXPIRED)
_GONE = (RequestState.DECLINED, RequestState.WITHDRAWN)
_UNSENT = (ApplicationState.DRAFT, ApplicationState.DISCARDED, ApplicationState.WITHDRAWN)


def list_taken_years(session: Session, application: Application) -> dict[int | None, str]:
    """By fiscal year (None = the whole contract) the other sent application or guarantee that has it, in words."""
    if application.works_contract_id is None:
        return {}
    return list_advance_years(session, application.works_contract_id, but=application.id)


def list_advance_years(
    session: Session, contract_id: int, *, but: int | None = None
) -> dict[int | None, str]:
    """As list_taken_years for a whole works contract, but for the application `but`."""
    rows = session.execute(
        select(
            GuaranteeRequest.fiscal_year,
            GuaranteeRequest.state,
            Application.receipt_number,
            Guarantee.number,
            Guarantee.state.label("guarantee_state"),
        )
        .join(Application, Application.id == GuaranteeRequest.application_id)
        .outerjoin(Guarantee, Guarantee.request_id == GuaranteeRequest.id)
        .where(
            Application.works_contract_id == contract_id,
            Application.state.not_in(_UNSENT),
            Application.id != (but or 0),
            GuaranteeRequest.product == Product.ADVANCE,
            GuaranteeRequest.state.not_in(_GONE),
        )
        .order_by(GuaranteeRequest.id)
    )
    return {
        row.fiscal_year: row.number or f"受付番号 {row.receipt_number}"
        for row in rows
        if row.number is None or row.guarantee_state in _COUNTS
    }


def find_free_year(session: Session, contract: WorksContract) -> int | None:
    """The first fiscal year of a multi-year contract that still lacks its 前払金保証."""
    if not contract.years:
        return None
    taken = list_advance_years(session, contract.id)
    return next((each.fiscal_year for each in contract.years if each.fiscal_year not in taken), None)
