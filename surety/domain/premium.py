"""The premium of a guarantee, step by step, from a tariff."""

from dataclasses import dataclass
from fractions import Fraction

from surety.domain.errors import RuleViolation
from surety.domain.money import echo_yen, format_yen
from surety.domain.percent import amount_at
from surety.domain.products import Product
from surety.domain.rule_words import percent_words
from surety.domain.tariff import PeriodRule, ProductTariff, RoundingMode, Tariff, TariffTier, TaxClass

DAYS_OF_YEAR = 365


@dataclass(frozen=True, slots=True)
class PremiumStep:
    """One line of the statement: what was done, how, and what came out (words for people)."""

    label: str
    how: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumQuote:
    """A premium and its way there. Yen are integers.

    `yearly` and `raw` are exact: before and after the share of the year, both before rounding.
    `premium_yen` is without tax, `total_yen` with it; they are equal for an exempt premium.
    """

    product: Product
    amount_yen: int
    period_days: int | None
    tariff_version: str
    tariff_name: str
    line: ProductTariff
    tier: TariffTier
    yearly: Fraction
    raw: Fraction
    rounded_yen: int
    premium_yen: int
    tax_yen: int
    is_official: bool

    @property
    def total_yen(self) -> int:
        """What the contractor pays, in yen."""
        return self.premium_yen + self.tax_yen

    @property
    def minimum_applied(self) -> bool:
        """Whether the lowest premium of the tariff decided."""
        return self.premium_yen != self.rounded_yen

    @property
    def tax_class(self) -> TaxClass:
        """非課税 or 課税."""
        return self.line.tax_class

    @property
    def steps(self) -> tuple[PremiumStep, ...]:
        """Every step of the calculation in the order of the statement."""
        return _steps(self)

    @property
    def caution(self) -> str:
        """A sentence for a figure that is not official; empty for an official one."""
        if self.is_official:
            return ""
        return f"「{self.tariff_name}」による試算です。正式な{_word(self)}ではありません。"


def quote_premium(
    tariff: Tariff, *, product: Product, amount: int, period_days: int | None = None
) -> PremiumQuote:
    """Calculate the premium of one guarantee; the live estimate and the statement both call this.

    Needs the guaranteed amount in whole yen above zero and, where the tariff counts days, the
    length of the guarantee in days (first and last day counted). The way: tier → amount × rate +
    constant → share of the year → rounding → minimum → tax. No step before rounding loses a
    fraction. Raises RuleViolation for an amount or period that cannot be priced and NotFound if
    the tariff has no line for the product.
    """
    if amount <= 0:
        raise RuleViolation("premium.no_amount", "保証金額を入力すると、保証料の目安を計算できます")
    line = tariff.line_for(product)
    tier = line.tier_for(amount)
    rate, parts = tier.rate_percent.as_integer_ratio()
    yearly = Fraction(amount * rate + tier.constant * 100 * parts, 100 * parts)
    raw = _share_of_year(yearly, line=line, period_days=period_days)
    rounded = round_yen(raw, unit=line.rounding_unit, mode=line.rounding_mode)
    premium = max(rounded, line.minimum)
    return PremiumQuote(
        product=product,
        amount_yen=amount,
        period_days=period_days,
        tariff_version=tariff.version,
        tariff_name=tariff.name,
        line=line,
        tier=tier,
        yearly=yearly,
        raw=raw,
        rounded_yen=rounded,
        premium_yen=premium,
        tax_yen=amount_at(premium, percent=line.tax_percent),
        is_official=tariff.is_verified,
    )


def round_yen(value: Fraction, *, unit: int, mode: RoundingMode) -> int:
    """Round an exact non-negative value in yen to a multiple of `unit` yen."""
    whole, parts = value.numerator, value.denominator * unit
    if mode is RoundingMode.DOWN:
        return whole // parts * unit
    if mode is RoundingMode.UP:
        return -(-whole // parts) * unit
    return (2 * whole + parts) // (2 * parts) * unit


def raw_words(value: Fraction) -> str:
    """An exact value for people: 54,999.5円, or 約12,345.68円 where it never ends."""
    hundredths = value * 100
    whole = round_yen(hundredths, unit=1, mode=RoundingMode.HALF_UP)
    yen, rest = divmod(whole, 100)
    decimals = f".{rest:02d}".rstrip("0").rstrip(".")
    about = "" if hundredths == whole else "約"
    return f"{about}{format_yen(yen)}{decimals}円"


def tier_words(tier: TariffTier) -> str:
    """The band in words: 1,000万円超 1億円以下."""
    low = f"{echo_yen(tier.over)}超" if tier.over else ""
    high = f"{echo_yen(tier.up_to)}以下" if tier.up_to is not None else ""
    return " ".join(part for part in (low, high) if part) or "金額によらず一律"


def _share_of_year(yearly: Fraction, *, line: ProductTariff, period_days: int | None) -> Fraction:
    if line.period_rule is PeriodRule.NONE:
        return yearly
    if period_days is None or period_days < 1:
        raise RuleViolation("premium.no_period", "保証期間を入力すると、保証料の目安を計算できます")
    return Fraction(yearly.numerator * period_days, yearly.denominator * DAYS_OF_YEAR)


def _steps(quote: PremiumQuote) -> tuple[PremiumStep, ...]:
    line, tier = quote.line, quote.tier
    rate = percent_words(tier.rate_percent)
    constant = f" ＋ {format_yen(tier.constant)}円" if tier.constant else ""
    formula = f"{format_yen(quote.amount_yen)}円 × {rate}{constant}"
    found = [
        PremiumStep("料率の区分", tier_words(tier), f"{rate}{constant}"),
        PremiumStep(f"{_word(quote)}の計算", formula, raw_words(quote.yearly)),
    ]
    if line.period_rule is PeriodRule.DAYS_OF_YEAR:
        share = f"× {quote.period_days}日 ÷ {DAYS_OF_YEAR}日"
        found.append(PremiumStep("保証期間", share, raw_words(quote.raw)))
    rounding = f"{echo_yen(line.rounding_unit)}未満を{line.rounding_mode.label}"
    found.append(PremiumStep("端数の処理", rounding, f"{format_yen(quote.rounded_yen)}円"))
    if quote.minimum_applied:
        reason = f"{format_yen(line.minimum)}円に満たないため"
        found.append(PremiumStep(f"最低{_word(quote)}", reason, f"{format_yen(quote.premium_yen)}円"))
    found.append(_tax_step(quote))
    return tuple(found)


def _word(quote: PremiumQuote) -> str:
    return "予約手数料" if quote.product is Product.BID_BOND else "保証料"


def _tax_step(quote: PremiumQuote) -> PremiumStep:
    if quote.tax_class is TaxClass.EXEMPT:
        return PremiumStep("消費税", "保証料は非課税です", "0円")
    how = f"{format_yen(quote.premium_yen)}円 × {percent_words(quote.line.tax_percent)}（1円未満切捨て）"
    return PremiumStep("消費税", how, f"{format_yen(quote.tax_yen)}円")
