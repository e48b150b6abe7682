"""予約手数料: stating it with every step of its calculation, and settling it. The fee is 課税 (docs/rules/premium.md)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety.config import Settings
from surety.domain.bid_bond_amounts import quote_fee
from surety.domain.bid_bond_states import BidBondEvent
from surety.domain.bid_bond_workflow import BID_BOND
from surety.domain.charges import StatementKind
from surety.domain.dates import format_wareki
from surety.domain.errors import NotFound
from surety.domain.premium import PremiumQuote
from surety.domain.products import PaymentMethod, Product
from surety.domain.workflow import advance
from surety.models import BidBond, PremiumStatement, TariffVersion
from surety.queries.application_ground import find_tariff
from surety.security.identity import Actor
from surety.services.bid_bond_mails import bond_addressee
from surety.services.bid_bond_steps import begin_bond_step, end_bond_step
from surety.services.charges import (
    Charge,
    Receipt,
    announce_charge,
    put_charge_on_account,
    record_charge_payment,
    state_charge,
    void_charge,
)


def state_fee(session: Session, bid_bond: BidBond, *, actor: Actor, settings: Settings) -> PremiumStatement:
    """予約手数料通知書 by the tariff in force today, numbered without gaps. Raises NotFound without a tariff for it."""
    tariff = find_tariff(session)
    if tariff is None or bid_bond.amount is None:
        raise NotFound("今日の料率が登録されていません")
    quote = quote_fee(tariff, amount=bid_bond.amount)
    row = session.scalars(select(TariffVersion).where(TariffVersion.code == quote.tariff_version)).one()
    statement = state_charge(session, _charge(bid_bond, quote, tariff=row), actor=actor, settings=settings)
    bid_bond.statement_id = statement.id
    session.flush()
    return statement


def announce_stated_fee(session: Session, bid_bond: BidBond, *, settings: Settings) -> None:
    """予約手数料のお知らせ by mail, without the amount; what goes on the monthly account needs none."""
    if fee_goes_on_account(bid_bond) or bid_bond.kind is None:
        return
    announce_charge(
        session,
        _statement(session, bid_bond),
        to=bond_addressee(bid_bond),
        email=bid_bond.created_by.email,
        work_kind=bid_bond.kind,
        path=f"/bid-bonds/{bid_bond.id}",
        settings=settings,
    )


def record_fee_payment(
    session: Session, bid_bond: BidBond, *, receipt: Receipt, version_id: int, actor: Actor
) -> None:
    """入金の確認: the whole fee with its tax came in, not later than today.

    Raises RuleViolation (field amount or paid_on), ForbiddenMove or Stale.
    """
    action = "bid_bond.paid"
    if not begin_bond_step(session, bid_bond, action, version_id=version_id, actor=actor):
        return
    next_state = advance(BID_BOND, bid_bond.state, BidBondEvent.RECORD_PAYMENT)
    statement = _statement(session, bid_bond)
    record_charge_payment(session, statement, receipt=receipt, actor=actor)
    bid_bond.state = next_state
    facts = {"statement": statement.number}
    end_bond_step(session, bid_bond, action, version_id=version_id, actor=actor, facts=facts)


def put_fee_on_account(session: Session, bid_bond: BidBond, *, version_id: int, actor: Actor) -> None:
    """一括納付への計上, for companies with a monthly account that asked for it. Raises RuleViolation otherwise."""
    action = "bid_bond.put_on_account"
    if not begin_bond_step(session, bid_bond, action, version_id=version_id, actor=actor):
        return
    next_state = advance(BID_BOND, bid_bond.state, BidBondEvent.PUT_ON_ACCOUNT)
    statement = _statement(session, bid_bond)
    put_charge_on_account(session, statement)
    bid_bond.state = next_state
    facts = {"statement": statement.number}
    end_bond_step(session, bid_bond, action, version_id=version_id, actor=actor, facts=facts)


def void_fee(session: Session, bid_bond: BidBond) -> None:
    """What was reviewed again or withdrawn owes nothing: its notice, if there is one, is void and stays on file."""
    if bid_bond.statement_id is not None:
        void_charge(session, _statement(session, bid_bond))
        bid_bond.statement_id = None


def fee_goes_on_account(bid_bond: BidBond) -> bool:
    """Whether the fee belongs on the company's monthly account."""
    is_wanted = bid_bond.payment_method is PaymentMethod.MONTHLY_ACCOUNT
    return is_wanted and bid_bond.contractor.monthly_account


def _charge(bid_bond: BidBond, quote: PremiumQuote, *, tariff: TariffVersion) -> Charge:
    agency, branch, method = bid_bond.agency, bid_bond.branch, bid_bond.payment_method
    if agency is None or branch is None or method is None or bid_bond.bid_on is None:
        raise ValueError("a bid bond without agency, branch or date was not sent yet")
    return Charge(
        kind=StatementKind.FEE,
        product=Product.BID_BOND,
        contractor=bid_bond.contractor,
        branch=branch,
        tariff=tariff,
        is_official=quote.is_official,
        premium=quote.premium_yen,
        tax=quote.tax_yen,
        tax_class=quote.tax_class,
        steps=quote.steps,
        guaranteed_amount=quote.amount_yen,
        agency=agency.name,
        works_label="案件名",
        works_name=bid_bond.work_name,
        bill_to=bid_bond.bill_to,
        payment_method=method,
        receipt_number=bid_bond.receipt_number or "",
        facts=(("入札日", format_wareki(bid_bond.bid_on)),),
    )


def _statement(session: Session, bid_bond: BidBond) -> PremiumStatement:
    if bid_bond.statement_id is None:
        raise ValueError("the fee was not stated yet")
    return session.get_one(PremiumStatement, bid_bond.statement_id)
