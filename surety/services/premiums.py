"""保証料: stating the premium of a requested guarantee with every step of its calculation, and settling it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety.config import Settings
from surety.domain.charges import StatementKind
from surety.domain.dates import format_wareki
from surety.domain.premium import PremiumQuote
from surety.domain.products import PaymentMethod
from surety.domain.workflow import REQUEST, RequestEvent, advance
from surety.models import GuaranteeRequest, PremiumStatement, TariffVersion
from surety.queries.cases import find_statement
from surety.security.identity import Actor
from surety.services.case_steps import begin_step, end_step
from surety.services.certificate_content import cover_begin, cover_end
from surety.services.charges import (
    Charge,
    Receipt,
    announce_charge,
    put_charge_on_account,
    record_charge_payment,
    state_charge,
)
from surety.services.examinations import quote_request
from surety.services.reviews import addressee_of


def state_premium(
    session: Session, request: GuaranteeRequest, *, actor: Actor, settings: Settings
) -> PremiumStatement:
    """保証料計算書 by the tariff in force today, numbered without gaps; it is never recalculated.

    Raises NotFound without a tariff for the product, RuleViolation for what cannot be priced.
    """
    if request.application.branch is None or actor.user_id is None:
        raise ValueError("a premium is stated by a person of the branch the application was sent to")
    quote = quote_request(session, request)
    tariff = session.scalars(select(TariffVersion).where(TariffVersion.code == quote.tariff_version)).one()
    return state_charge(session, _charge(request, quote, tariff=tariff), actor=actor, settings=settings)


def announce_premium(session: Session, request: GuaranteeRequest, *, settings: Settings) -> None:
    """保証料のお知らせ by mail, without the amount; what goes on the monthly account needs none."""
    if goes_on_account(request):
        return
    application = request.application
    contract, statement = application.works_contract, find_statement(session, request)
    if contract is None or statement is None:
        raise ValueError("the premium was not stated yet")
    announce_charge(
        session,
        statement,
        to=addressee_of(application),
        email=application.created_by.email,
        work_kind=contract.kind,
        path=f"/applications/{application.id}",
        settings=settings,
    )


def record_payment(
    session: Session, request: GuaranteeRequest, *, receipt: Receipt, version_id: int, actor: Actor
) -> None:
    """入金の確認: the whole stated amount came in, not later than today.

    Raises RuleViolation (field amount or paid_on), ForbiddenMove or Stale.
    """
    action = "application.paid"
    if not begin_step(session, request.application, action, version_id=version_id, actor=actor):
        return
    next_state = advance(REQUEST, request.state, RequestEvent.RECORD_PAYMENT)
    statement = _statement(session, request)
    record_charge_payment(session, statement, receipt=receipt, actor=actor)
    request.state = next_state
    facts = {"product": request.product.value, "statement": statement.number}
    end_step(session, request.application, action, version_id=version_id, actor=actor, facts=facts)


def put_on_account(session: Session, request: GuaranteeRequest, *, version_id: int, actor: Actor) -> None:
    """一括納付への計上, for companies with a monthly account that asked for it. Raises RuleViolation otherwise."""
    action = "application.put_on_account"
    if not begin_step(session, request.application, action, version_id=version_id, actor=actor):
        return
    next_state = advance(REQUEST, request.state, RequestEvent.PUT_ON_ACCOUNT)
    statement = _statement(session, request)
    put_charge_on_account(session, statement)
    request.state = next_state
    facts = {"product": request.product.value, "statement": statement.number}
    end_step(session, request.application, action, version_id=version_id, actor=actor, facts=facts)


def goes_on_account(request: GuaranteeRequest) -> bool:
    """Whether the premium belongs on the company's monthly account."""
    is_wanted = request.payment_method is PaymentMethod.MONTHLY_ACCOUNT
    return is_wanted and request.application.contractor.monthly_account


def _charge(request: GuaranteeRequest, quote: PremiumQuote, *, tariff: TariffVersion) -> Charge:
    application = request.application
    contract, branch = application.works_contract, application.branch
    if contract is None or branch is None:
        raise ValueError("an application without works contract or branch was not sent yet")
    return Charge(
        kind=StatementKind.PREMIUM,
        product=request.product,
        contractor=application.contractor,
        branch=branch,
        tariff=tariff,
        is_official=quote.is_official,
        premium=quote.premium_yen,
        tax=quote.tax_yen,
        tax_class=quote.tax_class,
        steps=quote.steps,
        guaranteed_amount=request.amount,
        agency=contract.agency.name,
        works_label=contract.kind.name_label,
        works_name=contract.work_name,
        period_label=_period_words(request, quote),
        bill_to=request.bill_to,
        payment_method=request.payment_method,
        receipt_number=application.receipt_number or "",
        request=request,
    )


def _period_words(request: GuaranteeRequest, quote: PremiumQuote) -> str:
    contract = request.application.works_contract
    if quote.period_days is None or contract is None:
        return ""
    begins, ends = cover_begin(request, contract), cover_end(request, contract)
    return f"{format_wareki(begins)}から{format_wareki(ends)}まで（{quote.period_days}日間）"


def _statement(session: Session, request: GuaranteeRequest) -> PremiumStatement:
    statement = find_statement(session, request)
    if statement is None:
        raise ValueError("an approved request without a premium statement")
    return statement
