"""The end of a 利用申請: somebody of the new company is in."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit
from surety.domain.workflow import REGISTRATION, RegistrationEvent, RegistrationState, advance
from surety.models import Registration
from surety.security.identity import SYSTEM


def mark_activated(session: Session, contractor_id: int) -> None:
    """Note that the company's people use the service now; called whenever one of them sets their own password."""
    waiting = session.scalars(
        select(Registration).where(
            Registration.contractor_id == contractor_id,
            Registration.state == RegistrationState.NOTICE_ISSUED,
        )
    )
    for registration in waiting.all():
        registration.state = advance(REGISTRATION, registration.state, RegistrationEvent.ACTIVATE)
        session.flush()
        audit.record(
            session,
            "registration.activated",
            actor=SYSTEM,
            object_kind="registration",
            object_id=registration.id,
        )
