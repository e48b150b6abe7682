"""The five kinds of dated rows an agency's handling is made of, and what they have in common."""

from dataclasses import replace
from datetime import date

from surety.domain.amount_rule import AmountRule
from surety.domain.electronic_acceptance import ElectronicAcceptance
from surety.domain.handover import HandOver
from surety.domain.overhead import OverheadRule
from surety.domain.price_change import PriceChangeRule
from surety.domain.products import LabelledEnum

Rule = AmountRule | ElectronicAcceptance | HandOver | PriceChangeRule | OverheadRule


class RuleKind(LabelledEnum):
    """What a row is about, in the order of an agency's page."""

    ACCEPTANCE = "acceptance", "電子保証の受入れ"
    HANDOVER = "handover", "認証キーの出し方"
    AMOUNT = "amount", "保証できる金額"
    PRICE_CHANGE = "price_change", "請負金額が変わったときの契約保証"
    OVERHEAD = "overhead", "現場管理費等への使用"


SHAPES: dict[RuleKind, type[Rule]] = {
    RuleKind.ACCEPTANCE: ElectronicAcceptance,
    RuleKind.HANDOVER: HandOver,
    RuleKind.AMOUNT: AmountRule,
    RuleKind.PRICE_CHANGE: PriceChangeRule,
    RuleKind.OVERHEAD: OverheadRule,
}


def kind_of(rule: Rule) -> RuleKind:
    """The kind of a row."""
    return next(kind for kind, shape in SHAPES.items() if isinstance(rule, shape))


def span_fields(kind: RuleKind) -> tuple[str, str]:
    """The names of the first and the last day in rows of a kind."""
    if kind is RuleKind.ACCEPTANCE:
        return "accepted_from", "accepted_to"
    return "valid_from", "valid_to"


def span_of(rule: Rule) -> tuple[date | None, date | None]:
    """The first and the last day (JST, both included) on which a row holds; None = open."""
    if isinstance(rule, ElectronicAcceptance):
        return rule.accepted_from, rule.accepted_to
    return rule.valid_from, rule.valid_to


def ending_on(rule: Rule, day: date | None) -> Rule:
    """The same row with this last day, or with an open end. Raises ValueError if it begins later."""
    if isinstance(rule, ElectronicAcceptance):
        return replace(rule, accepted_to=day)
    return replace(rule, valid_to=day)


def holds_on(rule: Rule, day: date) -> bool:
    """Whether a row's span holds a JST date."""
    first, last = span_of(rule)
    return (first is None or first <= day) and (last is None or day <= last)


def is_over(rule: Rule, *, on: date) -> bool:
    """Whether a row's last day lies before a JST date."""
    last = span_of(rule)[1]
    return last is not None and last < on


def spans_meet(one: Rule, other: Rule) -> bool:
    """Whether two rows hold on a common day."""
    (first, last), (other_first, other_last) = span_of(one), span_of(other)
    latest = max(first or date.min, other_first or date.min)
    return latest <= min(last or date.max, other_last or date.max)
