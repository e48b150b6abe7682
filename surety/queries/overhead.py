"""現場管理費等: what the agency's rule allows on one guaranteed payment."""

from sqlalchemy.orm import Session

from surety.domain.amount_rule import MAXIMUM_PRODUCTS, DecisiveDates
from surety.domain.certificate import CertificateContent
from surety.domain.overhead import OverheadPot
from surety.domain.workflow import GuaranteeState
from surety.models import Guarantee
from surety.queries.rulebook import get_handling


def find_overhead(session: Session, guarantee: Guarantee, content: CertificateContent) -> OverheadPot | None:
    """The pot of a guarantee in force on its certificate's facts; None for products that guarantee no payment."""
    if guarantee.product not in MAXIMUM_PRODUCTS or guarantee.state is not GuaranteeState.IN_FORCE:
        return None
    contract = guarantee.works_contract
    return get_handling(session, guarantee.agency_id).judge_overhead(
        guarantee.product,
        work_kind=content.work_kind,
        dates=DecisiveDates(
            contract=content.contracted_on, announcement=contract.announced_on, notice=contract.notified_on
        ),
        advance_yen=content.guaranteed_amount,
    )
