"""Drawing a version of the tariff as an Excel workbook; runs in a process of its own, as `tariff_download` starts it."""

import io
import json
import sys
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import escape
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from surety.ingest.form_looks import FONT
from surety.ingest.tariff_plan import GUIDE, OPTIONS, RATE, TAX, TITLES

GUIDE_SHEET = "説明"
LAST_ROW = 500
_HEAD = PatternFill("solid", fgColor="E6E6E6")


def main() -> None:
    """Build the workbook from JSON on the standard input, to the standard output."""
    sys.stdout.buffer.write(build_tariff(json.load(sys.stdin)))


def build_tariff(tables: dict[str, list[list[str | int | None]]]) -> bytes:
    """The bytes of the workbook; percentages come as text, so that no float stands between."""
    paper = Workbook()
    paper.remove(paper.worksheets[0])
    for name, titles in TITLES.items():
        _fill(paper.create_sheet(name), titles, tables[name])
    guide: Worksheet = paper.create_sheet(GUIDE_SHEET)
    guide.column_dimensions["A"].width = 100
    for line in GUIDE:
        guide.append([line])
    bytes_ = io.BytesIO()
    paper.save(bytes_)
    return bytes_.getvalue()


def _fill(sheet: Worksheet, titles: tuple[str, ...], rows: list[list[str | int | None]]) -> None:
    sheet.append(list(titles))
    for column, cell in enumerate(sheet[1], 1):
        cell.font, cell.fill = Font(FONT, bold=True), _HEAD
        cell.alignment = Alignment("left", "center", wrap_text=True)
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = 40 if len(titles) == 2 and column == 2 else 18
        if options := OPTIONS.get(titles[column - 1]):
            _pick(sheet, letter, options)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            _put(sheet, number, column, titles[column - 1], value)
    sheet.freeze_panes = "B2"


def _put(sheet: Worksheet, row: int, column: int, title: str, value: str | int | None) -> None:
    if value is None or value == "":
        return
    cell = sheet.cell(row, column)
    cell.alignment = Alignment("left", "top", wrap_text=True)
    if title in (RATE, TAX) and isinstance(value, str):
        cell.value = Decimal(value)
    elif isinstance(value, str):
        cell.value = escape(value)
        cell.data_type, cell.number_format = "s", "@"  # what begins with = is a text too
    else:
        cell.value, cell.number_format = value, "#,##0"


def _pick(sheet: Worksheet, letter: str, options: tuple[str, ...]) -> None:
    choice = DataValidation(type="list", formula1='"' + ",".join(options) + '"', allow_blank=True)
    choice.error = "右端の▼から選んでください。"
    choice.showErrorMessage = True
    sheet.add_data_validation(choice)
    choice.add(f"{letter}2:{letter}{LAST_ROW}")


if __name__ == "__main__":
    main()
