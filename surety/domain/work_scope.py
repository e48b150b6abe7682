"""Which works a rule is for at all: thresholds of amount and of period."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from surety.domain.agency_rules import AmountRule, ThresholdBasis
from surety.domain.money import echo_yen


@dataclass(frozen=True, slots=True)
class ScopeVerdict:
    """Whether a work falls under a rule: True, False, or None when people must look.

    `sentences` name each bound that is missed or cannot be checked here, for people.
    """

    covered: bool | None
    sentences: tuple[str, ...] = ()


def judge_work(
    rule: AmountRule, *, price_yen: int | None, begins: date | None = None, ends: date | None = None
) -> ScopeVerdict:
    """Compare a work's price (yen) and period (JST dates, both days counted) with a rule's bounds.

    A bound on 設計金額 or 予定価格 is never decided from the contract price; it is named instead.
    A month counts by the calendar: one month from 10 April ends on 9 May.
    """
    states: list[tuple[bool | None, str]] = []
    if rule.threshold_yen is not None:
        states.append(_price_state(rule, price_yen=price_yen))
    if rule.min_days is not None or rule.min_months is not None:
        states.append(_period_state(rule, begins=begins, ends=ends))
    if any(state is False for state, _ in states):
        covered: bool | None = False
    else:
        covered = None if any(state is None for state, _ in states) else True
    return ScopeVerdict(covered, tuple(words for state, words in states if state is not True))


def threshold_words(rule: AmountRule) -> str:
    """請負金額200万円超, 設計金額300万円以上; nothing for a rule without a threshold."""
    if rule.threshold_yen is None:
        return ""
    basis = (
        rule.work_kind.price_label
        if rule.threshold_basis is ThresholdBasis.CONTRACT
        else rule.threshold_basis.label
    )
    return f"{basis}{echo_yen(rule.threshold_yen)}{'以上' if rule.threshold_inclusive else '超'}"


def period_words(rule: AmountRule) -> str:
    """工期60日以上, 履行期間2か月超; nothing for a rule without a shortest period."""
    side = "以上" if rule.period_inclusive else "超"
    label = rule.work_kind.period_label
    if rule.min_days is not None:
        return f"{label}{rule.min_days}日{side}"
    return f"{label}{rule.min_months}か月{side}" if rule.min_months is not None else ""


def days_between(begins: date, *, ends: date) -> int:
    """The days of a period with its first and its last day."""
    return (ends - begins).days + 1


def _price_state(rule: AmountRule, *, price_yen: int | None) -> tuple[bool | None, str]:
    words = (
        f"{rule.agency}の{rule.product.label}は、{threshold_words(rule)}の{rule.work_kind.label}が対象です"
    )
    if rule.threshold_basis is not ThresholdBasis.CONTRACT or price_yen is None or rule.threshold_yen is None:
        return None, words
    reached = price_yen >= rule.threshold_yen if rule.threshold_inclusive else price_yen > rule.threshold_yen
    return reached, words


def _period_state(rule: AmountRule, *, begins: date | None, ends: date | None) -> tuple[bool | None, str]:
    words = f"{rule.agency}の{rule.product.label}は、{period_words(rule)}の{rule.work_kind.label}が対象です"
    if begins is None or ends is None:
        return None, words
    if rule.min_days is not None:
        days = days_between(begins, ends=ends)
        return (days >= rule.min_days if rule.period_inclusive else days > rule.min_days), words
    last = _last_day(begins, months=rule.min_months or 0)
    return (ends >= last if rule.period_inclusive else ends > last), words


def _last_day(begins: date, *, months: int) -> date:
    """The last day of a period of whole months, counted as 民法143条 does."""
    years, month = divmod(begins.month - 1 + months, 12)
    year, month = begins.year + years, month + 1
    length = calendar.monthrange(year, month)[1]
    if begins.day > length:
        return date(year, month, length)
    return date(year, month, begins.day) - timedelta(days=1)
