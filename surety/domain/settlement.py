"""What a change or an early end makes of a premium: more to pay, something back, or neither.

Always by the tariff the guarantee was issued under (docs/rules/premium-settlement.md). Sources are silent on refunds: the
rule is data of the tariff, and the shipped one is a plainly named sample.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from surety.domain.dates import format_wareki
from surety.domain.errors import RuleViolation
from surety.domain.money import echo_yen, format_yen
from surety.domain.percent import amount_at
from surety.domain.premium import PremiumQuote, PremiumStep, quote_premium, raw_words, round_yen
from surety.domain.products import LabelledEnum, Product
from surety.domain.rule_words import percent_words
from surety.domain.tariff import ProductTariff, RefundRule, RefundShare, Tariff, TaxClass


class RefundReason(LabelledEnum):
    """Why money goes back."""

    CHANGE = "change", "減額・期間の短縮"
    TERMINATED = "terminated", "解約"
    CANCELLED = "cancelled", "取消"
    RELEASED = "released", "発注者による解除"
    EXPIRED = "expired", "満了"
    WITHDRAWN = "withdrawn", "取下げ"
    CHANGE_CANCELLED = "change_cancelled", "変更の取消"
    CHANGE_DROPPED = "change_dropped", "変更の取りやめ"


@dataclass(frozen=True, slots=True)
class Charged:
    """Money of one guarantee in whole yen: the premium, and the tax on it."""

    premium: int
    tax: int = 0

    def __post_init__(self) -> None:
        if self.premium < 0 or self.tax < 0:
            raise ValueError("nothing is charged below zero")

    @property
    def total(self) -> int:
        """Premium and tax together."""
        return self.premium + self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundQuote:
    """What comes back, and the way there in words. `raw` is exact, before rounding; never more than `paid`."""

    reason: RefundReason
    product: Product
    tariff_version: str
    tariff_name: str
    tax_class: TaxClass
    is_official: bool
    paid: Charged
    raw: Fraction
    refund: Charged
    steps: tuple[PremiumStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettlement:
    """The premium after a change beside what was stated before.

    `additional` is what is charged now, zero where nothing is; `refund` is there where the premium became less.
    """

    quote: PremiumQuote
    stated: Charged
    additional: Charged
    refund: RefundQuote | None
    steps: tuple[PremiumStep, ...]


def settle_change(
    tariff: Tariff,
    *,
    product: Product,
    amount: int,
    period_days: int | None,
    stated: Charged,
    settled: Charged,
    reason: RefundReason = RefundReason.CHANGE,
) -> ChangeSettlement:
    """The premium of the changed guarantee against what was stated so far, as if it had been so from the start.

    `amount` and `period_days` are those after the change, `tariff` is the version the guarantee was issued under; a 変更取消
    is settled by what counts again, with its own `reason`.
    `stated` is everything charged until now without what went back, `settled` the part of it that was paid or stands
    on the monthly account. Raises what `quote_premium` raises, and RuleViolation where less is due and the tariff says
    nothing of refunds.
    """
    quote = quote_premium(tariff, product=product, amount=amount, period_days=period_days)
    more = Charged(max(0, quote.premium_yen - stated.premium), max(0, quote.tax_yen - stated.tax))
    difference = quote.total_yen - stated.total
    sign = "＋" if difference > 0 else "－" if difference < 0 else ""
    steps = (
        *quote.steps,
        PremiumStep("変更後の保証料", "変更後の内容で計算", _yen(quote.total_yen)),
        PremiumStep("計算済みの保証料", "これまでの計算書の合計（返還した分を除く）", _yen(stated.total)),
        PremiumStep(
            "差額",
            f"{_yen(quote.total_yen)} － {_yen(stated.total)}",
            f"{sign}{_yen(abs(difference))}",
        ),
    )
    refund = None
    if difference < 0:
        refund = _less(tariff, quote, reason, stated=stated, settled=settled, before=steps)
    return ChangeSettlement(
        quote=quote,
        stated=stated,
        additional=more if difference > 0 else Charged(0),
        refund=refund,
        steps=refund.steps if refund else steps,
    )


def settle_end(
    tariff: Tariff,
    *,
    product: Product,
    reason: RefundReason,
    paid: Charged,
    first_day: date,
    last_day: date,
    ended_on: date,
) -> RefundQuote:
    """What comes back when a guarantee from `first_day` to `last_day` (JST, both covered) ends on `ended_on`.

    `paid` is everything paid or standing on the monthly account, without what went back. The day of the end still
    counts as covered. Nothing comes back on or after the last day, except by 取消, which is as if the guarantee had never
    been given. Raises RuleViolation where the tariff says nothing of refunds.
    """
    if last_day < first_day:
        raise ValueError("a guarantee ends on its first day or later")
    line = tariff.line_for(product)
    rule = _rule(tariff, line)
    days = (last_day - first_day).days + 1
    left = min(max((last_day - ended_on).days, 0), days)
    share = _share(rule, reason)
    begin = PremiumStep("納付済みの保証料", "返還した分を除く", _yen(paid.total))
    if reason is RefundReason.EXPIRED or (left == 0 and share is not RefundShare.WHOLE):
        why = f"保証期限（{format_wareki(last_day)}）まで保証したため"
        return _refund(tariff, line, reason, paid, None, (begin, PremiumStep("返還", why, "返還しません")))
    if share is RefundShare.NONE:
        why = f"{reason.label}では返還しない定めのため"
        return _refund(tariff, line, reason, paid, None, (begin, PremiumStep("返還", why, "返還しません")))
    if share is RefundShare.WHOLE:
        step = PremiumStep("返還の割合", f"{reason.label}のため全額", raw_words(Fraction(paid.premium)))
        return _refund(tariff, line, reason, paid, Fraction(paid.premium), (begin, step))
    raw = Fraction(paid.premium * left, days)
    how = f"{_yen(paid.premium)} × 残り{left}日 ÷ {days}日"
    span = f"{format_wareki(ended_on)}まで保証し、{format_wareki(last_day)}まで残り{left}日"
    steps = (
        begin,
        PremiumStep("残りの日数", span, f"{left}日"),
        PremiumStep("返還額の計算", how, raw_words(raw)),
    )
    return _refund(tariff, line, reason, paid, raw, steps)


def settle_unused(
    tariff: Tariff, *, product: Product, paid: Charged, reason: RefundReason = RefundReason.WITHDRAWN
) -> RefundQuote:
    """Paid for what never came about, so the whole of it comes back, whatever the tariff says.

    取下げ: no guarantee was ever given; 変更の取りやめ: the guarantee stayed as it was.
    """
    why = "変更していないため全額" if reason is RefundReason.CHANGE_DROPPED else "保証していないため全額"
    steps = (
        PremiumStep("納付済みの保証料", f"発行の前の{reason.label}", _yen(paid.total)),
        PremiumStep("返還額", why, _yen(paid.total)),
    )
    return _made(tariff, tariff.line_for(product), reason, paid, Fraction(paid.premium), paid, steps)


def _less(
    tariff: Tariff,
    quote: PremiumQuote,
    reason: RefundReason,
    *,
    stated: Charged,
    settled: Charged,
    before: tuple[PremiumStep, ...],
) -> RefundQuote:
    rule = _rule(tariff, quote.line)
    premium = min(max(0, stated.premium - quote.premium_yen), settled.premium)
    tax = min(max(0, stated.tax - quote.tax_yen), settled.tax)
    found, steps = Charged(premium, tax), before
    if found.total < stated.total - quote.total_yen:
        steps = (*steps, PremiumStep("返還の上限", "納付済みの額まで", _yen(found.total)))
    if found.total < rule.minimum:
        found, steps = Charged(0), (*steps, _too_little(rule))
    steps = (*steps, PremiumStep("返還額", "お返しする金額", _yen(found.total)))
    return _made(tariff, quote.line, reason, settled, Fraction(premium), found, steps)


def _refund(
    tariff: Tariff,
    line: ProductTariff,
    reason: RefundReason,
    paid: Charged,
    raw: Fraction | None,
    before: tuple[PremiumStep, ...],
) -> RefundQuote:
    """Round, keep below what was paid, leave out what is too little, and give back the tax with the fee."""
    if raw is None:
        return _made(tariff, line, reason, paid, Fraction(0), Charged(0), before)
    rule, steps = _rule(tariff, line), before
    found = paid
    if raw != paid.premium:
        premium = min(round_yen(raw, unit=rule.rounding_unit, mode=rule.rounding_mode), paid.premium)
        found = Charged(premium, min(amount_at(premium, percent=line.tax_percent), paid.tax))
        how = f"{echo_yen(rule.rounding_unit)}未満を{rule.rounding_mode.label}"
        steps = (*steps, PremiumStep("端数の処理", how, _yen(premium)))
    if found.tax:
        how = f"{_yen(found.premium)} × {percent_words(line.tax_percent)}（1円未満切捨て）"
        steps = (*steps, PremiumStep("消費税", how, _yen(found.tax)))
    if found.total < rule.minimum:
        found, steps = Charged(0), (*steps, _too_little(rule))
    steps = (*steps, PremiumStep("返還額", "お返しする金額", _yen(found.total)))
    return _made(tariff, line, reason, paid, raw, found, steps)


def _made(
    tariff: Tariff,
    line: ProductTariff,
    reason: RefundReason,
    paid: Charged,
    raw: Fraction,
    refund: Charged,
    steps: tuple[PremiumStep, ...],
) -> RefundQuote:
    return RefundQuote(
        reason=reason,
        product=line.product,
        tariff_version=tariff.version,
        tariff_name=tariff.name,
        tax_class=line.tax_class,
        is_official=tariff.is_verified,
        paid=paid,
        raw=raw,
        refund=refund,
        steps=steps,
    )


def _rule(tariff: Tariff, line: ProductTariff) -> RefundRule:
    if line.refund is None:
        raise RuleViolation(
            "refund.no_rule",
            f"{tariff.name}（{tariff.version}）に{line.product.label}の返還の定めがないため、返還額を計算できません",
        )
    return line.refund


def _share(rule: RefundRule, reason: RefundReason) -> RefundShare:
    return {
        RefundReason.TERMINATED: rule.termination,
        RefundReason.CANCELLED: rule.cancellation,
        RefundReason.RELEASED: rule.release,
        RefundReason.EXPIRED: RefundShare.NONE,
    }[reason]


def _too_little(rule: RefundRule) -> PremiumStep:
    return PremiumStep("最低返還額", f"{_yen(rule.minimum)}に満たないため", "返還しません")


def _yen(value: int) -> str:
    return f"{format_yen(value)}円"
