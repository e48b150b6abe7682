"""Companies as the guarantor finds them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety.domain.text import normalise_code
from surety.models import Contractor


def find_contractor_by_number(session: Session, customer_number: str) -> Contractor | None:
    """The company of an お客さま番号, typed in any case and width."""
    number = normalise_code(customer_number).upper()
    return session.scalars(select(Contractor).where(Contractor.customer_number == number)).one_or_none()
