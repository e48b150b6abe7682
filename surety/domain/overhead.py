"""現場管理費等: how much of a 前払金 may be spent on the site's and the company's overhead (the 25 % rule)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from surety.domain.amount_rule import MAXIMUM_PRODUCTS, DecisiveDates
from surety.domain.dates import format_wareki
from surety.domain.errors import RuleViolation
from surety.domain.money import format_yen
from surety.domain.percent import amount_at
from surety.domain.products import DecisiveDate, Product, WorkKind
from surety.domain.rule_words import percent_words, span_of_cases
from surety.domain.states import ToneEnum

WORD = "現場管理費等"


class OverheadVerdict(ToneEnum):
    """Whether overhead may be paid from the 前払金."""

    ALLOWED = "allowed", "使えます", "ok"
    BY_CHANGE = "by_change", "変更契約をすれば使えます", "warn"
    NOT_ALLOWED = "not_allowed", "使えません", "gray"
    ASK = "ask", "発注者に確認", "wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverheadRule:
    """From which contract on an agency lets 現場管理費等 be paid from the 前払金, and up to which share of it.

    `products` and `work_kinds` are those it names; the others are left out. `older_by_change` = a contract of before
    the first day may be changed to take part. Dates JST, both ends included.
    Raises ValueError for a row that contradicts itself.
    """

    agency: str
    source_url: str
    source_read_on: date
    percent: Decimal
    decisive_date: DecisiveDate = DecisiveDate.CONTRACT
    valid_from: date | None = None
    valid_to: date | None = None
    products: frozenset[Product] = frozenset({Product.ADVANCE})
    work_kinds: frozenset[WorkKind] = frozenset({WorkKind.WORKS})
    older_by_change: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"{self.agency}: valid_from lies after valid_to")
        if not 0 < self.percent <= 100:
            raise ValueError(f"{self.agency}: {self.percent} is no percentage of a 前払金")
        if not self.products or not self.products <= MAXIMUM_PRODUCTS:
            raise ValueError(f"{self.agency}: only advance and interim payments are spent")
        if not self.work_kinds:
            raise ValueError(f"{self.agency}: at least one kind of work")
        if self.older_by_change and self.valid_from is None:
            raise ValueError(f"{self.agency}: older contracts need a first day to be older than")

    def in_force(self, dates: DecisiveDates) -> bool | None:
        """True or False on these dates; None while the decisive date is not known."""
        return dates.lie_between(self.valid_from, self.valid_to, kind=self.decisive_date)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverheadPot:
    """The most that may go to 現場管理費等 in whole yen, and why; 0 wherever it is not allowed as things are."""

    verdict: OverheadVerdict
    yen: int
    sentence: str


def overhead_pot(
    rules: Sequence[OverheadRule],
    *,
    agency: str,
    product: Product,
    work_kind: WorkKind,
    dates: DecisiveDates,
    advance_yen: int,
) -> OverheadPot:
    """Work out the pot of one 前払金 or 中間前払金 in yen under the agency's rows.

    The share is floored to whole yen. Raises RuleViolation for a product that is not spent, or an amount not above zero.
    """
    if product not in MAXIMUM_PRODUCTS or advance_yen <= 0:
        raise RuleViolation("overhead.no_advance", f"{WORD}は、前払金の金額から計算します")
    standings = [(rule, rule.in_force(dates)) for rule in rules]
    for rule, state in standings:
        if state:
            return _within(rule, product=product, work_kind=work_kind, advance_yen=advance_yen)
    for rule, state in standings:
        if state is None:
            asked = rule.decisive_date.label
            return _nothing(
                OverheadVerdict.ASK, f"{agency}の取扱いは{asked}で決まります（{_from(rule)}が対象）。"
            )
    for rule, _state in standings:
        if rule.valid_from is not None and dates.surely_before(rule.valid_from, kind=rule.decisive_date):
            return _before(rule)
    return _nothing(OverheadVerdict.ASK, f"{WORD}に使えるかどうか、{agency}にご確認ください。")


def overhead_sentence(rule: OverheadRule) -> str:
    """The row in one line: 〇〇市 令和7年10月1日以降の契約：現場管理費等に前払金の25%まで."""
    span = span_of_cases(rule.valid_from, rule.valid_to, kind=rule.decisive_date)
    head = " ".join(part for part in (rule.agency, span) if part)
    return f"{head}：{WORD}に{_products(rule)}の{percent_words(rule.percent)}まで"


def overhead_details(rule: OverheadRule) -> tuple[str, ...]:
    """For which payments and contracts a row holds, whom it leaves out, and what else it says."""
    named = "、".join(kind.label for kind in WorkKind if kind in rule.work_kinds)
    left_out = [
        _product_word(product)
        for product in (Product.ADVANCE, Product.INTERIM)
        if product not in rule.products
    ]
    left_out += [kind.label for kind in WorkKind if kind not in rule.work_kinds]
    found = [f"対象の契約：{named}"]
    if left_out:
        found.append(f"対象外：{'、'.join(left_out)}")
    if rule.older_by_change:
        found.append("それより前の契約も、変更契約をすれば対象")
    return tuple(found + ([rule.note] if rule.note else []))


def _within(rule: OverheadRule, *, product: Product, work_kind: WorkKind, advance_yen: int) -> OverheadPot:
    if product not in rule.products:
        return _nothing(
            OverheadVerdict.NOT_ALLOWED, f"{rule.agency}では、{_product_word(product)}は対象外です。"
        )
    if work_kind not in rule.work_kinds:
        return _nothing(OverheadVerdict.NOT_ALLOWED, f"{rule.agency}では、{work_kind.label}は対象外です。")
    yen = amount_at(advance_yen, percent=rule.percent)
    words = f"{_product_word(product)}の{percent_words(rule.percent)}、{format_yen(yen)}円まで使えます（{overhead_sentence(rule)}）。"
    return OverheadPot(verdict=OverheadVerdict.ALLOWED, yen=yen, sentence=words)


def _before(rule: OverheadRule) -> OverheadPot:
    if rule.older_by_change:
        words = (
            f"{rule.agency}では{_from(rule)}が対象です。それより前の契約は、変更契約をすれば対象になります。"
        )
        return _nothing(OverheadVerdict.BY_CHANGE, words)
    return _nothing(OverheadVerdict.NOT_ALLOWED, f"{rule.agency}では{_from(rule)}が対象です。")


def _nothing(verdict: OverheadVerdict, sentence: str) -> OverheadPot:
    return OverheadPot(verdict=verdict, yen=0, sentence=sentence)


def _from(rule: OverheadRule) -> str:
    begins = f"{format_wareki(rule.valid_from)}から" if rule.valid_from else ""
    ends = f"{format_wareki(rule.valid_to)}まで" if rule.valid_to else ""
    return f"{rule.decisive_date.label}が{begins}{ends}のもの"


def _products(rule: OverheadRule) -> str:
    return "と".join(_product_word(product) for product in Product if product in rule.products)


def _product_word(product: Product) -> str:
    return product.label.removesuffix("保証")
