"""What becomes of a change's 追加保証料 when its approval is taken back, or the change does not come about."""

from sqlalchemy.orm import Session

from surety.domain.states import PremiumState
from surety.models import GuaranteeChange
from surety.queries.charges import list_change_statements
from surety.services.charges import void_charge


def forget_charges(session: Session, change: GuaranteeChange) -> None:
    """審査のやり直し: what nobody has paid is void, what was paid counts at the next approval."""
    _void(session, change, besides=PremiumState.PAID)


def drop_charges(session: Session, change: GuaranteeChange) -> None:
    """取下げ or お断り: nothing is owed, and what was paid waits on the 返還 page for its 返還計算書."""
    _void(session, change)


def _void(session: Session, change: GuaranteeChange, *, besides: PremiumState | None = None) -> None:
    for statement in list_change_statements(session, change):
        if statement.state is not besides:
            void_charge(session, statement)
    for item in change.items:
        item.statement = item.effect = None
    session.flush()
