"""Dated rules of one agency on how much may, or must, be guaranteed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from surety.domain.products import DecisiveDate, LabelledEnum, Product, WorkKind

MAXIMUM_PRODUCTS = frozenset({Product.ADVANCE, Product.INTERIM})


class RuleCase(LabelledEnum):
    """The circumstances a ratio is meant for."""

    NORMAL = "normal", "通常"
    LOW_BID = "low_bid", "低入札（調査基準価格を下回る契約）"
    DISASTER = "disaster", "災害の特例"


class ThresholdBasis(LabelledEnum):
    """The amount an agency compares with its threshold."""

    CONTRACT = "contract", "請負金額"
    DESIGN = "design", "設計金額"
    ESTIMATE = "estimate", "予定価格"


@dataclass(frozen=True, slots=True)
class DecisiveDates:
    """The dates of one works contract (JST) on which a rule can hang; None = not known yet."""

    contract: date | None = None
    announcement: date | None = None
    notice: date | None = None

    def on(self, kind: DecisiveDate) -> date | None:
        """The date of that kind, or None while nobody has typed it."""
        return {
            DecisiveDate.CONTRACT: self.contract,
            DecisiveDate.ANNOUNCEMENT: self.announcement,
            DecisiveDate.NOTICE: self.notice,
        }[kind]

    def surely_before(self, day: date, *, kind: DecisiveDate) -> bool:
        """Whether the date of that kind lies before `day`, also when only a later one is known.

        Announcement and notice come before the contract: a contract signed before `day`
        was announced before it too.
        """
        known = self.on(kind) or self.contract
        return known is not None and known < day

    def lie_between(self, first: date | None, last: date | None, *, kind: DecisiveDate) -> bool | None:
        """Whether the date of that kind lies in a span, both ends included and None = open; None while it is not known."""
        if first is None and last is None:
            return True
        if first is not None and self.surely_before(first, kind=kind):
            return False
        day = self.on(kind)
        if day is None:
            return None
        return (first is None or first <= day) and (last is None or day <= last)


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountRule:
    """What one agency says about one product for one kind of work in one span of time.

    `ratio_percent` is the highest share for advance and interim payments and the lowest for a
    performance guarantee; None = the source names no ratio. `sure_percent` is the share allowed
    when the special condition in `conditions` does not hold (三木市: 4割, else 3割). `is_uncapped` =
    the source says that there is no cap (上限なし); without it and without `cap_yen` nobody has said.
    Yen fields are whole yen, dates JST, both ends of the span included.
    Raises ValueError for a row that contradicts itself.
    """

    agency: str
    product: Product
    work_kind: WorkKind
    source_url: str
    source_read_on: date
    case: RuleCase = RuleCase.NORMAL
    valid_from: date | None = None
    valid_to: date | None = None
    decisive_date: DecisiveDate = DecisiveDate.CONTRACT
    offered: bool = True
    ratio_percent: Decimal | None = None
    sure_percent: Decimal | None = None
    total_percent: Decimal | None = None
    cap_yen: int | None = None
    is_uncapped: bool = False
    rounding_unit: int = 1
    threshold_yen: int | None = None
    threshold_inclusive: bool = True
    threshold_basis: ThresholdBasis = ThresholdBasis.CONTRACT
    min_days: int | None = None
    min_months: int | None = None
    period_inclusive: bool = True
    conditions: str = ""
    note: str = ""
    is_general: bool = False
    ratio_is_general: bool = False

    def __post_init__(self) -> None:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"{self.agency}: valid_from lies after valid_to")
        for percent in (self.ratio_percent, self.sure_percent, self.total_percent):
            if percent is not None and not 0 < percent <= 100:
                raise ValueError(f"{self.agency}: {percent} is no percentage of a contract")
        if self.sure_percent is not None and (
            self.ratio_percent is None or self.sure_percent > self.ratio_percent
        ):
            raise ValueError(f"{self.agency}: sure_percent needs a larger ratio_percent")
        if not self.offered and (self.ratio_percent is not None or self.cap_yen is not None):
            raise ValueError(f"{self.agency}: a product that is not offered has no amounts")
        if self.is_uncapped and (self.cap_yen is not None or not self.offered or not self.is_maximum):
            raise ValueError(f"{self.agency}: 上限なし is said of a maximum without a cap")
        if self.rounding_unit < 1 or (self.cap_yen is not None and self.cap_yen < 1):
            raise ValueError(f"{self.agency}: rounding unit and cap are at least one yen")

    @property
    def is_maximum(self) -> bool:
        """Whether the ratio is an upper limit (advance, interim) and not a lower one."""
        return self.product in MAXIMUM_PRODUCTS

    @property
    def certain(self) -> bool:
        """Whether the ratio is the agency's own word and not the general frame."""
        return not self.is_general and not self.ratio_is_general

    def in_force(self, dates: DecisiveDates) -> bool | None:
        """True or False on these dates; None while the decisive date is not known."""
        return dates.lie_between(self.valid_from, self.valid_to, kind=self.decisive_date)


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """The rule to apply, and which date is still needed to be sure of it (None = none)."""

    rule: AmountRule | None
    missing_date: DecisiveDate | None = None


def find_amount_rule(
    rules: Iterable[AmountRule],
    *,
    agency: str,
    product: Product,
    work_kind: WorkKind,
    dates: DecisiveDates,
    general: Sequence[AmountRule],
    case: RuleCase = RuleCase.NORMAL,
) -> RuleFinding:
    """Find the agency's rule in force on its decisive date, else the general frame, marked so.

    `rules` are the agency's own rows, `general` the frame that law and the standard contract
    give (`general_frame.GENERAL_RULES`). A stated rule without a ratio borrows the general one
    (`ratio_is_general`). A disaster case without a rule of its own follows the normal one.
    The finding has no rule where neither says anything (中間前払金 of 業務委託, bid bonds).
    """
    own = [r for r in rules if r.product is product and r.work_kind is work_kind]
    frame = _frame(general, agency=agency, product=product, work_kind=work_kind, case=case)
    wanted = [r for r in own if r.case is case]
    if case is RuleCase.DISASTER and not any(r.in_force(dates) for r in wanted):
        wanted = [r for r in own if r.case is RuleCase.NORMAL]
    missing: DecisiveDate | None = None
    for rule in wanted:
        state = rule.in_force(dates)
        if state:
            return RuleFinding(_with_ratio(rule, frame=frame))
        if state is None:
            missing = rule.decisive_date
    return RuleFinding(frame, missing)


def find_overlaps(rules: Sequence[AmountRule]) -> list[tuple[AmountRule, AmountRule]]:
    """Pairs of rows that could both be in force for the same agency, product, work and case."""
    return [
        (one, other)
        for index, one in enumerate(rules)
        for other in rules[index + 1 :]
        if _subject(one) == _subject(other) and _spans_meet(one, other)
    ]


def _subject(rule: AmountRule) -> tuple[str, Product, WorkKind, RuleCase]:
    return rule.agency, rule.product, rule.work_kind, rule.case


def _spans_meet(one: AmountRule, other: AmountRule) -> bool:
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    last = min(one.valid_to or date.max, other.valid_to or date.max)
    return first <= last


def _frame(
    general: Sequence[AmountRule], *, agency: str, product: Product, work_kind: WorkKind, case: RuleCase
) -> AmountRule | None:
    wanted = RuleCase.LOW_BID if case is RuleCase.LOW_BID else RuleCase.NORMAL
    for order in (wanted, RuleCase.NORMAL):
        for rule in general:
            if rule.product is product and rule.work_kind is work_kind and rule.case is order:
                return replace(rule, agency=agency, is_general=True)
    return None


def _with_ratio(rule: AmountRule, *, frame: AmountRule | None) -> AmountRule:
    if not rule.offered or rule.ratio_percent is not None or frame is None:
        return rule
    return replace(
        rule,
        ratio_percent=frame.ratio_percent,
        total_percent=rule.total_percent or frame.total_percent,
        ratio_is_general=True,
    )
