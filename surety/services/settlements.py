"""What a change or an end makes of an issued guarantee's premium, by the tariff it was issued under.

The services of changes and endings quote with these while somebody looks, and state with them when it is decided.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from surety.config import Settings
from surety.domain.certificate import CertificateContent
from surety.domain.charges import StatementKind
from surety.domain.coverage import guaranteed_from
from surety.domain.errors import RuleViolation
from surety.domain.money import format_yen
from surety.domain.row_codec import from_row
from surety.domain.settlement import (
    ChangeSettlement,
    RefundQuote,
    RefundReason,
    settle_change,
    settle_end,
)
from surety.domain.tariff import Tariff
from surety.models import Guarantee, PremiumStatement, RefundStatement, TariffVersion
from surety.queries.certificates import read_certificate, version_in_force
from surety.queries.refunds import MoneyOf, find_money
from surety.security.identity import Actor
from surety.services.charges import Charge, state_charge
from surety.services.refunds import Refund, state_refund


def quote_change(
    session: Session,
    guarantee: Guarantee,
    content: CertificateContent,
    *,
    reason: RefundReason = RefundReason.CHANGE,
) -> ChangeSettlement:
    """The premium of the guarantee as `content` changes it against what was stated before; nothing is kept.

    `reason` is what a refund's paper names. Raises RuleViolation where the premium was never stated here, where a statement
    is still 未納, or where it cannot be priced.
    """
    money = _money(session, guarantee)
    if money.unpaid:
        raise RuleViolation(
            "settlement.unpaid",
            f"未納の計算書（{'、'.join(money.unpaid)}）があります。先に入金を確認してください",
        )
    return settle_change(
        _tariff(money.tariff),
        product=guarantee.product,
        amount=content.guaranteed_amount,
        period_days=(content.guaranteed_until - premium_day(guarantee, content)).days + 1,
        stated=money.stated,
        settled=money.settled,
        reason=reason,
    )


def quote_end(session: Session, guarantee: Guarantee, *, reason: RefundReason, ended_on: date) -> RefundQuote:
    """What comes back when the guarantee ends on a JST date; nothing is kept. Raises RuleViolation as `quote_change`."""
    money = _money(session, guarantee)
    content = read_certificate(version_in_force(guarantee))
    return settle_end(
        _tariff(money.tariff),
        product=guarantee.product,
        reason=reason,
        paid=money.settled,
        first_day=premium_day(guarantee, content),
        last_day=content.guaranteed_until,
        ended_on=ended_on,
    )


def state_change(
    session: Session,
    guarantee: Guarantee,
    settlement: ChangeSettlement,
    *,
    content: CertificateContent,
    receipt_number: str,
    actor: Actor,
    settings: Settings,
) -> PremiumStatement | RefundStatement | None:
    """追加保証料計算書 or 返還計算書 of a change, or None where the premium stays as it is.

    The additional premium is paid the way the first one was.
    """
    if settlement.refund is not None:
        return state_refund_of(
            session,
            guarantee,
            settlement.refund,
            receipt_number=receipt_number,
            actor=actor,
            settings=settings,
        )
    if settlement.additional.total == 0:
        return None
    charge = _additional(session, guarantee, settlement, content=content, receipt_number=receipt_number)
    return state_charge(session, charge, actor=actor, settings=settings)


def state_refund_of(
    session: Session,
    guarantee: Guarantee,
    quote: RefundQuote,
    *,
    receipt_number: str = "",
    facts: Sequence[tuple[str, str]] = (),
    actor: Actor,
    settings: Settings,
) -> RefundStatement | None:
    """返還計算書 about an issued guarantee; None where nothing goes back."""
    content = read_certificate(version_in_force(guarantee))
    refund = Refund(
        quote=quote,
        contractor=guarantee.contractor,
        branch=guarantee.branch,
        tariff=_money(session, guarantee).tariff,
        agency=guarantee.beneficiary_name,
        works_label=content.work_kind.name_label,
        works_name=guarantee.work_name,
        payee=guarantee.request.bill_to,
        receipt_number=receipt_number,
        guarantee=guarantee,
        facts=facts,
    )
    return state_refund(session, refund, actor=actor, settings=settings)


def premium_day(guarantee: Guarantee, content: CertificateContent) -> date:
    """The first day (JST) that the premium counts: 契約日, else the first day of the 工期; in a later fiscal year its first day.

    The 契約日 is that of the first certificate: a 訂正 mends what is printed and not what the premium rests on.
    """
    first = read_certificate(guarantee.certificates[0])
    starts_on = first.contracted_on or content.works_from
    return guaranteed_from(starts_on, in_fiscal_year=guarantee.request.fiscal_year)


def _additional(
    session: Session,
    guarantee: Guarantee,
    settlement: ChangeSettlement,
    *,
    content: CertificateContent,
    receipt_number: str,
) -> Charge:
    before = read_certificate(version_in_force(guarantee))
    request, money = guarantee.request, _money(session, guarantee)
    return Charge(
        kind=StatementKind.ADDITIONAL,
        product=guarantee.product,
        contractor=guarantee.contractor,
        branch=guarantee.branch,
        tariff=money.tariff,
        is_official=settlement.quote.is_official,
        premium=settlement.additional.premium,
        tax=settlement.additional.tax,
        tax_class=settlement.quote.tax_class,
        steps=settlement.steps,
        guaranteed_amount=content.guaranteed_amount,
        agency=guarantee.beneficiary_name,
        works_label=content.work_kind.name_label,
        works_name=content.works_name,
        bill_to=request.bill_to,
        payment_method=request.payment_method,
        receipt_number=receipt_number,
        guarantee=guarantee,
        facts=(("変更前の保証金額", f"{format_yen(before.guaranteed_amount)} 円"),),
    )


def _money(session: Session, guarantee: Guarantee) -> MoneyOf:
    found = find_money(session, guarantee)
    if found is None:
        raise RuleViolation(
            "settlement.no_statement",
            "この保証契約には保証料計算書がないため、保証料の精算を計算できません。本店へご相談ください",
        )
    return found


def _tariff(row: TariffVersion) -> Tariff:
    return from_row(Tariff, row.body, where=row.code)
