"""Reading a guarded workbook with openpyxl into plain lists; runs only inside the limited child process."""

import io
import json
import warnings
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from numbers import Real

from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from surety.ingest.number_formats import is_date, is_era_date, plain_digits, shown_digits
from surety.ingest.sheet_names import MARKER_SHEET, NAME_PREFIX, is_example
from surety.ingest.xml_scan import MAX_COLUMNS, MAX_ROWS

MAX_CELL_TEXT = 4000
SHOWN_OF_LONG = 40
MAX_ALL_TEXT = 2_000_000
MAX_ALL_CELLS = 60_000

Json = dict[str, object]
Row = tuple[int, int, str, str, str, str]
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


class TooMuchText(ValueError):
    """The cells together hold more text than any form."""


def read_workbook(data: bytes) -> bytes:
    """Return the sheets, filled cells and form names of a workbook as JSON; raises whatever openpyxl raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets: list[Json] = []
        budget, room = MAX_ALL_TEXT, MAX_ALL_CELLS
        for sheet in book.worksheets:
            path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
            wanted = sheet.title == MARKER_SHEET or (
                sheet.sheet_state == "visible" and not is_example(sheet.title)
            )
            cells = _read_cells(book, sheet) if wanted else []
            budget -= sum(len(cell[3]) + len(cell[4]) for cell in cells)
            room -= len(cells)
            if budget < 0 or room < 0:
                raise TooMuchText
            sheets.append({"name": sheet.title, "state": sheet.sheet_state, "path": path, "cells": cells})
        names = _names(book)
    return json.dumps({"sheets": sheets, "names": names}, ensure_ascii=True).encode()


def _read_cells(book: Workbook, sheet: object) -> list[Row]:
    rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS)  # type: ignore[attr-defined]  # the read-only sheet has no stub of its own
    found: list[Row] = []
    for row in rows:
        for cell in row:
            if not isinstance(cell, EmptyCell) and cell.value is not None and cell.value != "":
                kind, value, shown = _read(book, cell)
                day = _day_of(book, value) if kind == "number" and shown == value else ""
                if len(shown) > MAX_CELL_TEXT:
                    kind, value, shown = "long", str(len(shown)), f"{shown[:SHOWN_OF_LONG]}…"
                found.append((cell.row, cell.column, kind, value, shown, day))
    return found


def _read(book: Workbook, cell: ReadOnlyCell) -> tuple[str, str, str]:
    value: object = cell.value
    code, format_id = cell.number_format or "General", cell.style_array.numFmtId
    if cell.data_type == "e":
        return "error", str(value), str(value)
    match value:
        case bool():
            return "flag", "1" if value else "0", "TRUE" if value else "FALSE"
        case datetime() | date():
            day = value.date() if isinstance(value, datetime) else value
            return _dated(day, era=is_era_date(format_id, code))
        case time() | timedelta():
            return "text", str(value), str(value)
        case Real():
            return _numbered(book, value, code=code, format_id=format_id)
        case _:
            text = unescape(str(value))
            return "text", text, text


def _dated(day: date, *, era: bool) -> tuple[str, str, str]:
    shown = f"{day.year}年{day.month}月{day.day}日"
    if era and day >= date(2019, 5, 1):
        shown = f"令和{day.year - 2018}年{day.month}月{day.day}日"
    return "date", day.isoformat(), shown


def _numbered(book: Workbook, value: Real, *, code: str, format_id: int) -> tuple[str, str, str]:
    number = Decimal(repr(value))
    if not number.is_finite():
        return "error", str(value), str(value)
    if is_date(format_id, code):
        day = from_excel(value, book.epoch)
        if isinstance(day, (datetime, date)):
            return _dated(day.date() if isinstance(day, datetime) else day, era=is_era_date(format_id, code))
    plain = plain_digits(number)
    return "number", plain, shown_digits(number, code) or plain


def _day_of(book: Workbook, digits: str) -> str:
    """The day of a bare five-digit number, if it is one of this century."""
    if len(digits) != 5 or not digits.isdigit():
        return ""
    moment = from_excel(int(digits), book.epoch)
    day = moment.date() if isinstance(moment, datetime) else None
    return day.isoformat() if day and FIRST_DAY <= day <= LAST_DAY else ""


def _names(book: Workbook) -> list[list[object]]:
    found: list[list[object]] = []
    scopes = [(None, book.defined_names)] + [
        (sheet.title, getattr(sheet, "defined_names", {})) for sheet in book.worksheets
    ]
    for scope, names in scopes:
        for name, defined in names.items():
            if name.startswith(NAME_PREFIX):
                found.extend([name, scope, title, place] for title, place in _destinations(defined))
    return found


def _destinations(defined: DefinedName) -> list[tuple[str, str]]:
    if "#REF!" in (defined.attr_text or ""):
        return []
    return [(title, place) for title, place in defined.destinations]
