"""Files to take away: what a column is, and texts that no spreadsheet program takes for a formula."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from surety.domain.products import LabelledEnum

# What a spreadsheet program may take for the beginning of a formula, also in full width.
_FORMULA_SIGNS = "=+-@＝＋－＠\t\r\n"
_BLANKS = " \u3000"
# XML cannot say these signs at all, and spreadsheet programs stumble over them in a CSV file.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REPLACEMENT = "\ufffd"
# Anything of the two kinds above, and what markup gives a meaning to; nearly no text has any of it.
_SPECIAL = re.compile("^[ \u3000]*[=+\\-@＝＋－＠]|[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel counts days from here (its year 1900 has a 29 February, which these two days make up for).
_EXCEL_EPOCH = date(1899, 12, 30).toordinal()
_DAY_SECONDS = 86_400
_FRACTION_DIGITS = 10


class FileFormat(LabelledEnum):
    """In which form a list is taken away."""

    XLSX = "xlsx", "Excel"
    CSV = "csv", "CSV"


class CellKind(Enum):
    """What the cells of a column are, with the words by which people are told."""

    TEXT = "文字"
    YEN = "金額（円）"
    COUNT = "数"
    DAY = "日付"
    MOMENT = "日時"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: heading, kind, width in signs, and what its values mean."""

    heading: str
    kind: CellKind
    width: int
    meaning: str


def is_plain(text: str) -> bool:
    """Whether the text can stand in any file as it is; False only means that one has to look closer."""
    return _SPECIAL.search(text) is None


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet program might take the text for a formula."""
    begin = text.lstrip(_BLANKS)[:1]
    return begin != "" and begin in _FORMULA_SIGNS


def harmless(text: str) -> str:
    """The text for a CSV cell: an apostrophe goes before what looks like a formula."""
    return f"'{text}" if is_formula_like(text) else text


def sayable(text: str) -> str:
    """The text without control characters; each leaves the sign for something unreadable (U+FFFD)."""
    return _UNSAYABLE.sub(_REPLACEMENT, text)


def excel_day(day: date) -> int:
    """The number by which Excel knows a day."""
    return day.toordinal() - _EXCEL_EPOCH


def excel_moment(moment: datetime) -> str:
    """The number, in digits, by which Excel knows a moment; the clock is the one `moment` shows."""
    seconds = moment.hour * 3_600 + moment.minute * 60 + moment.second
    fraction = seconds * 10**_FRACTION_DIGITS // _DAY_SECONDS
    return f"{excel_day(moment.date())}.{fraction:0{_FRACTION_DIGITS}d}"
