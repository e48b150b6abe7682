"""The rows of 保証料計算書一覧: statements and refunds, with what the page and the file say about each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session

from surety.domain.charges import PaperKind
from surety.domain.products import Product
from surety.domain.states import COUNTING, PremiumState, RefundState
from surety.models import (
    Branch,
    Guarantee,
    GuaranteeRequest,
    Payment,
    PremiumStatement,
    RefundStatement,
)


@dataclass(frozen=True, slots=True, order=True)
class StatementPlace:
    """Where a row stands in the list, the newest first: by its day (date.toordinal), then by its entry.

    The entry is twice the row's id, one more for a refund, so that both tables stand in one order.
    """

    day: int
    entry: int

    @classmethod
    def of(cls, day: date, row_id: int, *, is_refund: bool) -> Self:
        """The place of a row."""
        return cls(day.toordinal(), row_id * 2 + int(is_refund))

    def first_id(self, *, is_refund: bool) -> int:
        """The id below which a table's rows of the same day stand below this place."""
        return self.entry // 2 if is_refund else (self.entry + 1) // 2


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement or refund, made at a UTC instant on a JST day; amounts are whole yen, `body` is what was kept when it was made.

    `settled_on` is the JST date of the payment or of the paying back. `application_id` and `request_id` only for the premium
    of a requested guarantee.
    """

    place: StatementPlace
    number: str
    kind: PaperKind
    stated_on: date
    stated_at: datetime
    amount: int
    body: dict[str, Any]
    product: Product
    state: PremiumState | RefundState
    receipt_number: str
    guarantee_number: str
    settled_on: date | None
    branch: str
    application_id: int | None = None
    request_id: int | None = None

    @property
    def is_refund(self) -> bool:
        """Whether the money goes the other way."""
        return self.kind is PaperKind.REFUND

    @property
    def due_on(self) -> date | None:
        """By when it is to be paid; None on the monthly account and for a refund."""
        due = self.body.get("payment_due")
        return date.fromisoformat(due) if due else None

    def values(self) -> tuple[object, ...]:
        """The cells of STATEMENT_COLUMNS."""
        kept, back = self.body, self.is_refund
        return (
            self.number,
            self.stated_on,
            self.state.label,
            self.product.label,
            self.receipt_number,
            self.guarantee_number,
            kept["agency"],
            kept["works_name"],
            kept.get("guaranteed_amount"),
            None if back else kept["premium"],
            None if back else kept["tax"],
            None if back else self.amount,
            kept["tax_label"],
            kept.get("payment_label", ""),
            self.due_on,
            None if back else self.settled_on,
            kept["contractor"],
            f"{kept['tariff_version']}{'' if kept['is_verified'] else '（見本料率）'}",
            self.branch,
            self.kind.label,
            self.amount if back else None,
            self.settled_on if back else None,
        )


def list_papers_of(session: Session, guarantee: Guarantee) -> list[StatementRow]:
    """Every statement and refund about an issued guarantee, without void ones; the newest first."""
    about = or_(
        PremiumStatement.request_id == guarantee.request_id, PremiumStatement.guarantee_id == guarantee.id
    )
    statements = session.scalars(select(PremiumStatement.id).where(about)).all()
    refunds = session.scalars(
        select(RefundStatement.id).where(RefundStatement.guarantee_id == guarantee.id)
    ).all()
    rows = [*read_statements(session, statements), *read_refunds(session, refunds)]
    return sorted(rows, key=lambda row: (row.stated_at, row.place), reverse=True)


def read_statements(session: Session, ids: Sequence[int]) -> list[StatementRow]:
    """The rows of these statements, without void ones, in no order."""
    paid_on = (
        select(func.min(Payment.paid_on))
        .where(Payment.statement_id == PremiumStatement.id)
        .scalar_subquery()
        .label("paid_on")
    )
    wanted: Select[*tuple[Any, ...]] = (
        select(
            PremiumStatement,
            GuaranteeRequest.application_id,
            Branch.name.label("branch"),
            Guarantee.number.label("guarantee_number"),
            paid_on,
        )
        .join(Branch, Branch.id == PremiumStatement.branch_id)
        .outerjoin(GuaranteeRequest, GuaranteeRequest.id == PremiumStatement.request_id)
        .outerjoin(
            Guarantee,
            or_(
                Guarantee.id == PremiumStatement.guarantee_id,
                Guarantee.request_id == PremiumStatement.request_id,
            ),
        )
        .where(PremiumStatement.state.in_(COUNTING), PremiumStatement.id.in_(ids))
    )
    return [_statement_row(found) for found in session.execute(wanted)] if ids else []


def read_refunds(session: Session, ids: Sequence[int]) -> list[StatementRow]:
    """The rows of these refunds, in no order."""
    wanted: Select[*tuple[Any, ...]] = (
        select(RefundStatement, Branch.name.label("branch"), Guarantee.number.label("guarantee_number"))
        .join(Branch, Branch.id == RefundStatement.branch_id)
        .outerjoin(Guarantee, Guarantee.id == RefundStatement.guarantee_id)
        .where(RefundStatement.id.in_(ids))
    )
    return [_refund_row(found) for found in session.execute(wanted)] if ids else []


def _statement_row(found: Row[Any]) -> StatementRow:
    statement: PremiumStatement = found.PremiumStatement
    return StatementRow(
        place=StatementPlace.of(statement.stated_on, statement.id, is_refund=False),
        number=statement.number,
        kind=PaperKind(statement.kind.value),
        stated_on=statement.stated_on,
        stated_at=statement.stated_at,
        amount=statement.amount,
        body=statement.body,
        product=statement.product,
        state=statement.state,
        receipt_number=statement.receipt_number,
        guarantee_number=found.guarantee_number or "",
        settled_on=found.paid_on,
        branch=found.branch,
        application_id=found.application_id,
        request_id=statement.request_id,
    )


def _refund_row(found: Row[Any]) -> StatementRow:
    refund: RefundStatement = found.RefundStatement
    return StatementRow(
        place=StatementPlace.of(refund.stated_on, refund.id, is_refund=True),
        number=refund.number,
        kind=PaperKind.REFUND,
        stated_on=refund.stated_on,
        stated_at=refund.stated_at,
        amount=refund.amount,
        body=refund.body,
        product=refund.product,
        state=refund.state,
        receipt_number=refund.receipt_number,
        guarantee_number=found.guarantee_number or "",
        settled_on=refund.paid_back_on,
        branch=found.branch,
    )
