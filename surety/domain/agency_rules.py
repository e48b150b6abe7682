"""Limits and judgements: how much an agency's rule allows or demands, in yen and in words."""

from dataclasses import dataclass
from decimal import Decimal

from surety.domain.amount_rule import (
    AmountRule,
    DecisiveDates,
    RuleCase,
    RuleFinding,
    ThresholdBasis,
    find_amount_rule,
    find_overlaps,
)
from surety.domain.errors import RuleViolation
from surety.domain.general_frame import GENERAL_RULES
from surety.domain.money import format_yen
from surety.domain.percent import amount_at, exceeds, least_amount_at, shown_percent
from surety.domain.products import LabelledEnum
from surety.domain.rule_words import limit_words, rule_sentence

__all__ = [
    "GENERAL_RULES",
    "AmountRule",
    "DecisiveDates",
    "Judgement",
    "Limit",
    "RuleCase",
    "RuleFinding",
    "ThresholdBasis",
    "Verdict",
    "amount_limit",
    "find_amount_rule",
    "find_overlaps",
    "judge_amount",
    "yearly_payment_limit",
]


_LIMITS_KEPT = 512
_worked_out: dict[tuple[int, int, str, int], tuple[AmountRule, "Limit"]] = {}


class Verdict(LabelledEnum):
    """How an amount stands to the rule."""

    WITHIN = "within", "範囲内"
    OVER = "over", "上限を超過"
    UNDER = "under", "必要額に不足"
    CHECK = "check", "要確認"
    NO_RULE = "no_rule", "要確認"
    NOT_OFFERED = "not_offered", "取扱いなし"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The most (`is_minimum` False) or the least (True) that the rule gives for a base.

    `yen` is after ratio, rounding, cap and the common total; `capped`, `rounded` and `by_total`
    say which of them decided it. `words` name the limit, `sentence` states the rule for people.
    """

    yen: int
    is_minimum: bool
    percent: Decimal
    base_yen: int
    base_word: str
    capped: bool
    rounded: bool
    by_total: bool
    words: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the rule says about one amount.

    `room_yen` is what is left up to a maximum or above a minimum, negative by as much as the
    amount is over or short, None without a rule. `certain` is False when the ratio is the general
    frame and the agency's own rule is not known. `shown_percent` has one decimal.
    """

    verdict: Verdict
    certain: bool
    amount_yen: int
    shown_percent: str
    room_yen: int | None
    limit: Limit | None
    sentence: str

    @property
    def blocks(self) -> bool:
        """Whether an application with this amount must be mended before it is sent."""
        return self.certain and self.verdict in {Verdict.OVER, Verdict.UNDER, Verdict.NOT_OFFERED}

    @property
    def mark(self) -> str:
        """○, 要確認 or × for the review screen."""
        if self.blocks:
            return "×"
        return "○" if self.certain and self.verdict is Verdict.WITHIN else "要確認"


def amount_limit(
    rule: AmountRule, *, base_yen: int, base_word: str = "請負金額", advance_yen: int = 0
) -> Limit:
    """Work out the highest or lowest amount in yen that a rule gives.

    Needs the base in yen (請負金額, or 今年度対象額 where given: then pass its name as `base_word`)
    and, for an interim payment, the 前払金 already guaranteed, which counts toward the common
    total. A maximum is floored to the rule's unit, then capped; a minimum is the next whole yen.
    Raises RuleViolation if the base is not above zero or the rule gives no ratio.
    """
    # While an amount is typed, its rule and base stay: the limit is worked out once. The rule is kept with the
    # limit, so that its id cannot come to mean another one.
    key = (id(rule), base_yen, base_word, advance_yen)
    if key not in _worked_out:
        if len(_worked_out) >= _LIMITS_KEPT:
            _worked_out.clear()
        _worked_out[key] = rule, _work_out(rule, base_yen, base_word, advance_yen)
    return _worked_out[key][1]


def _work_out(rule: AmountRule, base_yen: int, base_word: str, advance_yen: int) -> Limit:
    if base_yen <= 0:
        raise RuleViolation("amount.no_base", f"{base_word}を入力すると、割合と上限を計算できます")
    if rule.ratio_percent is None:
        raise RuleViolation(
            "amount.no_ratio", f"{rule.agency}の割合は登録されていません。発注者にご確認ください"
        )
    exact = amount_at(base_yen, percent=rule.ratio_percent)
    capped = by_total = False
    if not rule.is_maximum:
        yen = least_amount_at(base_yen, percent=rule.ratio_percent)
    else:
        yen = _cut(exact, unit=rule.rounding_unit)
        if rule.cap_yen is not None and yen > rule.cap_yen:
            yen, capped = rule.cap_yen, True
        if rule.total_percent is not None:
            whole = amount_at(base_yen, percent=rule.total_percent)
            rest = _cut(max(0, whole - advance_yen), unit=rule.rounding_unit)
            if rest < yen:
                yen, capped, by_total = rest, False, True
    rounded = rule.is_maximum and not capped and not by_total and yen != exact
    return Limit(
        yen=yen,
        is_minimum=not rule.is_maximum,
        percent=rule.ratio_percent,
        base_yen=base_yen,
        base_word=base_word,
        capped=capped,
        rounded=rounded,
        by_total=by_total,
        words=limit_words(rule, yen=yen, capped=capped, rounded=rounded, by_total=by_total),
        sentence=rule_sentence(rule, base_word=base_word),
    )


def judge_amount(
    rule: AmountRule | None, *, amount: int, base: int, base_word: str = "請負金額", advance_yen: int = 0
) -> Judgement:
    """Judge an amount in yen against the rule in force.

    Needs the amount and its base in whole yen above zero; the other arguments as in
    `amount_limit`. Without a rule the verdict is 要確認. Comparisons are on integers.
    Raises RuleViolation if amount or base is not above zero.
    """
    if amount <= 0:
        raise RuleViolation("amount.empty", "保証金額を入力してください")
    if base <= 0:
        raise RuleViolation("amount.no_base", f"{base_word}を入力すると、割合と上限を計算できます")
    if rule is None or (rule.offered and rule.ratio_percent is None):
        return _without_limit(
            Verdict.NO_RULE,
            amount=amount,
            base=base,
            sentence="割合の定めが登録されていません。発注者にご確認ください。",
        )
    if not rule.offered:
        return _without_limit(
            Verdict.NOT_OFFERED,
            amount=amount,
            base=base,
            sentence=f"{rule.agency}では、{rule.work_kind.label}の{rule.product.label}を取り扱っていません。",
        )
    limit = amount_limit(rule, base_yen=base, base_word=base_word, advance_yen=advance_yen)
    room = amount - limit.yen if limit.is_minimum else limit.yen - amount
    verdict = _verdict(rule, amount=amount, base=base, room=room)
    return Judgement(
        verdict=verdict,
        certain=rule.certain,
        amount_yen=amount,
        shown_percent=shown_percent(amount, base=base, limit=rule.ratio_percent),
        room_yen=room,
        limit=limit,
        sentence=_sentence(rule, limit=limit, verdict=verdict, room=room),
    )


def yearly_payment_limit(planned_yen: int, *, percent: Decimal = Decimal(90)) -> int:
    """支払限度額 of a fiscal year in yen from its 出来高予定額 (model clause: nine tenths, floored)."""
    return amount_at(planned_yen, percent=percent)


def _cut(amount: int, *, unit: int) -> int:
    return amount - amount % unit


def _verdict(rule: AmountRule, *, amount: int, base: int, room: int) -> Verdict:
    if room < 0:
        return Verdict.OVER if rule.is_maximum else Verdict.UNDER
    if rule.sure_percent is not None and exceeds(amount, base=base, percent=rule.sure_percent):
        return Verdict.CHECK
    return Verdict.WITHIN


def _without_limit(verdict: Verdict, *, amount: int, base: int, sentence: str) -> Judgement:
    return Judgement(
        verdict=verdict,
        certain=verdict is Verdict.NOT_OFFERED,
        amount_yen=amount,
        shown_percent=shown_percent(amount, base=base),
        room_yen=None,
        limit=None,
        sentence=sentence,
    )


def _sentence(rule: AmountRule, *, limit: Limit, verdict: Verdict, room: int) -> str:
    line = limit.words
    if verdict is Verdict.OVER:
        text = f"{line}を {format_yen(-room)}円超えています。"
    elif verdict is Verdict.UNDER:
        text = f"{line}に {format_yen(-room)}円足りません。"
    elif limit.is_minimum:
        text = f"{line}を満たしています。"
    else:
        text = f"{line}の範囲内です。"
    if verdict is Verdict.CHECK:
        text += f"ただし、{rule.conditions}。対象になるかどうか、{rule.agency}にご確認ください。"
    if not rule.certain:
        text = f"一般の{text}{rule.agency or '発注者'}の定めは、発注者にご確認ください。"
    return text
