"""What contractors and branches will see of an edit: today's words beside tomorrow's, on both sides of the day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from surety.domain.agency_words import acceptance_words, scope_words
from surety.domain.amount_rule import AmountRule, DecisiveDates, find_amount_rule
from surety.domain.dates import format_wareki
from surety.domain.electronic_acceptance import ElectronicAcceptance, electronic_verdict
from surety.domain.general_frame import GENERAL_RULES
from surety.domain.handover import FilledHandOver, HandOver, HandOverFacts, fill_handover, list_handovers
from surety.domain.overhead import OverheadRule, overhead_details, overhead_sentence
from surety.domain.price_change import PriceChangeRule
from surety.domain.products import Product, WorkKind
from surety.domain.rule_edits import KnownRule, RuleEdit, apply_edit, changed_from, subject_of
from surety.domain.rule_kinds import Rule, is_over, span_of
from surety.domain.rule_words import percent_words, rule_sentence

Rules = Sequence[Rule]


class Standing(StrEnum):
    """Where a row stands on a day."""

    NOW = "now"
    FUTURE = "future"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A row as people read it: one line, and what else it says."""

    headline: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sight:
    """What a contract sees that depends on `day`: the words of today's book and those after the approval."""

    subject: str
    day: date
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaySight:
    """How the key of a product is handed over on `day` after the approval, as the contract's page shows it."""

    subject: str
    day: date
    ways: tuple[FilledHandOver, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """All that an edit changes for the eye."""

    sights: tuple[Sight, ...]
    ways: tuple[WaySight, ...]


def standing_of(rule: Rule, *, on: date) -> Standing:
    """Whether a row holds on a JST date, will hold, or held."""
    first = span_of(rule)[0]
    if is_over(rule, on=on):
        return Standing.PAST
    return Standing.FUTURE if first is not None and first > on else Standing.NOW


def describe_rule(rule: Rule) -> RuleWords:
    """A row in the words of the agency's public page."""
    if isinstance(rule, AmountRule):
        said = rule_sentence(rule, base_word=rule.work_kind.price_label).removeprefix(rule.agency)
        headline = f"{rule.product.label}（{rule.work_kind.label}）　{said.lstrip(' ：')}"
        return RuleWords(headline, scope_words(rule))
    if isinstance(rule, ElectronicAcceptance):
        return RuleWords(rule.start_words, acceptance_words(rule))
    if isinstance(rule, HandOver):
        return _describe_handover(rule)
    if isinstance(rule, OverheadRule):
        said = overhead_sentence(rule).removeprefix(rule.agency)
        return RuleWords(said.lstrip(" ："), overhead_details(rule))
    return _describe_price_change(rule)


def span_words(rule: Rule) -> str:
    """令和8年4月1日から令和9年3月31日まで; nothing for a row without dates."""
    first, last = span_of(rule)
    begin = f"{format_wareki(first)}から" if first else ""
    return begin + (f"{format_wareki(last)}まで" if last else "")


def preview_edit(known: Sequence[KnownRule], edit: RuleEdit, *, agency: str, on: date) -> Preview:
    """What changes for the eye, seen from a JST date. Raises as apply_edit does."""
    after = apply_edit(known, edit)
    before = tuple(row.rule for row in known)
    retired = [row.rule for row in known if row.id in edit.retired]
    touched = (*retired, *edit.entered)
    first = changed_from(edit, retired=retired)
    days = (first - timedelta(days=1), first) if first else (on,)
    sights: list[Sight] = []
    for subject, say in _amount_subjects(touched, agency=agency):
        sights += [Sight(subject, day, say(before, day), say(after, day)) for day in days]
    for day in days:
        sights += _acceptance_sights(touched, before=before, after=after, agency=agency, day=day)
        if any(isinstance(rule, PriceChangeRule) for rule in touched):
            sights.append(Sight("契約保証の変更", day, _prices(before, day), _prices(after, day)))
        if any(isinstance(rule, OverheadRule) for rule in touched):
            sights.append(Sight("現場管理費等", day, _overhead(before, day), _overhead(after, day)))
    return Preview(tuple(sights), _way_sights(touched, after=after, agency=agency, days=days))


def _amount_subjects(
    touched: Rules, *, agency: str
) -> list[tuple[str, Callable[[Rules, date], tuple[str, ...]]]]:
    found: dict[tuple[object, ...], tuple[str, Callable[[Rules, date], tuple[str, ...]]]] = {}
    for rule in touched:
        if isinstance(rule, AmountRule):
            words = f"{rule.product.label}（{rule.work_kind.label}・{rule.case.label}）"
            found[subject_of(rule)] = (words, _amount_sayer(rule, agency))
    return list(found.values())


def _amount_sayer(like: AmountRule, agency: str) -> Callable[[Rules, date], tuple[str, ...]]:
    def say(rules: Rules, day: date) -> tuple[str, ...]:
        finding = find_amount_rule(
            [rule for rule in rules if isinstance(rule, AmountRule)],
            agency=agency,
            product=like.product,
            work_kind=like.work_kind,
            dates=DecisiveDates(contract=day, announcement=day, notice=day),
            general=GENERAL_RULES,
            case=like.case,
        )
        if finding.rule is None:
            return ("割合の定めが登録されていません。発注者にご確認ください。",)
        sentence = rule_sentence(finding.rule, base_word=like.work_kind.price_label)
        return (sentence, *scope_words(finding.rule))

    return say


def _acceptance_sights(touched: Rules, *, before: Rules, after: Rules, agency: str, day: date) -> list[Sight]:
    rows = [rule for rule in touched if isinstance(rule, ElectronicAcceptance)]
    grouped: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for product in Product:
        for work_kind in WorkKind:
            if any(product in row.products and work_kind in row.work_kinds for row in rows):
                said = (
                    _electronic(before, agency, product, work_kind, day),
                    _electronic(after, agency, product, work_kind, day),
                )
                grouped.setdefault(said, []).append(f"{product.label}（{work_kind.label}）")
    every = sum(len(subjects) for subjects in grouped.values())
    return [
        Sight("電子保証" if len(subjects) == every else "電子保証：" + "、".join(subjects), day, *said)
        for said, subjects in grouped.items()
    ]


def _electronic(
    rules: Rules, agency: str, product: Product, work_kind: WorkKind, day: date
) -> tuple[str, ...]:
    verdict = electronic_verdict(
        [rule for rule in rules if isinstance(rule, ElectronicAcceptance)],
        agency=agency,
        product=product,
        work_kind=work_kind,
        dates=DecisiveDates(contract=day, announcement=day, notice=day),
    )
    return tuple(words for words in (verdict.sentence, verdict.caution) if words)


def _prices(rules: Rules, day: date) -> tuple[str, ...]:
    found = [
        _describe_price_change(rule)
        for rule in rules
        if isinstance(rule, PriceChangeRule) and standing_of(rule, on=day) is Standing.NOW
    ]
    if not found:
        return ("変更が必要かどうか、発注者にご確認ください。",)
    return tuple(line for words in found for line in (words.headline, *words.details))


def _overhead(rules: Rules, day: date) -> tuple[str, ...]:
    dates = DecisiveDates(contract=day, announcement=day, notice=day)
    found = [rule for rule in rules if isinstance(rule, OverheadRule) and rule.in_force(dates)]
    if not found:
        return ("現場管理費等に使えるかどうか、発注者にご確認ください。",)
    return tuple(line for rule in found for line in (overhead_sentence(rule), *overhead_details(rule)))


def _way_sights(touched: Rules, *, after: Rules, agency: str, days: Sequence[date]) -> tuple[WaySight, ...]:
    rows = [rule for rule in touched if isinstance(rule, HandOver)]
    products = [p for p in Product if p is not Product.BID_BOND and any(r.product in (p, None) for r in rows)]
    hands = [rule for rule in after if isinstance(rule, HandOver)]
    found: list[WaySight] = []
    for day in days:
        grouped: dict[tuple[HandOver, ...], list[Product]] = {}
        for product in products:
            grouped.setdefault(list_handovers(hands, product=product, on=day), []).append(product)
        for ways, theirs in grouped.items():
            subject = "すべての保証" if len(theirs) == 3 else "、".join(p.label for p in theirs)
            facts = HandOverFacts(product=theirs[0], agency=agency)
            found.append(WaySight(subject, day, tuple(fill_handover(way, facts=facts) for way in ways)))
    return tuple(found)


def _describe_handover(rule: HandOver) -> RuleWords:
    what = rule.product.label if rule.product else "すべての保証"
    to = " ".join(part for part in (rule.addressee, rule.address) if part)
    lines = [
        (f"{span_words(rule)}に出すもの" if span_words(rule) else ""),
        (f"提出先：{to}" if to else ""),
        (f"件名：{rule.subject_template}" if rule.subject_template else ""),
        ("いっしょに出すもの：" + "、".join(rule.extra_papers) if rule.extra_papers else ""),
        ("受け付けないもの：" + "、".join(rule.refuses) if rule.refuses else ""),
        rule.notes,
    ]
    return RuleWords(f"{rule.channel.label}（{what}）", tuple(line for line in lines if line))


def _describe_price_change(rule: PriceChangeRule) -> RuleWords:
    if rule.line_percent is None:
        headline = "変更が必要かどうか、発注者にご確認ください。"
    else:
        headline = f"当初の請負金額の{percent_words(rule.line_percent)}以上になったときは、契約保証の金額の変更が必要です。"
    return RuleWords(headline, tuple(line for line in (span_words(rule), rule.note) if line))
