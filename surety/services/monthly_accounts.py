"""一括納付: whether a company's premiums are put on one account a month."""

from sqlalchemy.orm import Session

from surety import audit
from surety.models import Contractor
from surety.security.identity import Actor


def agree_monthly_account(session: Session, contractor: Contractor, *, is_agreed: bool, actor: Actor) -> None:
    """Note that 一括納付 was agreed with a company, or ended; what is on the account already stays there."""
    if contractor.monthly_account is is_agreed:
        return
    contractor.monthly_account = is_agreed
    session.flush()
    audit.record(
        session,
        "contractor.monthly_account_agreed" if is_agreed else "contractor.monthly_account_ended",
        actor=actor,
        object_kind="contractor",
        object_id=contractor.id,
    )
