"""Japanese words for an amount rule: its validity, ratio, rounding and cap."""

from datetime import date
from decimal import Decimal

from surety.domain.amount_rule import AmountRule, RuleCase
from surety.domain.dates import format_wareki
from surety.domain.money import echo_yen, format_yen
from surety.domain.products import DecisiveDate

_SUBJECTS = {
    DecisiveDate.CONTRACT: "契約",
    DecisiveDate.ANNOUNCEMENT: "公告",
    DecisiveDate.NOTICE: "通知",
}


def percent_words(percent: Decimal) -> str:
    """A percentage as short as it is: 40%, 0.065%."""
    return f"{percent.normalize():f}%"


def shown_ratio(percent: Decimal) -> str:
    """A limit with at least one decimal, as beside an amount: 40.0%, 0.065%."""
    words = f"{percent.normalize():f}"
    return f"{words}%" if "." in words else f"{words}.0%"


def rounding_words(unit: int) -> str:
    """10万円未満切捨て, or nothing for whole yen."""
    return f"{echo_yen(unit)}未満切捨て" if unit > 1 else ""


def span_of_cases(first: date | None, last: date | None, *, kind: DecisiveDate) -> str:
    """令和7年12月1日以降の契約, 令和8年3月31日までの公告; nothing for an open span."""
    subject = _SUBJECTS[kind]
    if first and last:
        return f"{format_wareki(first)}から{format_wareki(last)}までの{subject}"
    if first:
        return f"{format_wareki(first)}以降の{subject}"
    return f"{format_wareki(last)}までの{subject}" if last else ""


def validity_words(rule: AmountRule) -> str:
    """To which cases a rule applies by date, in words; nothing for a rule without dates."""
    return span_of_cases(rule.valid_from, rule.valid_to, kind=rule.decisive_date)


def rule_sentence(rule: AmountRule, *, base_word: str = "請負金額") -> str:
    """The rule in one line: 〇〇市 令和7年12月1日以降の契約：請負金額の40%以内（10万円未満切捨て）.

    The general frame is headed 一般の枠; a ratio that is not the agency's own says so.
    """
    if rule.is_general:
        head = "一般の枠"
    else:
        head = " ".join(part for part in (rule.agency, validity_words(rule)) if part)
    if rule.case is not RuleCase.NORMAL:
        head = f"{head}・{rule.case.label}"
    if not rule.offered:
        return f"{head}：取扱いなし"
    if rule.ratio_percent is None:
        return f"{head}：割合は発注者にご確認ください"
    side = "以内" if rule.is_maximum else "以上"
    extras = "・".join(_extras(rule))
    tail = f"（{extras}）" if extras else ""
    return f"{head}：{base_word}の{percent_words(rule.ratio_percent)}{side}{tail}"


def limit_words(rule: AmountRule, *, yen: int, capped: bool, rounded: bool, by_total: bool) -> str:
    """The limit as the start of a judgement: 上限 40.0%（20,000,000円）, 必要額 5,000,000円."""
    amount = f"{format_yen(yen)}円"
    if not rule.is_maximum:
        return f"必要額 {amount}"
    if capped:
        return f"上限 {amount}（限度額）"
    if by_total and rule.total_percent is not None:
        return f"上限 {amount}（前払金と合わせて {shown_ratio(rule.total_percent)} まで）"
    percent = shown_ratio(rule.ratio_percent) if rule.ratio_percent is not None else ""
    cut = f"、{rounding_words(rule.rounding_unit)}" if rounded and rule.rounding_unit > 1 else ""
    return f"上限 {percent}（{amount}{cut}）"


def _extras(rule: AmountRule) -> list[str]:
    found = []
    if rule.ratio_is_general:
        found.append("割合は一般の枠")
    if rule.sure_percent is not None:
        found.append(f"条件により{percent_words(rule.sure_percent)}以内")
    if rule.total_percent is not None:
        found.append(f"前払金と合わせて{percent_words(rule.total_percent)}以内")
    if rule.rounding_unit > 1:
        found.append(rounding_words(rule.rounding_unit))
    if rule.cap_yen is not None:
        found.append(f"限度額{echo_yen(rule.cap_yen)}")
    if rule.is_uncapped:
        found.append("上限なし")
    return found
