"""与信枠と保証残高: how much the guarantor has taken on for one contractor, against what it decided to (docs/rules/exposure.md)."""

from dataclasses import dataclass
from datetime import date

from surety.domain.dates import format_wareki
from surety.domain.money import format_yen
from surety.domain.underwriting_checks import Check, Mark

CREDIT_CODE = "credit"


@dataclass(frozen=True, slots=True)
class Line:
    """A decided 与信枠: whole yen, 0 = nothing new is taken on. It holds from a JST date, until one if it has an end."""

    amount: int
    valid_from: date
    valid_to: date | None = None

    def is_over(self, today: date) -> bool:
        """Whether its last day is past."""
        return self.valid_to is not None and self.valid_to < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What a contractor has on the guarantor's books. Whole yen; `works` are the works contracts behind what is in force.

    `reserved` is what 契約保証予約 promise that may still become guarantees.
    """

    line: Line | None
    in_force: int
    approved: int
    works: int
    reserved: int = 0

    @property
    def taken(self) -> int:
        """In force, approved but not issued yet, and promised."""
        return self.in_force + self.approved + self.reserved


def over_by(exposure: Exposure, *, asked: int, today: date) -> int:
    """By how many yen the line would be exceeded; 0 within it, and where no line was ever decided."""
    if exposure.line is None:
        return 0
    room = 0 if exposure.line.is_over(today) else max(0, exposure.line.amount - exposure.taken)
    return max(0, asked - room)


def check_credit(exposure: Exposure, *, asked: int, today: date, is_promise: bool = False) -> Check:
    """The line of the review about all guarantees an application asks for together.

    `is_promise`: a 契約保証予約, whose guarantee is held against the line once more.
    """
    mark, words = _judge(exposure, asked=asked, today=today, then=_LATER if is_promise else _SECOND)
    return Check(code=CREDIT_CODE, title="与信枠", mark=mark, reason=words, source="与信枠と保証残高")


def _judge(exposure: Exposure, *, asked: int, today: date, then: str) -> tuple[Mark, str]:
    promised = f"、契約保証予約{_yen(exposure.reserved)}" if exposure.reserved else ""
    hand = (
        f"手持工事{exposure.works}件、保証残高{_yen(exposure.in_force)}、"
        f"承認済みで未発行{_yen(exposure.approved)}{promised}です。"
    )
    line = exposure.line
    if line is None:
        return Mark.OK, f"与信枠は決めていません。{hand}"
    if line.amount == 0 and not line.is_over(today):
        return (
            Mark.BAD,
            f"与信枠が0円（新しい引受けの停止、{format_wareki(line.valid_from)}から）です。{hand}",
        )
    if line.valid_to is not None and line.is_over(today):
        return Mark.CHECK, f"与信枠の期限（{format_wareki(line.valid_to)}）が過ぎています。{then}{hand}"
    total = exposure.taken + asked
    sums = f"与信枠{_yen(line.amount)}に対し、今回の{_yen(asked)}を加えて{_yen(total)}です。"
    over = over_by(exposure, asked=asked, today=today)
    if over:
        return Mark.CHECK, f"{sums}{_yen(over)}超えます。{then}{hand}"
    return Mark.OK, f"{sums}残りは{_yen(line.amount - total)}です。{hand}"


_SECOND = "承認しても、別の方が枠を超える引受けを承認するまで発行できません。"
_LATER = "落札後の契約保証の審査で、もう一度確認します。"


def _yen(amount: int) -> str:
    return f"{format_yen(amount)}円"
