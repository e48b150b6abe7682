"""Whatever is charged: stating it on a 保証料計算書, telling of it, and settling it.

The subject (a requested guarantee, a change, a bid bond) moves and is recorded by its own service; these functions move
the statement in the same transaction and write no audit row of their own.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy.orm import Session

from surety import clock
from surety.config import Settings
from surety.documents import contexts
from surety.documents.kinds import DocumentKind
from surety.documents.renderer import render_document
from surety.domain.charges import StatementKind
from surety.domain.due_times import payment_due
from surety.domain.errors import RuleViolation
from surety.domain.money import format_yen
from surety.domain.parties import Office
from surety.domain.premium import PremiumStep
from surety.domain.products import PaymentMethod, Product, WorkKind
from surety.domain.tariff import TaxClass
from surety.domain.workflow import PREMIUM, PremiumEvent, PremiumState, advance
from surety.mail import messages
from surety.mail.letterhead import Addressee, Letterhead
from surety.mail.outbox import queue_mail
from surety.models import (
    Branch,
    Contractor,
    Guarantee,
    GuaranteeRequest,
    Payment,
    PremiumStatement,
    TariffVersion,
)
from surety.queries.charges import list_live_statements, lock_statement
from surety.security.identity import Actor
from surety.services.numbers import take_statement_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What is charged to whom, and what its paper says of it. Whole yen; `premium` is without `tax`.

    `request` only for the premium of a requested guarantee, `guarantee` for what is charged about an issued one.
    `facts` are further lines of the paper: (label, value).
    """

    kind: StatementKind
    product: Product
    contractor: Contractor
    branch: Branch
    tariff: TariffVersion
    is_official: bool
    premium: int
    tax: int = 0
    tax_class: TaxClass = TaxClass.EXEMPT
    steps: Sequence[PremiumStep]
    guaranteed_amount: int
    agency: str
    works_label: str
    works_name: str
    period_label: str = ""
    bill_to: str = ""
    payment_method: PaymentMethod
    receipt_number: str = ""
    request: GuaranteeRequest | None = None
    guarantee: Guarantee | None = None
    facts: Sequence[tuple[str, str]] = ()

    @property
    def is_on_account(self) -> bool:
        """Whether it belongs on the company's monthly account."""
        return self.payment_method is PaymentMethod.MONTHLY_ACCOUNT and self.contractor.monthly_account


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Money that came in: whole yen, the JST date it came, how."""

    amount: int
    paid_on: date
    method: PaymentMethod
    note: str = ""


def state_charge(session: Session, charge: Charge, *, actor: Actor, settings: Settings) -> PremiumStatement:
    """Number the charge without gaps and keep its figures and words; it is never recalculated, and 未納 at first."""
    if actor.user_id is None:
        raise ValueError("a charge is stated by a person")
    now = clock.now()
    stated_on = clock.to_jst(now).date()
    statement = PremiumStatement(
        number=take_statement_number(session, branch_code=charge.branch.code, on=stated_on),
        kind=charge.kind,
        product=charge.product,
        contractor_id=charge.contractor.id,
        branch_id=charge.branch.id,
        request_id=charge.request.id if charge.request else None,
        guarantee_id=charge.guarantee.id if charge.guarantee else None,
        receipt_number=charge.receipt_number,
        payment_method=charge.payment_method,
        tariff_version_id=charge.tariff.id,
        premium=charge.premium,
        tax=charge.tax,
        amount=charge.premium + charge.tax,
        body=_body(charge, stated_on=stated_on, settings=settings),
        state=PremiumState.UNPAID,
        stated_on=stated_on,
        stated_at=now,
        stated_by_id=actor.user_id,
    )
    session.add(statement)
    session.flush()
    return statement


def announce_charge(
    session: Session,
    statement: PremiumStatement,
    *,
    to: Addressee,
    email: str,
    work_kind: WorkKind,
    path: str,
    settings: Settings,
) -> None:
    """保証料のお知らせ to `email`, without the amount: it stands on the page at `path`. Once for each statement.

    What goes on the monthly account needs no letter; the caller asks `is_on_account`.
    """
    message = messages.premium_due(
        Letterhead.of(settings),
        branch=statement.branch,
        to=to,
        receipt_number=statement.receipt_number,
        work_kind=work_kind,
        work_name=str(statement.body["works_name"]),
        product=statement.product,
        payment_method=statement.payment_method.label,
        path=path,
        by=payment_due(statement.stated_on),
        charge=statement.kind.charge,
    )
    queue_mail(
        session,
        message,
        subject_key=f"statement-{statement.number}",
        recipient=email,
        recipient_name=statement.contractor.name,
        contractor_id=statement.contractor_id,
        branch_id=statement.branch_id,
    )


def record_charge_payment(
    session: Session, statement: PremiumStatement, *, receipt: Receipt, actor: Actor
) -> None:
    """入金の確認: the whole stated amount came in, not later than today.

    Raises RuleViolation (field amount or paid_on), ForbiddenMove for one that is settled or void.
    """
    statement = lock_statement(session, statement)
    next_state = advance(PREMIUM, statement.state, PremiumEvent.RECORD_PAYMENT)
    if receipt.amount != statement.amount:
        raise RuleViolation(
            "payment.amount",
            f"入金額が計算書の金額（{format_yen(statement.amount)}円）と違います。過不足は、お客様に確認してから記録してください",
            field="amount",
        )
    if receipt.paid_on > clock.today():
        raise RuleViolation("payment.date", "入金日は、今日までの日付で入力してください", field="paid_on")
    session.add(
        Payment(
            statement_id=statement.id,
            amount=receipt.amount,
            paid_on=receipt.paid_on,
            method=receipt.method.value,
            note=receipt.note,
            recorded_by_id=actor.user_id,
            recorded_at=clock.now(),
        )
    )
    statement.state = next_state
    session.flush()


def put_charge_on_account(session: Session, statement: PremiumStatement) -> None:
    """一括納付への計上. Raises RuleViolation unless the company asked for it and has a monthly account, ForbiddenMove."""
    statement = lock_statement(session, statement)
    is_wanted = statement.payment_method is PaymentMethod.MONTHLY_ACCOUNT
    if not (is_wanted and statement.contractor.monthly_account):
        raise RuleViolation(
            "payment.no_account", "一括納付のお申込みではないため、計上できません。入金を確認してください"
        )
    statement.state = advance(PREMIUM, statement.state, PremiumEvent.PUT_ON_ACCOUNT)
    session.flush()


def put_on_account_if_agreed(session: Session, statement: PremiumStatement) -> bool:
    """一括納付への計上 at once, where the first premium went that way too; gives whether it did."""
    is_wanted = statement.payment_method is PaymentMethod.MONTHLY_ACCOUNT
    if not (is_wanted and statement.contractor.monthly_account):
        return False
    put_charge_on_account(session, statement)
    return True


def void_charge(session: Session, statement: PremiumStatement) -> None:
    """取りやめ: what it was about is reviewed again, withdrawn or declined; nothing is owed for it any more.

    Only what was issued goes on an invoice, so none claims what is void.
    """
    statement = lock_statement(session, statement)
    statement.state = advance(PREMIUM, statement.state, PremiumEvent.VOID)
    session.flush()


def void_premium(session: Session, request: GuaranteeRequest) -> None:
    """As `void_charge`, for the premium of a requested guarantee if one was stated."""
    for statement in list_live_statements(session, request):
        void_charge(session, statement)


def statement_paper(statement: PremiumStatement) -> bytes:
    """The paper as PDF, from what was kept when it was stated."""
    return render_document(DocumentKind.PREMIUM_STATEMENT, statement_content(statement))


def statement_content(statement: PremiumStatement) -> contexts.PremiumStatement:
    """The statement's words and figures."""
    kept: dict[str, object] = dict(statement.body)
    steps = tuple(PremiumStep(*step) for step in kept.pop("steps"))  # type: ignore[attr-defined]  # JSON made by _body
    facts = tuple((str(label), str(value)) for label, value in kept.pop("facts", ()))  # type: ignore[attr-defined]  # as above
    due = kept.pop("payment_due")
    office = Office(**kept.pop("office"))  # type: ignore[arg-type]  # as above
    return contexts.PremiumStatement(
        title=statement.kind.label,
        issued_on=statement.stated_on,
        number=statement.number,
        steps=steps,
        facts=facts,
        payment_due=date.fromisoformat(str(due)) if due else None,
        office=office,
        **kept,  # type: ignore[arg-type]  # as above
    )


def _body(charge: Charge, *, stated_on: date, settings: Settings) -> dict[str, object]:
    due = "" if charge.is_on_account else payment_due(stated_on).isoformat()
    return {
        "contractor": charge.bill_to or charge.contractor.name,
        "agency": charge.agency,
        "works_label": charge.works_label,
        "works_name": charge.works_name,
        "product_label": charge.product.label,
        "guarantee_number": charge.guarantee.number if charge.guarantee else "",
        "guaranteed_amount": charge.guaranteed_amount,
        "period_label": charge.period_label,
        "tariff_name": charge.tariff.name,
        "tariff_version": charge.tariff.code,
        "tariff_source": charge.tariff.source,
        "is_verified": charge.is_official,
        "steps": [list(asdict(step).values()) for step in charge.steps],
        "facts": [list(fact) for fact in charge.facts],
        "premium": charge.premium,
        "tax": charge.tax,
        "tax_label": charge.tax_class.label,
        "payment_label": charge.payment_method.label,
        "payment_due": due,
        "guarantor": settings.guarantor.name,
        "office": {"name": charge.branch.name, "phone": charge.branch.phone, "fax": charge.branch.fax},
        "is_sample": settings.is_demo,
    }
