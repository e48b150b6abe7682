"""Whether a changed contract price asks for a changed performance guarantee."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from surety.domain.errors import RuleViolation
from surety.domain.percent import falls_short
from surety.domain.states import ToneEnum


class ChangeNeed(ToneEnum):
    """Whether a guarantee is to be changed: by a rule, by no rule that speaks of it (不要), or by nobody we know of."""

    NEEDED = "needed", "必要", "warn"
    ASK = "ask", "支店に確認", "wait"
    NOT_NEEDED = "not_needed", "不要", "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChangeRule:
    """An agency's line: from `line_percent` of the first price on, the guarantee is to be raised.

    `line_percent` None = the agency may ask, no figure stated. Dates JST, both ends included.
    """

    agency: str
    source_url: str
    source_read_on: date
    line_percent: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"{self.agency}: valid_from lies after valid_to")
        if self.line_percent is not None and self.line_percent <= 100:
            raise ValueError(f"{self.agency}: the line lies above the first price")


def judge_price_change(
    rule: PriceChangeRule | None, *, first_yen: int, changed_yen: int
) -> tuple[ChangeNeed, str]:
    """Say in a verdict and a sentence whether the amount of a performance guarantee must follow.

    Needs the first and the changed contract price in yen above zero (else RuleViolation).
    """
    if first_yen <= 0 or changed_yen <= 0:
        raise RuleViolation("price_change.no_price", "変更前と変更後の請負金額を入力してください")
    if rule is None or rule.line_percent is None:
        name = rule.agency if rule else "発注者"
        return ChangeNeed.ASK, f"契約保証の変更が必要かどうか、{name}にご確認ください。"
    times = f"{(rule.line_percent / 100).normalize():f}"
    if falls_short(changed_yen, base=first_yen, percent=rule.line_percent):
        return (
            ChangeNeed.NOT_NEEDED,
            f"当初の請負金額の{times}倍未満のため、契約保証の金額の変更は不要です（{rule.agency}）。",
        )
    return (
        ChangeNeed.NEEDED,
        f"当初の請負金額の{times}倍以上のため、契約保証の金額の変更が必要です（{rule.agency}）。",
    )
