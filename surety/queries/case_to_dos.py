"""What waits for the contractor in its 変更の申込 and 契約保証予約: a mend that was asked for, a payment that is due.

Both are written and settled within weeks, so only the newest RECENT of a company are looked at.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from surety.clock import to_jst
from surety.domain.bid_bond_states import BidBondState
from surety.domain.change_states import ChangeState
from surety.domain.procedure_status import ProcedureStatus
from surety.models import AuditEvent, BidBond, GuaranteeChange
from surety.queries.changes import has_unpaid, whole_change
from surety.queries.to_dos import Matter, ToDo, Wait

RECENT = 200


def changes_to_correct(contractor_id: int | None) -> Select[int]:
    """The ids of the returned 変更の申込, the newest first."""
    return _newest(GuaranteeChange, contractor_id, ChangeState.RETURNED)


def bonds_to_correct(contractor_id: int | None) -> Select[int]:
    """The ids of the returned 契約保証予約, the newest first."""
    return _newest(BidBond, contractor_id, BidBondState.RETURNED)


def list_change_to_dos(session: Session, *, contractor_id: int | None, limit: int) -> list[ToDo]:
    """Returned 変更 and those whose additional premium is due; at most `limit` of each."""
    returned = _read_changes(session, changes_to_correct(contractor_id).limit(limit))
    days = returned_on(session, "guarantee_change", "change.returned", [row.id for row in returned])
    approved = _read_changes(session, _newest(GuaranteeChange, contractor_id, ChangeState.APPROVED))
    due = [row for row in approved if has_unpaid(row)][:limit]
    return [
        *(
            _of_change(row, on=days.get(row.id), wait=Wait.CORRECT, status=ProcedureStatus.RETURNED)
            for row in returned
        ),
        *(
            _of_change(
                row,
                on=to_jst(row.approved_at or row.saved_at).date(),
                wait=Wait.PAY,
                status=ProcedureStatus.PAYMENT_DUE,
            )
            for row in due
        ),
    ]


def list_bond_to_dos(session: Session, *, contractor_id: int | None, limit: int) -> list[ToDo]:
    """Returned 契約保証予約 and those whose 予約手数料 is due; at most `limit` of each."""
    returned = _read_bonds(session, bonds_to_correct(contractor_id).limit(limit))
    days = returned_on(session, "bid_bond", "bid_bond.returned", [row.id for row in returned])
    due = _read_bonds(session, _newest(BidBond, contractor_id, BidBondState.APPROVED).limit(limit))
    return [
        *(_of_bond(row, on=days.get(row.id), wait=Wait.CORRECT) for row in returned),
        *(_of_bond(row, on=to_jst(row.approved_at or row.created_at).date(), wait=Wait.PAY) for row in due),
    ]


def returned_on(session: Session, kind: str, action: str, ids: Iterable[int]) -> dict[int, date]:
    """The JST date on which each of these was last returned."""
    found = session.execute(
        select(AuditEvent.object_id, func.max(AuditEvent.at))
        .where(
            AuditEvent.object_kind == kind,
            AuditEvent.object_id.in_([str(each) for each in ids]),
            AuditEvent.action == action,
        )
        .group_by(AuditEvent.object_id)
    )
    return {int(object_id): to_jst(at).date() for object_id, at in found}


def _newest(
    table: type[GuaranteeChange] | type[BidBond],
    contractor_id: int | None,
    state: ChangeState | BidBondState,
) -> Select[int]:
    recent = (
        select(table.id, table.state)
        .where(table.contractor_id == contractor_id)
        .order_by(table.id.desc())
        .limit(RECENT)
        .subquery()
    )
    return select(recent.c.id).where(recent.c.state == state).order_by(recent.c.id.desc())


def _read_changes(session: Session, ids: Select[int]) -> Sequence[GuaranteeChange]:
    # In two steps, here and below: PostgreSQL would join every row there is before it looks for these few.
    wanted = (
        select(GuaranteeChange)
        .where(GuaranteeChange.id.in_(session.scalars(ids).all()))
        .order_by(GuaranteeChange.id.desc())
    )
    return session.scalars(wanted.options(*whole_change())).all()


def _read_bonds(session: Session, ids: Select[int]) -> Sequence[BidBond]:
    wanted = select(BidBond).where(BidBond.id.in_(session.scalars(ids).all())).order_by(BidBond.id.desc())
    return session.scalars(wanted.options(joinedload(BidBond.agency))).all()


def _of_change(change: GuaranteeChange, *, on: date | None, wait: Wait, status: ProcedureStatus) -> ToDo:
    guarantee = change.guarantee
    day = on or to_jst(change.saved_at).date()
    return ToDo(
        day, wait, status, guarantee.work_name, guarantee.beneficiary_name, Matter.CHANGE, str(change.id)
    )


def _of_bond(bond: BidBond, *, on: date | None, wait: Wait) -> ToDo:
    day = on or to_jst(bond.draft_saved_at).date()
    agency = bond.agency.name if bond.agency else ""
    return ToDo(day, wait, bond.state, bond.work_name, agency, Matter.BID_BOND, str(bond.id))
