"""Drawing the rule book as an Excel workbook; runs in a process of its own, as `rulebook_download` starts it."""

import io
import json
import sys
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import escape
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from surety.domain.rule_fields import FIELDS, FieldType, RuleField, show_field
from surety.domain.rule_kinds import RuleKind
from surety.domain.rule_reading import stored_rule, values_of
from surety.ingest.form_looks import FONT
from surety.ingest.rulebook_plan import (
    AGENCY_COLUMNS,
    AGENCY_SHEET,
    GUIDE,
    LEADING,
    SHEETS,
    WITHDRAW_MARK,
    columns_of,
    options_of,
)

GUIDE_SHEET = "説明"
LAST_ROW = 2000
_HEAD = PatternFill("solid", fgColor="E6E6E6")
_WIDE = {FieldType.NOTES: 40, FieldType.LIST: 30, FieldType.LINE: 30, FieldType.CHOICES: 28}


def main() -> None:
    """Build the workbook from JSON on the standard input, to the standard output."""
    sys.stdout.buffer.write(build_rulebook(json.load(sys.stdin)))


def build_rulebook(book: dict[str, list[list[object]]]) -> bytes:
    """The bytes of the workbook: `agencies` are lists of facts, `rules` are [number, code, name, kind, body]."""
    paper = Workbook()
    paper.remove(paper.worksheets[0])
    guide: Worksheet = paper.create_sheet(GUIDE_SHEET)
    guide.column_dimensions["A"].width = 100
    for line in GUIDE:
        guide.append([line])
    agencies = _sheet(paper, AGENCY_SHEET, [title for _, title, _ in AGENCY_COLUMNS])
    for facts in book["agencies"]:
        _append(agencies, facts)
    for kind in RuleKind:
        titles = columns_of(kind)
        sheet = _sheet(paper, SHEETS[kind], list(titles))
        _offer(sheet, kind)
        for number, code, name, told, body in book["rules"]:
            if told == kind.value:
                values = values_of(stored_rule(kind, body), kind)
                _append(sheet, [number, code, name, *(_cell(f, values[f.name]) for f in FIELDS[kind])])
    bytes_ = io.BytesIO()
    paper.save(bytes_)
    return bytes_.getvalue()


def _sheet(paper: Workbook, name: str, titles: list[str]) -> Worksheet:
    sheet: Worksheet = paper.create_sheet(name)
    sheet.append(titles)
    for column, cell in enumerate(sheet[1], 1):
        cell.font, cell.fill = Font(FONT, bold=True), _HEAD
        cell.alignment = Alignment("left", "center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = 16
    sheet.freeze_panes = "D2" if len(titles) > len(AGENCY_COLUMNS) else "B2"
    return sheet


def _append(sheet: Worksheet, values: list[Any]) -> None:
    row = sheet.max_row + 1
    for column, value in enumerate(values, 1):
        if value is None or value == "":
            continue
        cell = sheet.cell(row, column)
        cell.alignment = Alignment("left", "top", wrap_text=True)
        cell.value = escape(value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type, cell.number_format = "s", "@"  # what begins with = is a text too
        elif isinstance(value, date):
            cell.number_format = "yyyy/mm/dd"


def _cell(field: RuleField, value: object) -> object:
    if field.type is FieldType.LIST and isinstance(value, tuple):
        return "\n".join(str(part) for part in value)
    if value is None or isinstance(value, date | Decimal) or type(value) is int:
        return field.blank if value is None else value
    return show_field(field, value)


def _offer(sheet: Worksheet, kind: RuleKind) -> None:
    for column, field in enumerate(FIELDS[kind], len(LEADING) + 1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = _WIDE.get(field.type, 16)
        if options := options_of(field):
            _pick(sheet, letter, options)
    _pick(sheet, get_column_letter(len(LEADING) + len(FIELDS[kind]) + 1), (WITHDRAW_MARK,))


def _pick(sheet: Worksheet, letter: str, options: tuple[str, ...]) -> None:
    choice = DataValidation(type="list", formula1='"' + ",".join(options) + '"', allow_blank=True)
    choice.error = "右端の▼から選んでください。"
    choice.showErrorMessage = True
    sheet.add_data_validation(choice)
    choice.add(f"{letter}2:{letter}{LAST_ROW}")


if __name__ == "__main__":
    main()
