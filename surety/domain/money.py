"""Yen: read as people write amounts, shown with commas, echoed in 億 and 万."""

import re
from fractions import Fraction

from surety.domain.errors import Unreadable
from surety.domain.text import normalise_code

MAX_YEN = 10**13
_MAX_LENGTH = 60
_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+")
_PLAIN = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4}", re.ASCII)
_NUMBER = re.compile(r"([0-9][0-9,]*)(\.[0-9]+)?")
_BIG_UNITS = {"兆": 10**12, "億": 10**8, "万": 10**4}
_SMALL_UNITS = {"千": 1000, "百": 100, "十": 10}
_KANJI_DIGITS = frozenset("〇零一二三四五六七八九壱弐参拾萬")


class _Misread(Exception):
    """A remark on why an amount cannot be read, without its field's name."""


def parse_yen(text: str, *, label: str = "金額", minimum: int = 1) -> int:
    """An amount as typed, in whole yen, from `minimum` to MAX_YEN.

    Reads ２０，０００，０００円, ¥20,000,000, 2000万, 2千万, 1億2,000万円, 1.5億, 20,000千円 and
    20百万円. Raises Unreadable, with a sentence about `label`, for fractions of a yen,
    negative amounts, kanji digits, commas in odd places and everything else.
    """
    if len(text) > _MAX_LENGTH:
        raise _unreadable(f"{label}は数字で入力してください（例：20,000,000）")
    if _PLAIN.fullmatch(text):
        return _within(int(text.replace(",", "")), label=label, minimum=minimum)
    bare = re.sub(r"^金?[¥\\]?|(?:円[也整]?)?$|也$", "", normalise_code(text)).replace("、", ",")
    if not bare:
        raise _unreadable(f"{label}を入力してください")
    if bare[0] in "-▲△(":
        raise _unreadable(f"{label}は{minimum:,}円以上で入力してください")
    try:
        amount = _read_sections(bare)
    except _Misread as reason:
        remark = str(reason) or "例：20,000,000"
        raise _unreadable(f"{label}は数字で入力してください（{remark}）") from None
    if amount.denominator != 1:
        raise _unreadable(f"{label}は円の単位で入力してください（円未満は入力できません）")
    return _within(int(amount), label=label, minimum=minimum)


def _within(amount: int, *, label: str, minimum: int) -> int:
    if amount < minimum:
        raise _unreadable(f"{label}は{minimum:,}円以上で入力してください")
    if amount > MAX_YEN:
        raise _unreadable(f"{label}は{echo_yen(MAX_YEN)}以下で入力してください")
    return amount


def format_yen(amount: int) -> str:
    """An amount in yen with commas and without a unit: 20,000,000."""
    return f"{amount:,}"


def echo_yen(amount: int) -> str:
    """An amount in yen in the words people say: 2,000万円, 1億2,345万6,789円, 0円."""
    rest, words = abs(amount), []
    for name, unit in _BIG_UNITS.items():
        count, rest = divmod(rest, unit)
        if count:
            words.append(f"{count:,}{name}")
    if rest or not words:
        words.append(f"{rest:,}")
    return f"{'-' if amount < 0 else ''}{''.join(words)}円"


def _read_sections(bare: str) -> Fraction:
    """The value of …兆…億…万…, each section smaller than one of the section before it."""
    total, ceiling, rest = Fraction(0), None, bare
    for name, unit in _BIG_UNITS.items():
        section, found, tail = rest.partition(name)
        if found:
            total += _read_section(section, has_unit=True, ceiling=ceiling, unit=unit)
            ceiling, rest = unit, tail
    if rest:
        total += _read_section(rest, has_unit=False, ceiling=ceiling, unit=1)
    return total


def _read_section(section: str, *, has_unit: bool, ceiling: int | None, unit: int) -> Fraction:
    """The value of one section such as 2,000 or 2千5百, times its unit."""
    total, inner_ceiling, rest = Fraction(0), None, section
    for name, small in _SMALL_UNITS.items():
        count, found, tail = rest.partition(name)
        if found:
            value = _read_number(count, has_unit=True) * small
            if inner_ceiling is not None and value >= inner_ceiling:
                raise _Misread("例：2,000万")
            total, inner_ceiling, rest = total + value, small, tail
    if rest or inner_ceiling is None:
        value = _read_number(rest, has_unit=has_unit)
        if inner_ceiling is not None and value >= inner_ceiling:
            raise _Misread("例：2,000万")
        total += value
    if ceiling is not None and total * unit >= ceiling:
        raise _Misread("例：1億2,000万")
    return total * unit


def _read_number(digits: str, *, has_unit: bool) -> Fraction:
    """A plain number; decimals are read only in front of a unit, as in 1.5億."""
    match = _NUMBER.fullmatch(digits)
    if match is None:
        kanji = _KANJI_DIGITS.intersection(digits)
        raise _Misread("漢数字は使えません。例：20,000,000" if kanji else "")
    whole, decimals = match.groups()
    if _GROUPS.fullmatch(whole) is None:
        raise _Misread("「,」の位置を確認してください。例：20,000,000")
    if decimals and not has_unit:
        raise _Misread("「.」は使えません。例：20,000,000")
    return Fraction(whole.replace(",", "") + (decimals or ""))


def _unreadable(message: str) -> Unreadable:
    return Unreadable("yen_unreadable", message)
