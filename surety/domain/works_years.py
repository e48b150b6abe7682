"""複数年度の契約: what a works contract says of each fiscal year, and what an advance payment is measured against."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from surety.domain.fiscal_years import format_fiscal_year
from surety.domain.money import format_yen
from surety.domain.percent import amount_at
from surety.domain.products import LabelledEnum

MOST_YEARS = 8
# 債務負担行為に係る契約の特則: 支払限度額 = 出来高予定額 × 9/10 (docs/rules/works-contract.md).
LIMIT_PERCENT = Decimal(90)


class YearBase(LabelledEnum):
    """Which amount of its fiscal year an advance payment is measured against (今年度対象額)."""

    PLANNED = "planned", "出来高予定額"
    LIMIT = "limit", "支払限度額"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkYear:
    """One fiscal year of a works contract, None where nothing (readable) stands; amounts in yen.

    `year` is the western year in which the fiscal year begins, `own_limit` the 支払限度額 that the contract names itself
    and `row` the row of the form.
    """

    row: int
    year: int | None
    planned: int | None
    own_limit: int | None = None

    @property
    def limit(self) -> int | None:
        """支払限度額: the contract's own figure, else nine tenths of the 出来高予定額."""
        if self.own_limit is not None or self.planned is None:
            return self.own_limit
        return default_limit(self.planned)

    @property
    def is_complete(self) -> bool:
        """Whether an advance payment can be measured against it."""
        return self.year is not None and self.planned is not None

    def amount(self, base: YearBase) -> int | None:
        """The yen of one base."""
        return self.planned if base is YearBase.PLANNED else self.limit

    @property
    def words(self) -> str:
        """令和8年度　出来高予定額 40,000,000円　支払限度額 36,000,000円."""
        year = format_fiscal_year(self.year) if self.year is not None else "年度の入力なし"
        return f"{year}　出来高予定額 {_yen(self.planned)}　支払限度額 {_yen(self.limit)}"


@dataclass(frozen=True, slots=True)
class ChosenBase:
    """The fiscal year and the amount of it that somebody chose as 今年度対象額."""

    year: int
    base: YearBase

    @property
    def code(self) -> str:
        """2026-planned: how the choice is kept."""
        return f"{self.year}-{self.base.value}"


def default_limit(planned: int) -> int:
    """支払限度額 where the contract names none: nine tenths of the 出来高予定額, whole yen, cut down."""
    return amount_at(planned, percent=LIMIT_PERCENT)


def planned_total(years: Sequence[WorkYear]) -> int:
    """The 出来高予定額 of all years in one sum."""
    return sum(year.planned or 0 for year in years)


def planned_words(years: Sequence[WorkYear], *, price: int | None, price_word: str) -> str:
    """The sum of the years beside the price, in words; says how much is over or missing."""
    total = planned_total(years)
    words = f"出来高予定額の合計は {format_yen(total)}円です。"
    if price is None:
        return f"{words}{price_word}を入力すると、くらべられます。"
    if total == price:
        return f"{words}{price_word}と一致しています。"
    side = "多く" if total > price else "少なく"
    return f"{words}{price_word}（{format_yen(price)}円）より {format_yen(abs(total - price))}円{side}なっています。"


def read_base(text: str) -> ChosenBase | None:
    """The choice of a stored code; None for anything else."""
    year, _, base = text.partition("-")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        return None
    found = next((one for one in YearBase if one.value == base), None)
    return ChosenBase(int(year), found) if found is not None else None


def year_of(years: Sequence[WorkYear], year: int | None) -> WorkYear | None:
    """The row of a fiscal year; None without one."""
    return next((one for one in years if year is not None and one.year == year), None)


def base_amount(years: Sequence[WorkYear], chosen: ChosenBase | None) -> int | None:
    """今年度対象額 in yen of a choice; None where its year does not stand in the contract."""
    found = year_of(years, chosen.year) if chosen is not None else None
    return found.amount(chosen.base) if found is not None and chosen is not None else None


def list_bases(years: Sequence[WorkYear]) -> list[tuple[ChosenBase, str]]:
    """Every choice there is, with its words, in the order of the years; 出来高予定額 first."""
    complete = sorted((one for one in years if one.is_complete), key=lambda one: one.year or 0)
    return [
        (
            ChosenBase(one.year, base),
            f"{format_fiscal_year(one.year)}の{base.label}　{_yen(one.amount(base))}",
        )
        for one in complete
        if one.year is not None
        for base in YearBase
    ]


def _yen(amount: int | None) -> str:
    return "入力なし" if amount is None else f"{format_yen(amount)}円"
