"""What stands in a cell of a table that staff fill in, or a sentence why it cannot be read."""

from datetime import date
from decimal import Decimal

from surety.domain.dates import parse_date
from surety.domain.errors import Unreadable
from surety.domain.percent import parse_percent
from surety.domain.text import find_unprintable
from surety.ingest.workpaper import Cell

MOST_PERCENT = 1000
_UNREADABLE = {
    "error": "エラー値になっています",
    "formula": "計算式の結果が入っていません。値を入力してください",
    "long": "文字が多すぎます",
}


def text_of(cell: Cell | None, title: str, length: int) -> str:
    """The text of a cell as it is; nothing for an empty one."""
    if cell is None:
        return ""
    if cell.kind in _UNREADABLE:
        raise Unreadable("cell", f"{title}が{_UNREADABLE[cell.kind]}")
    text = cell.value if cell.kind == "text" else cell.shown
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > length:
        raise Unreadable(
            "length", f"{title}は{length:,}文字以内で入力してください（いまは{len(text):,}文字です）"
        )
    if signs := find_unprintable(text, lines=True):
        raise Unreadable("signs", f"{title}に印刷できない文字があります（{'、'.join(signs[:3])}）")
    return text


def digits_of(cell: Cell) -> str:
    """A number as plain digits where the cell holds one, else what is shown."""
    return cell.value if cell.kind == "number" else cell.shown


def date_of(cell: Cell, label: str) -> date:
    """A date cell, or a date as typed. Raises Unreadable."""
    if cell.kind == "date" or cell.day:
        return date.fromisoformat(cell.day or cell.value)
    return parse_date(cell.shown, label=label)


def percent_of(cell: Cell, label: str) -> Decimal:
    """A percentage as typed or as a percent cell shows it. Raises Unreadable."""
    text = cell.shown if cell.shown.endswith("%") else digits_of(cell)
    return parse_percent(text, label=label, maximum=MOST_PERCENT)
