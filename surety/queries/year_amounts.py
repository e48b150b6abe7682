"""今年度対象額 that a guarantee stands on, which a 変更 can move."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety.domain.certificate_history import standing_change
from surety.domain.change_wish import facts_from_json
from surety.models import Certificate, ChangedGuarantee, Guarantee, GuaranteeChange


def year_amount_of(session: Session, guarantee: Guarantee) -> int | None:
    """今年度対象額 in yen: what the 変更 in force says, else its application; None where the price is the base."""
    first = guarantee.request.fiscal_year_amount
    if first is None or not (number := standing_change(guarantee.certificates)):
        return first
    change = session.scalars(
        select(GuaranteeChange)
        .join(ChangedGuarantee, ChangedGuarantee.change_id == GuaranteeChange.id)
        .join(Certificate, Certificate.id == ChangedGuarantee.certificate_id)
        .where(ChangedGuarantee.guarantee_id == guarantee.id, Certificate.change_number == number)
    ).one_or_none()
    # A version that came of no application says nothing about the year.
    return facts_from_json(change.facts).year_amounts.get(guarantee.number, first) if change else first
