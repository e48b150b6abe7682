"""中間前払金: from when it may be asked for, on which conditions, up to how much, and what is missing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from surety.domain.agency_rules import Limit, amount_limit
from surety.domain.amount_rule import AmountRule, RuleFinding
from surety.domain.dates import fiscal_year, format_wareki
from surety.domain.money import format_yen
from surety.domain.percent import least_amount_at
from surety.domain.products import LabelledEnum, WorkKind
from surety.domain.work_scope import ScopeVerdict, days_between, judge_work

HALF_PERCENT = Decimal(50)


class Condition(LabelledEnum):
    """What the contractor has to answer; the calendar answers the rest. Labels are said of the work as it is."""

    WORK_DONE = "work_done", "工程表で前半に予定した作業が終わっている"
    HALF_VALUE = "half_value", "終わった作業の金額が2分の1以上になっている"
    ADVANCE_PAID = "advance_paid", "前払金を受け取っている"
    NO_PART_PAYMENT = "no_part_payment", "部分払を請求していない"


class Conclusion(LabelledEnum):
    """Where the contractor stands."""

    ENDED = "ended", "前払金保証が終了しています"
    NOT_OFFERED = "not_offered", "この発注者では取り扱っていません"
    OVER = "over", "工期が終わっています"
    TOO_EARLY = "too_early", "まだ請求できる日になっていません"
    CONDITIONS = "conditions", "まだそろっていない条件があります"
    ASK_AGENCY = "ask_agency", "発注者に確かめてから進めてください"
    READY = "ready", "発注者に認定を請求できます"


@dataclass(frozen=True, slots=True)
class Halving:
    """A span of days (JST, both ends counted), its half, and the first day on which that half has passed."""

    begins: date
    ends: date

    @property
    def days(self) -> int:
        """All days of the span."""
        return days_between(self.begins, ends=self.ends)

    @property
    def half(self) -> int:
        """Half of them, rounded up."""
        return -(-self.days // 2)

    @property
    def first_day(self) -> date:
        """The first day on which half of the span has passed."""
        return self.begins + timedelta(days=self.half)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceBehind:
    """The 前払金保証 behind an application for an interim payment: whole yen, and the first day it may be asked for."""

    number: str
    amount_yen: int
    is_in_force: bool
    first_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InterimFacts:
    """One advance payment guarantee as the assistant needs it. Yen and JST dates.

    `base_yen` is 今年度対象額 where the advance payment was guaranteed on it (`is_yearly`), else the price.
    """

    agency: str
    work_kind: WorkKind
    price_yen: int
    base_yen: int
    is_yearly: bool
    advance_yen: int
    begins: date
    ends: date
    guaranteed_until: date
    is_in_force: bool
    finding: RuleFinding

    @property
    def base_word(self) -> str:
        """今年度対象額, 請負金額 or 業務委託料."""
        return "今年度対象額" if self.is_yearly else self.work_kind.price_label

    @property
    def halving(self) -> Halving:
        """The days to halve: the whole 工期, or those of the guarantee's own fiscal year."""
        if not self.is_yearly:
            return Halving(self.begins, self.ends)
        year_begins = date(fiscal_year(self.guaranteed_until), 4, 1)
        return Halving(max(self.begins, year_begins), min(self.ends, self.guaranteed_until))

    @property
    def half_value_yen(self) -> int:
        """What the finished work has to have cost at least: half of the base, the next whole yen."""
        return least_amount_at(self.base_yen, percent=HALF_PERCENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterimAdvice:
    """What the assistant says. `missing` are sentences; `limit` None = nobody here knows the agency's share."""

    conclusion: Conclusion
    halving: Halving
    days_left: int
    half_value_yen: int
    rule: AmountRule | None
    limit: Limit | None
    scope: ScopeVerdict
    missing: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether there is still something that the contractor can do for an interim payment."""
        return self.conclusion not in {Conclusion.ENDED, Conclusion.NOT_OFFERED, Conclusion.OVER}


def advise(facts: InterimFacts, *, ticked: Collection[Condition], today: date) -> InterimAdvice:
    """Judge where the contractor stands on a JST date with the conditions they say are met."""
    rule = facts.finding.rule
    scope = (
        judge_work(rule, price_yen=facts.price_yen, begins=facts.begins, ends=facts.ends)
        if rule is not None
        else ScopeVerdict(None)
    )
    limit = _limit(facts, rule)
    return InterimAdvice(
        conclusion=_conclude(facts, limit=limit, scope=scope, ticked=ticked, today=today),
        halving=facts.halving,
        days_left=max(0, (facts.halving.first_day - today).days),
        half_value_yen=facts.half_value_yen,
        rule=rule,
        limit=limit,
        scope=scope,
        missing=tuple(_missing(facts, limit=limit, scope=scope, ticked=ticked, today=today)),
    )


def _limit(facts: InterimFacts, rule: AmountRule | None) -> Limit | None:
    if rule is None or not rule.offered or rule.ratio_percent is None:
        return None
    return amount_limit(
        rule, base_yen=facts.base_yen, base_word=facts.base_word, advance_yen=facts.advance_yen
    )


def _conclude(
    facts: InterimFacts,
    *,
    limit: Limit | None,
    scope: ScopeVerdict,
    ticked: Collection[Condition],
    today: date,
) -> Conclusion:
    rule = facts.finding.rule
    if not facts.is_in_force:
        return Conclusion.ENDED
    if rule is not None and not rule.offered:
        return Conclusion.NOT_OFFERED
    if today > facts.halving.ends:
        return Conclusion.OVER
    if today < facts.halving.first_day:
        return Conclusion.TOO_EARLY
    if set(ticked) != set(Condition) or (limit is not None and limit.yen == 0):
        return Conclusion.CONDITIONS
    is_sure = rule is not None and rule.certain and facts.finding.missing_date is None
    return Conclusion.READY if is_sure and scope.covered else Conclusion.ASK_AGENCY


def _missing(
    facts: InterimFacts,
    *,
    limit: Limit | None,
    scope: ScopeVerdict,
    ticked: Collection[Condition],
    today: date,
) -> list[str]:
    period, halving = facts.work_kind.period_label, facts.halving
    found = []
    if not facts.is_in_force:
        found.append("有効な前払金保証")
    if today < halving.first_day:
        span = "その年度の日数" if facts.is_yearly else period
        found.append(f"{span}の半分が過ぎること（{format_wareki(halving.first_day)}から）")
    found += [_unmet(condition, facts) for condition in Condition if condition not in ticked]
    if limit is not None and limit.yen == 0:
        found.append(
            f"限度額の余裕（前払金 {format_yen(facts.advance_yen)}円で、合計の限度額に達しています）"
        )
    found += [f"発注者への確認：{sentence}" for sentence in scope.sentences]
    if facts.finding.missing_date is not None:
        found.append(f"{facts.finding.missing_date.label}（この発注者の取扱いは、この日付で決まります）")
    found.append("認定調書（発注者に認定を請求すると、確認のうえ交付されます）")
    return found


def _unmet(condition: Condition, facts: InterimFacts) -> str:
    least = f"{facts.base_word}の2分の1（{format_yen(facts.half_value_yen)}円）"
    return {
        Condition.WORK_DONE: "工程表で前半に予定した作業を終えること",
        Condition.HALF_VALUE: f"終わった作業の金額が、{least}以上になること",
        Condition.ADVANCE_PAID: "前払金を受け取ること",
        Condition.NO_PART_PAYMENT: "部分払を請求していないことの確認",
    }[condition]
