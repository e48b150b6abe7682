"""Drawing our own 利用申請書 as an Excel workbook; runs in a process of its own, as `form_download` starts it."""

import io
import json
import sys
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from surety.domain.registration import FIELD_BY_KEY, IssueNotice, RequestKind, TermsConsent, UserRole
from surety.ingest.form_looks import BOX, BRAND, FONT, INK, LOOKS, THICK
from surety.ingest.form_plan import COLUMNS, EXAMPLE, EXAMPLE_USERS, PLAN, USER_COLUMNS, USER_ROWS, Slot
from surety.ingest.sheet_names import (
    EXAMPLE_SHEET,
    FORM_ID,
    FORM_ID_NAME,
    FORM_SHEET,
    FORM_VERSION,
    FORM_VERSION_NAME,
    MARKER_SHEET,
    NAME_PREFIX,
)

CHOICE_SHEET = "選択肢"
DATE_FORMAT = '[$-411]ggge"年"m"月"d"日";@'
_CHOICES = {
    "request_kind": RequestKind,
    "terms_consent": TermsConsent,
    "issue_notice": IssueNotice,
    "role": UserRole,
}


@dataclass(frozen=True, slots=True)
class FormTexts:
    """What differs between deployments: names, branches in their order, and the version of the terms of use."""

    guarantor: str
    service: str
    branches: tuple[str, ...]
    terms_version: str


def main() -> None:
    """Build the form from the JSON of `FormTexts` on the standard input, to the standard output."""
    data = json.load(sys.stdin)
    texts = FormTexts(data["guarantor"], data["service"], tuple(data["branches"]), data["terms_version"])
    sys.stdout.buffer.write(build_form(texts))


def build_form(texts: FormTexts) -> bytes:
    """Return the bytes of 利用申請書.xlsx: the form, its 記入例, pick lists and the marker of form and version."""
    book = Workbook()
    form = book.worksheets[0]
    form.title = FORM_SHEET
    example = book.create_sheet(EXAMPLE_SHEET)
    _write_choices(book, texts)
    for sheet, filled in ((form, False), (example, True)):
        _Drawing(sheet, texts, filled=filled).draw()
    _name_cells(book)
    _write_marker(book)
    book.properties.title = f"{texts.service} 利用申請書"
    book.properties.creator = texts.guarantor
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_choices(book: Workbook, texts: FormTexts) -> None:
    sheet = book.create_sheet(CHOICE_SHEET)
    sheet.sheet_state = "hidden"
    columns = [("branch", list(texts.branches))] + [
        (key, [choice.label for choice in choices]) for key, choices in _CHOICES.items()
    ]
    for number, (key, labels) in enumerate(columns, start=1):
        for row, label in enumerate(labels, start=1):
            sheet.cell(row, number, label)
        letter = get_column_letter(number)
        place = f"{quote_sheetname(CHOICE_SHEET)}!${letter}$1:${letter}${len(labels)}"
        book.defined_names[f"list_{key}"] = DefinedName(f"list_{key}", attr_text=place)


def _name_cells(book: Workbook) -> None:
    for slot in PLAN:
        if slot.key in FIELD_BY_KEY:
            name = NAME_PREFIX + slot.key
            place = f"${get_column_letter(slot.left)}${slot.row}"
            book.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(FORM_SHEET)}!{place}")


def _write_marker(book: Workbook) -> None:
    sheet = book.create_sheet(MARKER_SHEET)
    sheet.sheet_state = "veryHidden"
    sheet["A1"], sheet["A2"] = FORM_ID, FORM_VERSION
    for name, place in ((FORM_ID_NAME, "$A$1"), (FORM_VERSION_NAME, "$A$2")):
        book.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(MARKER_SHEET)}!{place}")


class _Drawing:
    """One sheet of the form, blank or filled in as an example."""

    def __init__(self, sheet: Worksheet, texts: FormTexts, *, filled: bool) -> None:
        self.sheet = sheet
        self.texts = texts
        self.filled = filled
        self._validations: dict[str, DataValidation] = {}

    def draw(self) -> None:
        self._page()
        for slot in PLAN:
            self._slot(slot)
        self._users()
        self._outline()
        for validation in self._validations.values():
            self.sheet.add_data_validation(validation)
        self.sheet.protection.sheet = True
        self.sheet.protection.formatCells = False

    def _page(self) -> None:
        sheet = self.sheet
        for column in range(1, COLUMNS + 1):
            sheet.column_dimensions[get_column_letter(column)].width = 3.9
        last = max(slot.bottom for slot in PLAN)
        for slot in PLAN:
            if slot.height:
                sheet.row_dimensions[slot.row].height = slot.height
        sheet.print_area = f"A1:{get_column_letter(COLUMNS)}{last}"
        sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "portrait"
        sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.header, margins.footer = 0.3, 0.35
        margins.left, margins.right, margins.top, margins.bottom = 0.55, 0.55, 0.5, 0.75
        name = f"{self.texts.guarantor}　{self.texts.service}　利用申請書（第{FORM_VERSION}版）"
        sheet.oddFooter = HeaderFooterItem(
            left=_HeaderFooterPart(name, size=8), right=_HeaderFooterPart("&P / &N ページ", size=8)
        )
        sheet.sheet_view.showGridLines = False
        sheet.sheet_view.zoomScale = 110
        sheet.sheet_properties.tabColor = "C0504D" if self.filled else BRAND

    def _slot(self, slot: Slot) -> None:
        cell = self.sheet.cell(slot.row, slot.left)
        self._merge(slot)
        text = slot.text.format(
            guarantor=self.texts.guarantor, service=self.texts.service, version=FORM_VERSION
        )
        if slot.look == "input":
            self._input(slot)
            return
        if slot.look == "locked":
            cell.value = self.texts.terms_version
        elif text:
            cell.value = (
                "記入例"
                if slot.key == "example" and self.filled
                else (None if slot.key == "example" else text)
            )
        font, fill, alignment, border = LOOKS[slot.look]
        cell.font, cell.alignment = font, alignment
        self._frame(slot, border=border, fill=fill)

    def _input(self, slot: Slot) -> None:
        cell = self.sheet.cell(slot.row, slot.left)
        field = FIELD_BY_KEY[slot.key]
        cell.font = Font(FONT, size=10.5, color="B03020" if self.filled else INK)
        lines = slot.key in ("remarks", "address")
        cell.alignment = Alignment(
            "left",
            "top" if slot.key == "remarks" else "center",
            wrap_text=lines,
            shrink_to_fit=not lines,
            indent=1,
        )
        cell.number_format = DATE_FORMAT if slot.key == "applied_on" else "@"
        if self.filled:
            cell.value = EXAMPLE[slot.key]
            cell.data_type = "s"
        self._frame(slot, border=BOX, fill=None)
        self._unlock(slot)
        self._validate(
            slot.key, cell.coordinate, label=field.label, hint=field.hint, max_length=field.max_length
        )

    def _users(self) -> None:
        for index, row in enumerate(USER_ROWS):
            self.sheet.row_dimensions[row].height = 24
            for key, left, right in USER_COLUMNS:
                slot = Slot(key, row, left, right)
                self._merge(slot)
                self._frame(slot, border=BOX, fill=None)
                cell = self.sheet.cell(row, left)
                cell.font = Font(FONT, size=9.5, color="B03020" if self.filled else INK)
                cell.alignment = Alignment(
                    "center" if key in ("number", "role") else "left", "center", shrink_to_fit=True, indent=1
                )
                if key == "number":
                    cell.value = index + 1
                    continue
                cell.number_format = "@"
                self._unlock(slot)
                if self.filled and index < len(EXAMPLE_USERS):
                    cell.value = EXAMPLE_USERS[index][key]
                if key == "role":
                    self._validate(key, cell.coordinate, label="役割", hint="", max_length=20)

    def _validate(self, key: str, place: str, *, label: str, hint: str, max_length: int) -> None:
        if key not in self._validations:
            if key in _CHOICES or key == "branch":
                validation = DataValidation(type="list", formula1=f"list_{key}", allow_blank=True)
                validation.errorStyle = "warning" if key == "branch" else "stop"
                validation.error = "右端の▼から選んでください。"
                validation.prompt = "右端の▼から選んでください。"
            else:
                validation = DataValidation(
                    type="textLength", operator="lessThanOrEqual", formula1=str(max_length), allow_blank=True
                )
                validation.errorStyle = "warning"
                validation.error = f"{max_length}文字までで入力してください。"
                validation.prompt = hint or f"{max_length}文字まで"
            if key == "applied_on":
                validation = DataValidation(allow_blank=True)
                validation.prompt = hint
            validation.promptTitle = validation.errorTitle = label[:30]
            validation.showInputMessage = validation.showErrorMessage = True
            self._validations[key] = validation
        self._validations[key].add(place)

    def _merge(self, slot: Slot) -> None:
        if slot.right > slot.left or slot.bottom > slot.row:
            self.sheet.merge_cells(
                start_row=slot.row, end_row=slot.bottom, start_column=slot.left, end_column=slot.right
            )

    def _frame(self, slot: Slot, *, border: Border | None, fill: PatternFill | None) -> None:
        for row in range(slot.row, slot.bottom + 1):
            for column in range(slot.left, slot.right + 1):
                cell = self.sheet.cell(row, column)
                if border is not None:
                    cell.border = border
                if fill is not None:
                    cell.fill = fill

    def _unlock(self, slot: Slot) -> None:
        for column in range(slot.left, slot.right + 1):
            self.sheet.cell(slot.row, column).protection = Protection(locked=False)

    def _outline(self) -> None:
        title = next(slot for slot in PLAN if slot.look == "title")
        for column in range(1, COLUMNS + 1):
            self.sheet.cell(title.row, column).border = Border(bottom=THICK)


if __name__ == "__main__":
    main()
