"""One 保証料計算書 by its number, for its company or its branch, and the row to move."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety.domain.charges import StatementKind
from surety.domain.errors import NotFound
from surety.domain.states import COUNTING, PremiumState
from surety.models import (
    BidBond,
    ChangedGuarantee,
    Guarantee,
    GuaranteeChange,
    GuaranteeRequest,
    PremiumStatement,
)


def get_statement_of_company(session: Session, number: str, *, contractor_id: int | None) -> PremiumStatement:
    """A statement the company owes or has paid. Raises NotFound for a void one and for anybody else's."""
    found = session.scalars(
        select(PremiumStatement).where(
            PremiumStatement.number == number,
            PremiumStatement.contractor_id == contractor_id,
            PremiumStatement.state.in_(COUNTING),
        )
    ).one_or_none()
    if found is None:
        raise NotFound(f"statement {number}")
    return found


def get_statement_of_branch(session: Session, number: str, *, branch_id: int | None) -> PremiumStatement:
    """A statement of the branch, void ones too; the head office (None) sees all. Raises NotFound for any other."""
    found = session.scalars(select(PremiumStatement).where(PremiumStatement.number == number)).one_or_none()
    if found is None or branch_id not in (None, found.branch_id):
        raise NotFound(f"statement {number}")
    return found


def lock_statement(session: Session, statement: PremiumStatement) -> PremiumStatement:
    """The statement as it stands now, ours until the transaction ends."""
    return session.scalars(
        select(PremiumStatement)
        .where(PremiumStatement.id == statement.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def list_live_statements(session: Session, request: GuaranteeRequest) -> list[PremiumStatement]:
    """The statements of a requested guarantee that count: one at most, none before the approval."""
    return list(
        session.scalars(
            select(PremiumStatement).where(
                PremiumStatement.request_id == request.id, PremiumStatement.state.in_(COUNTING)
            )
        )
    )


def list_change_statements(session: Session, change: GuaranteeChange) -> list[PremiumStatement]:
    """The statements of a change that count, those of an earlier approval too."""
    return list(
        session.scalars(
            select(PremiumStatement)
            .where(
                PremiumStatement.guarantee_id.in_([item.guarantee_id for item in change.items]),
                PremiumStatement.kind == StatementKind.ADDITIONAL,
                PremiumStatement.receipt_number == change.receipt_number,
                PremiumStatement.state.in_(COUNTING),
            )
            .order_by(PremiumStatement.id)
        )
    )


def list_unpaid_of(session: Session, guarantee: Guarantee) -> list[PremiumStatement]:
    """What is charged about an issued guarantee and 未納."""
    return list(
        session.scalars(
            select(PremiumStatement)
            .where(
                PremiumStatement.guarantee_id == guarantee.id, PremiumStatement.state == PremiumState.UNPAID
            )
            .order_by(PremiumStatement.id)
        )
    )


def find_bond_of(session: Session, statement: PremiumStatement) -> BidBond | None:
    """The bid bond whose fee this is, and which it counts for."""
    return session.scalars(select(BidBond).where(BidBond.statement_id == statement.id)).one_or_none()


def find_changed_of(session: Session, statement: PremiumStatement) -> ChangedGuarantee | None:
    """The guarantee in a change for which this was asked, and which it counts for."""
    return session.scalars(
        select(ChangedGuarantee).where(ChangedGuarantee.statement_id == statement.id)
    ).one_or_none()
