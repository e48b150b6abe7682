"""Percentages of yen amounts: limits compared exactly, figures shown half up to one decimal."""

import re
from decimal import Decimal
from fractions import Fraction

from surety.domain.errors import Unreadable
from surety.domain.text import normalise_code


def parse_percent(text: str, *, label: str = "割合", maximum: int = 100) -> Decimal:
    """A percentage as typed (40, ４０％, 0.065 %) from 0 to `maximum`, with at most six decimals.

    Raises Unreadable with a sentence about `label`.
    """
    bare = re.sub("(?:%|パ-セント)$", "", normalise_code(text[:40]))
    if re.fullmatch(r"[0-9]{1,4}(?:\.[0-9]{1,6})?", bare) is None:
        raise Unreadable("percent_unreadable", f"{label}は数字で入力してください（例：40、0.065）")
    if Decimal(bare) > maximum:
        raise Unreadable("percent_unreadable", f"{label}は{maximum}%以下で入力してください")
    return Decimal(bare)


def exceeds(amount: int, *, base: int, percent: Decimal) -> bool:
    """Whether `amount` yen is more than `percent` of `base` yen, on exact integers."""
    return amount * 100 > base * Fraction(percent)


def falls_short(amount: int, *, base: int, percent: Decimal) -> bool:
    """Whether `amount` yen is less than `percent` of `base` yen, on exact integers."""
    return amount * 100 < base * Fraction(percent)


def amount_at(base: int, *, percent: Decimal, unit: int = 1) -> int:
    """The largest amount in yen within `percent` of `base` yen, cut down to a multiple of `unit`.

    9,680,000 at 40 % is 3,872,000, cut below 10万円 it is 3,800,000 (愛知中部水道企業団's published example).
    """
    numerator, denominator = percent.as_integer_ratio()
    return base * numerator // (100 * denominator * unit) * unit


def least_amount_at(base: int, *, percent: Decimal, unit: int = 1) -> int:
    """The smallest multiple of `unit` yen that is at least `percent` of `base` yen."""
    numerator, denominator = percent.as_integer_ratio()
    return -(-base * numerator // (100 * denominator * unit)) * unit


def shown_percent(amount: int, *, base: int, limit: Decimal | None = None) -> str:
    """The share of `amount` yen in `base` yen as shown to people: 40.0, rounded half up.

    With a `limit`, the figure shown is over, at or under the limit exactly when the amount
    is: 40.00002 % of a 40 % limit shows 40.00002, with as few decimals as tell the two apart.
    Raises ValueError when `base` is not positive or `amount` is negative.
    """
    if base <= 0 or amount < 0:
        raise ValueError("a share needs a positive base and an amount of zero or more")
    if limit is None:
        tenths = _rounded(amount * 100, over=base, scale=10)
        return f"{tenths // 10}.{tenths % 10}"
    numerator, denominator = limit.as_integer_ratio()
    side = _order(amount * 100 * denominator, numerator * base)
    decimals = 1
    while True:
        scale = 10**decimals
        scaled = _rounded(amount * 100, over=base, scale=scale)
        if _order(scaled * denominator, numerator * scale) == side:
            break
        decimals += 1
    whole, fraction = divmod(scaled, scale)
    return f"{whole}.{fraction:0{decimals}d}"


def _rounded(value: int, *, over: int, scale: int) -> int:
    """`value` ÷ `over`, times `scale`, rounded half up."""
    return (2 * value * scale + over) // (2 * over)


def _order(left: int, right: int) -> int:
    return (left > right) - (left < right)
