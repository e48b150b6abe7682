"""年度: the Japanese fiscal year (April to March) by the western year in which it begins."""

import re
from datetime import date

from surety.domain.dates import fiscal_year, format_wareki, parse_date
from surety.domain.errors import Unreadable
from surety.domain.text import normalise_code

_YEAR = re.compile(r"(?:西暦)?(?P<year>(?:令和|平成|令|平|[RrHh])?\.?(?:[0-9]{1,4}|元))(?:年度|年)?")


def first_day(year: int) -> date:
    """1 April of the fiscal year."""
    return date(year, 4, 1)


def last_day(year: int) -> date:
    """31 March with which the fiscal year ends."""
    return date(year + 1, 3, 31)


def parse_fiscal_year(text: str, *, label: str = "年度") -> int:
    """A fiscal year as typed: 令和8年度, R8, 令和8, 2026年度. Raises Unreadable with a sentence about `label`."""
    match = _YEAR.fullmatch(normalise_code(text[:40]))
    # 31 December lies in the fiscal year of the same number; 平成31年度 had only 1 April in its era.
    tries = [f"{match['year']}年{day}" for day in ("12月31日", "4月1日")] if match is not None else []
    for typed in tries:
        try:
            return parse_date(typed, label=label).year
        except Unreadable:
            continue
    raise Unreadable(
        "fiscal_year_unreadable", f"{label}は「令和8年度」または「2026」のように入力してください"
    )


def format_fiscal_year(year: int) -> str:
    """令和8年度; the year in which an era began goes by the new era's name (令和元年度)."""
    return f"{format_wareki(date(year, 12, 31)).split('年', 1)[0]}年度"


def fiscal_years_of(begins: date, *, ends: date) -> tuple[int, ...]:
    """Every fiscal year that has a day in the span; nothing for a span that ends before it begins."""
    return tuple(range(fiscal_year(begins), fiscal_year(ends) + 1))
