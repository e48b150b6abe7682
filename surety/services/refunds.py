"""返還計算書: stating what goes back, telling of it, and noting that it went back.

The subject (a change, an end, a bid bond, a withdrawn request) moves and is recorded by its own service, in the same transaction.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.config import Settings
from surety.documents import contexts
from surety.documents.kinds import DocumentKind
from surety.documents.renderer import render_document
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.domain.parties import Office
from surety.domain.premium import PremiumStep
from surety.domain.products import PaymentMethod, WorkKind
from surety.domain.settlement import RefundQuote
from surety.domain.states import RefundState
from surety.mail import messages
from surety.mail.letterhead import Addressee, Letterhead
from surety.mail.outbox import queue_mail
from surety.models import Branch, Contractor, Guarantee, PremiumStatement, RefundStatement, TariffVersion
from surety.queries.refunds import lock_refund
from surety.security.identity import Actor
from surety.services.numbers import take_refund_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """What goes back to whom, and what its paper says of it; `facts` are further lines of the paper: (label, value).

    `guarantee` only for one that was issued; `statement` is what was paid where there never was one.
    """

    quote: RefundQuote
    contractor: Contractor
    branch: Branch
    tariff: TariffVersion
    agency: str
    works_label: str
    works_name: str
    payee: str = ""
    receipt_number: str = ""
    guarantee: Guarantee | None = None
    statement: PremiumStatement | None = None
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PayBack:
    """Money that went back: the JST date, how, and a note."""

    paid_back_on: date
    method: PaymentMethod
    note: str = ""


def state_refund(
    session: Session, refund: Refund, *, actor: Actor, settings: Settings
) -> RefundStatement | None:
    """Number the refund without gaps and keep its figures and words, 返還予定 at first; None where nothing goes back."""
    if actor.user_id is None:
        raise ValueError("a refund is stated by a person")
    quote = refund.quote
    if quote.refund.total == 0:
        return None
    now = clock.now()
    stated_on = clock.to_jst(now).date()
    statement = RefundStatement(
        number=take_refund_number(session, branch_code=refund.branch.code, on=stated_on),
        reason=quote.reason,
        product=quote.product,
        contractor_id=refund.contractor.id,
        branch_id=refund.branch.id,
        guarantee_id=refund.guarantee.id if refund.guarantee else None,
        statement_id=refund.statement.id if refund.statement else None,
        receipt_number=refund.receipt_number,
        tariff_version_id=refund.tariff.id,
        premium=quote.refund.premium,
        tax=quote.refund.tax,
        amount=quote.refund.total,
        body=_body(refund, settings=settings),
        stated_on=stated_on,
        stated_at=now,
        stated_by_id=actor.user_id,
        state=RefundState.DUE,
    )
    session.add(statement)
    session.flush()
    return statement


def announce_refund(
    session: Session,
    statement: RefundStatement,
    *,
    to: Addressee,
    email: str,
    work_kind: WorkKind,
    settings: Settings,
) -> None:
    """保証料返還のお知らせ to `email`, without the amount: it stands on the paper. Once for each statement."""
    message = messages.refund_stated(
        Letterhead.of(settings),
        branch=statement.branch,
        to=to,
        number=statement.number,
        work_kind=work_kind,
        work_name=str(statement.body["works_name"]),
        product=statement.product,
        reason=statement.reason.label,
        path="/statements?kind=refund",
    )
    queue_mail(
        session,
        message,
        subject_key=f"refund-{statement.number}",
        recipient=email,
        recipient_name=statement.contractor.name,
        contractor_id=statement.contractor_id,
        branch_id=statement.branch_id,
    )


def pay_back(session: Session, statement: RefundStatement, *, given: PayBack, actor: Actor) -> None:
    """返還の記録: the whole stated amount went back, not later than today.

    The same person pressing twice gives the first result. Raises RuleViolation (field paid_back_on), ForbiddenMove for one
    that went back already.
    """
    statement = lock_refund(session, statement)
    if statement.state is RefundState.DONE:
        is_twice = statement.paid_back_by_id == actor.user_id and statement.paid_back_on == given.paid_back_on
        if is_twice:
            return
        raise ForbiddenMove(
            "refund.done", "この返還は、すでに記録されています。画面を開き直してご確認ください"
        )
    if given.paid_back_on > clock.today():
        raise RuleViolation("refund.date", "返還日は、今日までの日付で入力してください", field="paid_back_on")
    if given.paid_back_on < statement.stated_on:
        raise RuleViolation(
            "refund.date",
            "返還日は、返還計算書を作成した日より後の日付で入力してください",
            field="paid_back_on",
        )
    statement.state = RefundState.DONE
    statement.paid_back_on, statement.method, statement.note = given.paid_back_on, given.method, given.note
    statement.paid_back_by_id, statement.paid_back_at = actor.user_id, clock.now()
    session.flush()
    audit.record(
        session,
        "refund.paid_back",
        actor=actor,
        object_kind="refund_statement",
        object_id=statement.number,
        facts={"reason": statement.reason.value},
    )


def refund_paper(statement: RefundStatement) -> bytes:
    """The paper as PDF, from what was kept when it was stated."""
    return render_document(DocumentKind.REFUND_STATEMENT, refund_content(statement))


def refund_content(statement: RefundStatement) -> contexts.RefundStatement:
    """The statement's words and figures."""
    kept: dict[str, object] = dict(statement.body)
    steps = tuple(PremiumStep(*step) for step in kept.pop("steps"))  # type: ignore[attr-defined]  # JSON made by _body
    facts = tuple((str(label), str(value)) for label, value in kept.pop("facts"))  # type: ignore[attr-defined]  # as above
    office = Office(**kept.pop("office"))  # type: ignore[arg-type]  # as above
    return contexts.RefundStatement(
        issued_on=statement.stated_on,
        number=statement.number,
        reason=statement.reason.label,
        steps=steps,
        facts=facts,
        office=office,
        **kept,  # type: ignore[arg-type]  # as above
    )


def _body(refund: Refund, *, settings: Settings) -> dict[str, object]:
    quote = refund.quote
    return {
        "contractor": refund.payee or refund.contractor.name,
        "agency": refund.agency,
        "works_label": refund.works_label,
        "works_name": refund.works_name,
        "product_label": quote.product.label,
        "guarantee_number": refund.guarantee.number if refund.guarantee else "",
        "tariff_name": refund.tariff.name,
        "tariff_version": refund.tariff.code,
        "tariff_source": refund.tariff.source,
        "is_verified": quote.is_official,
        "steps": [list(asdict(step).values()) for step in quote.steps],
        "facts": [list(fact) for fact in refund.facts],
        "premium": quote.refund.premium,
        "tax": quote.refund.tax,
        "tax_label": quote.tax_class.label,
        "guarantor": settings.guarantor.name,
        "office": {"name": refund.branch.name, "phone": refund.branch.phone, "fax": refund.branch.fax},
        "is_sample": settings.is_demo,
    }
