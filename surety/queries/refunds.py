"""返還計算書: one by its number, a branch's list, and the money of one guarantee until now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session, joinedload

from surety.domain.errors import NotFound
from surety.domain.settlement import Charged
from surety.domain.states import COUNTING, PremiumState, RefundState
from surety.models import (
    Guarantee,
    PremiumStatement,
    RefundStatement,
    TariffVersion,
)
from surety.models.premium import OWED_BACK
from surety.models.refund import DUE

PAGE_ROWS = 20
COUNTED = 100
_SETTLED = (PremiumState.PAID, PremiumState.ON_ACCOUNT)


@dataclass(frozen=True, slots=True)
class MoneyOf:
    """What one guarantee cost until now, in whole yen; `tariff` is the version it was issued under.

    `stated` is everything charged, `settled` the part that was paid or stands on the monthly account, both without what
    went back. `unpaid` are the numbers of the statements that nobody has settled yet.
    """

    tariff: TariffVersion
    stated: Charged
    settled: Charged
    unpaid: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefundPage:
    """One page of a branch's refunds, newest first; `after` opens the next one, None on the last."""

    rows: Sequence[RefundStatement]
    after: int | None


def find_money(session: Session, guarantee: Guarantee) -> MoneyOf | None:
    """The money of an issued guarantee; None where its premium was never stated here."""
    statements = session.scalars(
        select(PremiumStatement)
        .where(
            or_(
                PremiumStatement.request_id == guarantee.request_id,
                PremiumStatement.guarantee_id == guarantee.id,
            ),
            PremiumStatement.state.in_(COUNTING),
        )
        .order_by(PremiumStatement.id)
    ).all()
    first = next((each for each in statements if each.request_id == guarantee.request_id), None)
    if first is None:
        return None
    refunds = session.scalars(
        select(RefundStatement).where(RefundStatement.guarantee_id == guarantee.id)
    ).all()
    settled = [each for each in statements if each.state in _SETTLED]
    return MoneyOf(
        tariff=first.tariff_version,
        stated=_left(statements, refunds),
        settled=_left(settled, refunds),
        unpaid=tuple(each.number for each in statements if each.state is PremiumState.UNPAID),
    )


def find_refund_of_statement(session: Session, statement: PremiumStatement) -> RefundStatement | None:
    """What goes back of a statement that never became a guarantee; None while nothing does."""
    return session.scalars(
        select(RefundStatement).where(RefundStatement.statement_id == statement.id)
    ).first()


def list_refunds_of(session: Session, guarantee: Guarantee) -> Sequence[RefundStatement]:
    """Every refund about a guarantee, oldest first."""
    return session.scalars(
        select(RefundStatement)
        .where(RefundStatement.guarantee_id == guarantee.id)
        .order_by(RefundStatement.id)
    ).all()


def get_refund_of_company(session: Session, number: str, *, contractor_id: int | None) -> RefundStatement:
    """A refund of the company. Raises NotFound for anybody else's."""
    found = session.scalars(
        select(RefundStatement).where(
            RefundStatement.number == number, RefundStatement.contractor_id == contractor_id
        )
    ).one_or_none()
    if found is None:
        raise NotFound(f"refund {number}")
    return found


def get_refund_of_branch(session: Session, number: str, *, branch_id: int | None) -> RefundStatement:
    """A refund of the branch; the head office (None) sees all. Raises NotFound for any other."""
    found = session.scalars(
        select(RefundStatement)
        .where(RefundStatement.number == number)
        .options(joinedload(RefundStatement.contractor), joinedload(RefundStatement.guarantee))
    ).one_or_none()
    if found is None or branch_id not in (None, found.branch_id):
        raise NotFound(f"refund {number}")
    return found


def lock_refund(session: Session, refund: RefundStatement) -> RefundStatement:
    """The refund as it stands now, ours until the transaction ends."""
    return session.scalars(
        select(RefundStatement)
        .where(RefundStatement.id == refund.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def list_branch_refunds(
    session: Session, *, branch_id: int | None, is_done: bool, after: int | None = None
) -> RefundPage:
    """A page of the refunds of a branch (None: of all) that are due, or that were paid back; the newest first."""
    wanted = select(RefundStatement).options(
        joinedload(RefundStatement.contractor), joinedload(RefundStatement.guarantee)
    )
    if is_done:
        wanted = wanted.where(RefundStatement.state == RefundState.DONE)
    else:
        wanted = wanted.where(text(f"refund_statement.{DUE}"))
    if branch_id is not None:
        wanted = wanted.where(RefundStatement.branch_id == branch_id)
    if after is not None:
        wanted = wanted.where(RefundStatement.id < after)
    rows = session.scalars(wanted.order_by(RefundStatement.id.desc()).limit(PAGE_ROWS + 1)).all()
    shown = rows[:PAGE_ROWS]
    return RefundPage(shown, shown[-1].id if len(rows) > PAGE_ROWS else None)


def list_unreturned(session: Session, *, branch_id: int | None) -> Sequence[PremiumStatement]:
    """Statements that were paid in vain, and of which nothing goes back yet; the newest, a page at most."""
    wanted = select(PremiumStatement).where(text(f"premium_statement.{OWED_BACK}"))
    if branch_id is not None:
        wanted = wanted.where(PremiumStatement.branch_id == branch_id)
    wanted = wanted.options(joinedload(PremiumStatement.contractor))
    return session.scalars(wanted.order_by(PremiumStatement.id.desc()).limit(PAGE_ROWS)).all()


def count_to_give_back(session: Session, *, branch_id: int | None) -> int:
    """How much of a branch (None: of all) waits to go back, stated or not yet, at most COUNTED."""
    total = 0
    for model, waits in ((RefundStatement, DUE), (PremiumStatement, OWED_BACK)):
        wanted = select(model.id).where(text(f"{model.__tablename__}.{waits}"))
        if branch_id is not None:
            wanted = wanted.where(model.branch_id == branch_id)
        total += session.scalar(select(func.count()).select_from(wanted.limit(COUNTED).subquery())) or 0
    return min(total, COUNTED)


def _left(statements: Sequence[PremiumStatement], refunds: Sequence[RefundStatement]) -> Charged:
    return Charged(
        max(0, sum(each.premium for each in statements) - sum(each.premium for each in refunds)),
        max(0, sum(each.tax for each in statements) - sum(each.tax for each in refunds)),
    )
