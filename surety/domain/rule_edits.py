"""Editing an agency's dated rows: what each act takes out of the rule book and what it puts in.

A row is never overwritten. An act retires rows and enters rows; what was retired stays in the history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from surety.domain.amount_rule import AmountRule
from surety.domain.dates import format_wareki
from surety.domain.electronic_acceptance import ElectronicAcceptance, StartPrecision
from surety.domain.errors import RuleViolation, Stale
from surety.domain.handover import HandOver
from surety.domain.price_change import PriceChangeRule
from surety.domain.products import LabelledEnum
from surety.domain.rule_kinds import Rule, ending_on, kind_of, span_fields, span_of, spans_meet


class EditAct(LabelledEnum):
    """What a proposal does to the rule book."""

    ADD = "add", "新しい取扱いを足す"
    CHANGE = "change", "ある日から変える"
    CORRECT = "correct", "誤りを正す"
    END = "end", "終わりの日を入れる"
    WITHDRAW = "withdraw", "取り消す"
    FOUND = "found", "発注者を加える"
    TABLE = "table", "Excelから取り込む"


@dataclass(frozen=True, slots=True)
class KnownRule:
    """A row that is in the rule book, with the number it has there."""

    id: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class RuleEdit:
    """The rows an act takes out, by number, and the rows it puts in."""

    retired: tuple[int, ...] = ()
    entered: tuple[Rule, ...] = ()


def add_rule(rule: Rule) -> RuleEdit:
    """A row that stands beside those there are."""
    return RuleEdit(entered=(rule,))


def change_rule(known: KnownRule, rule: Rule) -> RuleEdit:
    """From the new row's first day on another handling; the old one ends on the eve.

    Raises RuleViolation unless that day lies within the old span, after its first day, and the subject stays.
    """
    field, _ = span_fields(kind_of(known.rule))
    first, last = span_of(known.rule)
    begins = span_of(rule)[0]
    if begins is None:
        raise RuleViolation("rule.no_start", "いつからの取扱いか、日付を入力してください", field=field)
    if subject_of(rule) != subject_of(known.rule):
        raise RuleViolation(
            "rule.other_subject",
            "保証や契約の種類が、変える前の取扱いと違います。別の種類の取扱いは「新しい取扱いを足す」で加えてください",
        )
    if first is not None and begins <= first:
        raise RuleViolation(
            "rule.not_after",
            f"いまの取扱いは{format_wareki(first)}からです。それより後の日付を入力してください。"
            "内容が誤っていたときは「誤りを正す」を使ってください",
            field=field,
        )
    if last is not None and begins > last:
        raise RuleViolation(
            "rule.after_end",
            f"この取扱いは{format_wareki(last)}で終わります。その後の取扱いは「新しい取扱いを足す」で加えてください",
            field=field,
        )
    return RuleEdit((known.id,), (ending_on(known.rule, begins - timedelta(days=1)), rule))


def correct_rule(known: KnownRule, rule: Rule) -> RuleEdit:
    """Another row instead of one that was entered wrongly, for its whole span.

    Raises RuleViolation when nothing would change.
    """
    if rule == known.rule:
        raise RuleViolation("rule.unchanged", "変わったところがありません")
    return RuleEdit((known.id,), (rule,))


def end_rule(known: KnownRule, last_day: date) -> RuleEdit:
    """A last day for a row. Raises RuleViolation for a day before its first one, or for the day it has."""
    first, last = span_of(known.rule)
    if first is not None and last_day < first:
        raise RuleViolation(
            "rule.before_start",
            f"この取扱いは{format_wareki(first)}からです。それ以後の日付を入力してください",
            field="last_day",
        )
    if last == last_day:
        raise RuleViolation("rule.unchanged", "変わったところがありません", field="last_day")
    return RuleEdit((known.id,), (ending_on(known.rule, last_day),))


def withdraw_rule(known: KnownRule) -> RuleEdit:
    """A row that never was true."""
    return RuleEdit((known.id,))


def apply_edit(known: Sequence[KnownRule], edit: RuleEdit) -> tuple[Rule, ...]:
    """The agency's rows after an edit.

    Raises Stale if a row to be retired is not there any more, RuleViolation if two rows would contradict each other.
    """
    if not {row.id for row in known}.issuperset(edit.retired):
        raise Stale(
            "rule.stale",
            "もとの取扱いが、この申出のあとに変わっています。いまの取扱いをご確認のうえ、申し出直してください",
        )
    kept = [row.rule for row in known if row.id not in edit.retired]
    for place, rule in enumerate(edit.entered):
        for other in (*kept, *edit.entered[:place]):
            if contradict(rule, other):
                raise RuleViolation("rule.overlap", _overlap_words(other), facts={"place": place})
    return (*kept, *edit.entered)


def contradict(one: Rule, other: Rule) -> bool:
    """Whether two rows say something about the same case on the same day.

    Ways to hand a key over may stand side by side, and so may words on electronic surety for different dates,
    products or works; only the very same row twice is refused there.
    """
    if type(one) is not type(other) or not spans_meet(one, other):
        return False
    if isinstance(one, ElectronicAcceptance) and isinstance(other, ElectronicAcceptance):
        return (
            one.decisive_date is other.decisive_date
            and bool(one.products & other.products)
            and bool(one.work_kinds & other.work_kinds)
        )
    if isinstance(one, HandOver) and isinstance(other, HandOver):
        return (one.product, one.channel, one.address, one.addressee, one.subject_template) == (
            other.product,
            other.channel,
            other.address,
            other.addressee,
            other.subject_template,
        )
    return subject_of(one) == subject_of(other)


def subject_of(rule: Rule) -> tuple[object, ...]:
    """What a row speaks of, apart from its dates; an electronic start may widen its products."""
    if isinstance(rule, AmountRule):
        return rule.product, rule.work_kind, rule.case
    if isinstance(rule, HandOver):
        return (rule.product,)
    return ()


def changed_from(edit: RuleEdit, *, retired: Sequence[Rule]) -> date | None:
    """The first day (JST) on which an edit makes a difference; None = it reaches back without a bound.

    Needs the rows that are taken out. A row that comes back with another last day differs only after the earlier end.
    """
    starts, rest = [], list(edit.entered)
    for old in retired:
        twin = next((new for new in rest if ending_on(new, None) == ending_on(old, None)), None)
        if twin is None:
            starts.append(span_of(old)[0] or date.min)
            continue
        rest.remove(twin)
        ends = [last for last in (span_of(old)[1], span_of(twin)[1]) if last is not None]
        if ends and span_of(old) != span_of(twin):
            starts.append(min(ends) + timedelta(days=1))
    starts.extend(span_of(rule)[0] or date.min for rule in rest)
    first = min(starts, default=date.min)
    return None if first == date.min else first


def cautions(edit: RuleEdit, *, retired: Sequence[Rule], on: date) -> tuple[str, ...]:
    """What the person who approves should know besides, on a JST date. Needs the rows that are taken out."""
    found = []
    first = changed_from(edit, retired=retired)
    if first is None or first < on:
        found.append(
            "今日より前の日付にも効きます。入力中と審査前の申込は、新しい取扱いで計算し直します。"
            "審査が済んだ申込と発行済みの証書は変わりません。"
        )
    dates = {rule.decisive_date for rule in (*edit.entered, *retired) if isinstance(rule, AmountRule)}
    if len(dates) > 1:
        found.append(
            "基準日の種類が変わります。公告が前の取扱い、契約が後の取扱いの期間にあたる案件は、"
            "どちらにもあてはまらず「要確認」と表示されます。"
        )
    if any(isinstance(rule, ElectronicAcceptance) and _by_month(rule) for rule in edit.entered):
        found.append("始まりが月までしか分からないため、その月の契約には「要確認」と表示されます。")
    return tuple(found)


def _by_month(rule: ElectronicAcceptance) -> bool:
    return rule.start_precision is StartPrecision.MONTH


def _overlap_words(other: Rule) -> str:
    first, last = span_of(other)
    begin = f"{format_wareki(first)}から" if first else ""
    end = f"{format_wareki(last)}まで" if last else ""
    when = (begin + end) or "期限なし"
    if isinstance(other, PriceChangeRule):
        return f"同じ期間の取扱い（{when}）がすでにあります。日付をご確認ください"
    return (
        f"同じ種類の取扱い（{when}）と期間が重なります。"
        "その取扱いを変えるときは、一覧の「ある日から変える」から申し出てください"
    )
