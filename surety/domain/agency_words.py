"""An agency's handling as people read it: each dated rule in a sentence, with its conditions and its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from surety.domain.amount_rule import AmountRule, RuleCase
from surety.domain.dates import format_wareki
from surety.domain.electronic_acceptance import ElectronicAcceptance
from surety.domain.general_frame import GENERAL_RULES
from surety.domain.handover import DEFAULT_BODY, PLACEHOLDERS, Channel, HandOver
from surety.domain.money import echo_yen
from surety.domain.products import Product, WorkKind
from surety.domain.rule_words import rule_sentence

_SUBJECTS = (
    (Product.ADVANCE, WorkKind.WORKS),
    (Product.ADVANCE, WorkKind.SERVICES),
    (Product.INTERIM, WorkKind.WORKS),
    (Product.PERFORMANCE, WorkKind.WORKS),
    (Product.PERFORMANCE, WorkKind.SERVICES),
)


@dataclass(frozen=True, slots=True)
class RuleAccount:
    """One amount rule: its sentence, what else it asks, and whether it is over on the day asked about."""

    rule: AmountRule
    sentence: str
    conditions: tuple[str, ...]
    is_past: bool


@dataclass(frozen=True, slots=True)
class AmountAccount:
    """All an agency says about one product and kind of work; `is_general` where it says nothing itself."""

    product: Product
    work_kind: WorkKind
    rules: tuple[RuleAccount, ...]
    is_general: bool


def amount_accounts(
    rules: Sequence[AmountRule], *, agency: str, on: date, base_word: str = "請負金額"
) -> tuple[AmountAccount, ...]:
    """Every product and kind of work in the directory's order, as known on a JST date.

    Where the agency has no row of its own the general frame stands in, marked so.
    """
    accounts = []
    for product, work_kind in _SUBJECTS:
        own = [rule for rule in rules if rule.product is product and rule.work_kind is work_kind]
        shown = own or [
            rule
            for rule in GENERAL_RULES
            if rule.product is product and rule.work_kind is work_kind and rule.case is RuleCase.NORMAL
        ]
        told = tuple(_account(rule, agency=agency, on=on, base_word=base_word) for rule in shown)
        ordered = tuple(sorted(told, key=lambda account: account.is_past))
        accounts.append(AmountAccount(product, work_kind, ordered, is_general=not own))
    return tuple(accounts)


def scope_words(rule: AmountRule) -> tuple[str, ...]:
    """To which contracts a rule applies: 請負金額500万円以上, 工期60日以上, and its stated conditions."""
    found = []
    if rule.threshold_yen is not None:
        side = "以上" if rule.threshold_inclusive else "を超えるもの"
        found.append(f"{rule.threshold_basis.label}{echo_yen(rule.threshold_yen)}{side}が対象")
    side = "以上" if rule.period_inclusive else "を超えるもの"
    if rule.min_days is not None:
        found.append(f"工期{rule.min_days}日{side}が対象")
    if rule.min_months is not None:
        found.append(f"工期{rule.min_months}か月{side}が対象")
    return tuple(found + [words for words in (rule.conditions, rule.note) if words])


def acceptance_words(row: ElectronicAcceptance) -> tuple[str, ...]:
    """What is true of an agency's electronic surety besides its start: products, kinds of work, exceptions."""
    found = ["対象の保証：" + "、".join(product.label for product in Product if product in row.products)]
    if row.work_kinds != frozenset(WorkKind):
        found.append("対象の契約：" + "、".join(kind.label for kind in WorkKind if kind in row.work_kinds))
    if row.accepted_to is not None:
        found.append(f"{row.decisive_date.label}が{format_wareki(row.accepted_to)}までのもの")
    if row.first_contract_only:
        found.append("紙の証書で始まった契約の変更は、紙の証書での手続き")
    if row.excluded:
        found.append(f"対象外：{row.excluded}")
    return tuple(found + ([row.note] if row.note else []))


def preview_subject(handover: HandOver, *, agency: str) -> str:
    """The subject line an agency asks for, with 〔工事名〕 and the like where a contract's own words will stand."""
    return _preview(handover.subject_template, agency=agency)


def preview_body(handover: HandOver, *, agency: str) -> str:
    """The mail's text in the same way; nothing for ways that carry no letter."""
    template = handover.body_template or (DEFAULT_BODY if handover.channel is Channel.MAIL else "")
    return _preview(template, agency=agency).strip()


def _account(rule: AmountRule, *, agency: str, on: date, base_word: str) -> RuleAccount:
    return RuleAccount(
        rule=rule,
        sentence=rule_sentence(rule, base_word=base_word).removeprefix(agency).lstrip(" ："),
        conditions=scope_words(rule),
        is_past=rule.valid_to is not None and rule.valid_to < on,
    )


def _preview(template: str, *, agency: str) -> str:
    # HandOver has refused any placeholder that is not in the list, and any lone brace.
    return template.format_map(
        {name: f"〔{label}〕" for name, label in PLACEHOLDERS.items()} | {"agency": agency}
    )
