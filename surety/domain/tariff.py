"""A guarantor's tariff as dated data: tiers, constants, minimum, rounding, period rule, tax."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from surety.domain.errors import NotFound
from surety.domain.products import LabelledEnum, Product


class RoundingMode(LabelledEnum):
    """What happens below the rounding unit."""

    DOWN = "down", "切捨て"
    UP = "up", "切上げ"
    HALF_UP = "half_up", "四捨五入"


class PeriodRule(LabelledEnum):
    """How the length of the guarantee enters the premium."""

    NONE = "none", "期間によらない"
    DAYS_OF_YEAR = "days_of_year", "年率を日割り（365日）"


class TaxClass(LabelledEnum):
    """Consumption tax: premiums are outside of it, the bid-bond fee is not (docs/rules/premium.md)."""

    EXEMPT = "exempt", "非課税"
    TAXED = "taxed", "課税"


class RefundShare(LabelledEnum):
    """Which part of a paid premium comes back when a guarantee ends early."""

    WHOLE = "whole", "全額"
    REMAINING_DAYS = "remaining_days", "残りの日数の割合"
    NONE = "none", "返還しない"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRule:
    """What comes back of a product's premium (docs/rules/premium-settlement.md); dated with the tariff it stands in.

    A share for each kind of end: 解約, 取消, 解除. What comes to less than `minimum` yen is not refunded;
    a share of days is rounded to `rounding_unit` yen. Raises ValueError for figures below zero.
    """

    termination: RefundShare
    cancellation: RefundShare
    release: RefundShare
    minimum: int = 0
    rounding_unit: int = 1
    rounding_mode: RoundingMode = RoundingMode.DOWN
    note: str = ""

    def __post_init__(self) -> None:
        if self.minimum < 0 or self.rounding_unit < 1:
            raise ValueError("minimum refund and rounding unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffTier:
    """A band of the guaranteed amount: above `over` yen, up to and with `up_to` (None = no end).

    The premium of the band is the whole amount × `rate_percent` % + `constant` yen.
    """

    over: int
    up_to: int | None
    rate_percent: Decimal
    constant: int = 0

    def __post_init__(self) -> None:
        if self.over < 0 or (self.up_to is not None and self.up_to <= self.over):
            raise ValueError("a tier begins at zero or above and ends above its beginning")
        if not 0 <= self.rate_percent <= 100:
            raise ValueError("a rate lies between 0 and 100 percent")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTariff:
    """The tariff of one product. `minimum` and `rounding_unit` in yen.

    `tax_percent` is used only for a taxed fee and floored to whole yen. Without `refund` nothing is known of refunds,
    and none is calculated.
    Raises ValueError if the tiers leave a gap, overlap or have an end.
    """

    product: Product
    tiers: tuple[TariffTier, ...]
    minimum: int = 0
    rounding_unit: int = 1
    rounding_mode: RoundingMode = RoundingMode.DOWN
    period_rule: PeriodRule = PeriodRule.NONE
    tax_class: TaxClass = TaxClass.EXEMPT
    tax_percent: Decimal = Decimal(0)
    refund: RefundRule | None = None
    source_url: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        edges = [0, *(tier.up_to for tier in self.tiers)]
        if not self.tiers or [tier.over for tier in self.tiers] != edges[:-1] or edges[-1] is not None:
            raise ValueError(f"{self.product.value}: tiers must join without gap and the last one has no end")
        if self.minimum < 0 or self.rounding_unit < 1:
            raise ValueError(f"{self.product.value}: minimum and rounding unit")
        if (self.tax_class is TaxClass.TAXED) != (self.tax_percent > 0):
            raise ValueError(f"{self.product.value}: a tax rate stands with a taxed fee and only there")

    def tier_for(self, amount: int) -> TariffTier:
        """The band of a guaranteed amount in yen."""
        return next(tier for tier in self.tiers if tier.up_to is None or amount <= tier.up_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """One version of a guarantor's tariff; both dates (JST) included, `effective_to` None = open.

    It is official only once a person has verified it against the approved 約款.
    """

    version: str
    name: str
    effective_from: date
    effective_to: date | None = None
    products: tuple[ProductTariff, ...]
    source: str
    is_sample: bool = False
    verified_by: str | None = None
    verified_on: date | None = None

    def __post_init__(self) -> None:
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError(f"{self.version}: effective_to lies before effective_from")
        if len({line.product for line in self.products}) != len(self.products) or not self.products:
            raise ValueError(f"{self.version}: each product has one line")
        if (self.verified_by is None) != (self.verified_on is None):
            raise ValueError(f"{self.version}: who verified it and when go together")
        if self.is_sample and self.verified_by is not None:
            raise ValueError(f"{self.version}: a sample tariff cannot be verified")

    @property
    def is_verified(self) -> bool:
        """Whether a person has confirmed it against the guarantor's approved terms."""
        return self.verified_by is not None and not self.is_sample

    def line_for(self, product: Product) -> ProductTariff:
        """The line of a product; NotFound if this tariff has none."""
        for line in self.products:
            if line.product is product:
                return line
        raise NotFound(f"{self.name}に{product.label}の料率がありません")


def tariff_in_force(tariffs: Sequence[Tariff], *, on: date) -> Tariff:
    """The tariff of a JST date: the latest begun that has not ended, a sample only where no confirmed one holds.

    NotFound if there is none.
    """
    found = [
        tariff
        for tariff in tariffs
        if tariff.effective_from <= on and (tariff.effective_to is None or on <= tariff.effective_to)
    ]
    if not found:
        raise NotFound("この日の料率が登録されていません")
    return max(found, key=lambda tariff: (tariff.is_verified, tariff.effective_from))
