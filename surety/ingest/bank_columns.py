"""The columns of a bank's CSV, found by their headings (docs/rules/accounts-monthly.md)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

DAY = ("日付", "取引日", "お取引日", "勘定日", "入出金日", "入金日", "年月日", "取扱日", "取扱日付", "起算日")
DEPOSIT = (
    "入金",
    "入金額",
    "入金金額",
    "お預入れ",
    "お預り金額",
    "お預け入れ",
    "預入金額",
    "預り金額",
    "預入額",
)
WITHDRAWAL = (
    "出金",
    "出金額",
    "出金金額",
    "お引出し",
    "お支払金額",
    "お引き出し",
    "支払金額",
    "引出金額",
    "お支払い金額",
)
AMOUNT = ("金額", "取引金額", "お取引金額", "入出金金額")
MARK = ("入出金", "入出金区分", "入払区分", "取引区分", "区分")
PAYER = (
    "振込依頼人名",
    "振込依頼人",
    "依頼人名",
    "振込人名",
    "お振込人名",
    "摘要内容",
    "お取引内容",
    "取引内容",
    "内容",
    "摘要",
    "お取引摘要",
    "備考",
    "メモ",
)
DEPOSIT_MARKS = frozenset({"入金", "入", "1", "預入", "預", "お預入れ", "振込入金"})
_PARTS = ("年", "月", "日")
_UNIT = re.compile(r"[（(]円[）)]$")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns stand, counted from 0; `days` is one column, or three for 年, 月, 日."""

    days: tuple[int, ...]
    payer: int
    deposit: int | None
    withdrawal: int | None
    amount: int | None
    mark: int | None
    note: int | None


def find_columns(cells: Sequence[str]) -> Columns | None:
    """The columns of a row of headings; None for any other row."""
    headings = [_heading(cell) for cell in cells]
    days, payers = _days(headings), _all_of(headings, PAYER)
    deposit, withdrawal = _first(headings, DEPOSIT), _first(headings, WITHDRAWAL)
    amount, mark = _first(headings, AMOUNT), _first(headings, MARK)
    if not days or not payers or (deposit is None and amount is None):
        return None
    if deposit is None and mark is None and withdrawal is None:
        return None
    note = payers[1] if len(payers) > 1 else None
    return Columns(days, payers[0], deposit, withdrawal, amount if deposit is None else None, mark, note)


def _days(headings: list[str]) -> tuple[int, ...]:
    day = _first(headings, DAY)
    if day is not None:
        return (day,)
    # 操作日(年), 操作日(月), 操作日(日): a bank that gives each part a column of its own.
    parts = [next((at for at, name in enumerate(headings) if _is_part(name, part)), None) for part in _PARTS]
    found = tuple(part for part in parts if part is not None)
    return found if len(found) == len(_PARTS) else ()


def _is_part(heading: str, part: str) -> bool:
    return heading == part or heading.endswith((f"({part})", f"日{part}"))


def _first(headings: list[str], names: tuple[str, ...]) -> int | None:
    found = _all_of(headings, names)
    return found[0] if found else None


def _all_of(headings: list[str], names: tuple[str, ...]) -> list[int]:
    """The places of the names that stand among the headings, the preferred name first."""
    return [headings.index(name) for name in names if name in headings]


def _heading(cell: str) -> str:
    return _UNIT.sub("", re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell)))
