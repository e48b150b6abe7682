"""入金照合: what a deposit probably pays. It only proposes; a person confirms (docs/rules/accounts-monthly.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from surety.domain.errors import RuleViolation
from surety.domain.money import format_yen
from surety.domain.payer_names import payer_key
from surety.domain.states import ToneEnum

# Beyond this many open items of one payer sums are not tried: too many ways would fit by accident.
_MOST_ITEMS = 12
_MOST_SUGGESTIONS = 5
# Banks cut long names; a shorter beginning than this says nothing.
_SHORTEST_BEGINNING = 6


class Fit(ToneEnum):
    """How well a deposit fits what is open."""

    EXACT = "exact", "一致", "ok"
    SEVERAL = "several", "候補が複数", "warn"
    AMOUNT_ONLY = "amount_only", "金額だけ一致", "warn"
    SHORT = "short", "不足", "err"
    OVER = "over", "過入金", "err"
    UNKNOWN = "unknown", "該当なし", "gray"


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An invoice or a single statement that waits for its money; `key` names it, `payer` is payer_key of the フリガナ."""

    key: str
    payer: str
    amount: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a deposit may pay: each suggestion is a set of items. For EXACT there is one, and its sum is the amount.

    `difference` is deposit less what is open (SHORT, OVER), in yen; 0 otherwise.
    """

    fit: Fit
    suggestions: tuple[tuple[OpenItem, ...], ...] = ()
    difference: int = 0


def propose(*, amount: int, payer: str, items: Sequence[OpenItem]) -> Proposal:
    """What a deposit of `amount` yen by `payer` (as the bank writes it) may pay among the open items."""
    key = payer_key(payer)
    own = [item for item in items if key and item.payer == key]
    fitting = _sets_of(own, amount)
    if len(fitting) == 1:
        return Proposal(Fit.EXACT, tuple(fitting))
    if fitting:
        return Proposal(Fit.SEVERAL, tuple(fitting[:_MOST_SUGGESTIONS]))
    if own:
        return _difference(own, amount)
    like = [item for item in items if _begins_alike(item.payer, key) and item.amount == amount]
    same_amount = like or [item for item in items if item.amount == amount]
    if same_amount:
        return Proposal(Fit.AMOUNT_ONLY, tuple((item,) for item in same_amount[:_MOST_SUGGESTIONS]))
    return Proposal(Fit.UNKNOWN)


def check_settles(*, amount: int, item_amounts: Sequence[int]) -> None:
    """A deposit pays whole items and nothing is left. Raises RuleViolation with both figures otherwise."""
    if not item_amounts:
        raise RuleViolation("match.nothing", "入金を充てる請求書・計算書を選んでください", field="items")
    total = sum(item_amounts)
    if total == amount:
        return
    word = "不足しています" if amount < total else "多く入金されています"
    raise RuleViolation(
        "match.amount",
        f"入金額は{format_yen(amount)}円、選んだ合計は{format_yen(total)}円で、{format_yen(abs(amount - total))}円{word}。"
        "このままでは照合できません。お客様に確認し、未照合のまま残してください",
        field="items",
    )


def _sets_of(own: Sequence[OpenItem], amount: int) -> list[tuple[OpenItem, ...]]:
    """Every set of the payer's items that sums up to the amount: single ones first; all together beyond the limit."""
    if len(own) > _MOST_ITEMS:
        singles: list[tuple[OpenItem, ...]] = [(item,) for item in own if item.amount == amount]
        return singles or ([tuple(own)] if sum(item.amount for item in own) == amount else [])
    return [
        chosen
        for size in range(1, len(own) + 1)
        for chosen in combinations(own, size)
        if sum(item.amount for item in chosen) == amount
    ]


def _difference(own: Sequence[OpenItem], amount: int) -> Proposal:
    """Nothing fits: the nearest single item, or all of them together when that is nearer."""
    sets: list[tuple[OpenItem, ...]] = [(item,) for item in own]
    if len(own) > 1:
        sets.append(tuple(own))
    nearest = min(sets, key=lambda chosen: abs(amount - sum(item.amount for item in chosen)))
    difference = amount - sum(item.amount for item in nearest)
    return Proposal(Fit.SHORT if difference < 0 else Fit.OVER, (nearest,), difference)


def _begins_alike(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _SHORTEST_BEGINNING and longer.startswith(shorter)
