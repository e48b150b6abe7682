"""Drawing 認定請求書 and 工事履行報告書 as an Excel workbook; runs in a process of its own, as `interim_download` starts it."""

import io
import json
import sys
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from surety.ingest.form_looks import FONT, INK

WIDTHS = (22, 18, 18, 30)
LAST = len(WIDTHS)
_LINE = Side("thin", color=INK)
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", fgColor="F2F2F2")
_BLANK_DATE = "令和　　年　　月　　日"


def main() -> None:
    """Build the workbook from JSON on the standard input, to the standard output."""
    sys.stdout.buffer.write(build_papers(json.load(sys.stdin)))


def build_papers(told: dict[str, Any]) -> bytes:
    """The bytes of the workbook: one A4 sheet for each paper, with the words that `interim_download` hands over."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _Page(book, told, title=told["request_title"]).request()
    _Page(book, told, title=told["report_title"]).report()
    book.properties.title = told["request_title"]
    book.properties.creator = told["sender"][-2] if len(told["sender"]) > 1 else told["sender"][0]
    bytes_ = io.BytesIO()
    book.save(bytes_)
    return bytes_.getvalue()


class _Page:
    """One sheet, written from the top down."""

    def __init__(self, book: Workbook, told: dict[str, Any], *, title: str) -> None:
        self.sheet: Worksheet = book.create_sheet(title)
        self.told, self.title = told, title
        self.row = 0
        for column, width in enumerate(WIDTHS, 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width
        if told["is_sample"]:
            self._line("見本：この書類は操作の確認のために作成したものです。", size=9, across="center")

    def request(self) -> None:
        """中間前払金認定請求書."""
        self._line(_BLANK_DATE, across="right")
        self._line(f"{self.told['beneficiary']}　様", size=12)
        self._sender()
        self._heading()
        self._line(self.told["opening"])
        self._line("記", across="center")
        for label, value in self.told["request_rows"]:
            self._fact(label, value)
        self._fact("摘要", "", height=44)
        self._line("")
        self._line("認定の条件（満たしているものの□に印を付けてください）", bold=True)
        for words in self.told["conditions"]:
            self._line(f"□　{words}", height=32)
        self._line("添付書類", bold=True)
        for words in self.told["enclosures"]:
            self._line(f"□　{words}")
        self._finish()

    def report(self) -> None:
        """工事履行報告書."""
        self._heading()
        self._line(f"報告日　{_BLANK_DATE}（　　月分まで）", across="right")
        for label, value in self.told["report_rows"]:
            self._fact(label, value)
        self._fact("行われた作業の額", self.told["half_words"])
        self._line("")
        self._cells(("月別", "予定工程（％）", "実施工程（％）", "備考"), is_head=True)
        first = self.row + 1
        for month in self.told["months"]:
            self._cells((month, None, None, None))
        self._percentages(f"B{first}:C{self.row}")
        self._line("")
        self._fact("記事", "", height=60)
        self._line(
            "工程は、月末までの累計を記入してください。予定工程に変更があったときは、変更後の数字を（　）に入れて記入してください。",
            size=9,
            height=28,
        )
        self._sender()
        self._line("現場代理人　氏名", across="center")
        self._finish()

    def _heading(self) -> None:
        self._line("")
        self._line(self.title, size=17, bold=True, across="center", height=32)
        self._line("")

    def _sender(self) -> None:
        for words in ("受注者", *self.told["sender"]):
            self.row += 1
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=3, end_column=LAST)
            self._put(3, words, across="left")

    def _line(
        self,
        words: str,
        *,
        size: int = 11,
        bold: bool = False,
        across: str = "left",
        height: int | None = None,
    ) -> None:
        self.row += 1
        self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=LAST)
        self._put(1, words, size=size, bold=bold, across=across)
        if height:
            self.sheet.row_dimensions[self.row].height = height

    def _fact(self, label: str, value: str, *, height: int | None = None) -> None:
        self.row += 1
        self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=2, end_column=LAST)
        self._put(1, label, fill=_HEAD)
        self._put(2, value)
        for column in range(1, LAST + 1):
            self.sheet.cell(self.row, column).border = _BOX
        # Some 40 signs stand on one line of the merged cells.
        self.sheet.row_dimensions[self.row].height = height or 22 * max(1, -(-len(value) // 36))

    def _cells(self, words: tuple[str | None, ...], *, is_head: bool = False) -> None:
        self.row += 1
        for column, text in enumerate(words, 1):
            self._put(
                column,
                text,
                across="left" if column == LAST and not is_head else "center",
                fill=_HEAD if is_head else None,
            )
            self.sheet.cell(self.row, column).border = _BOX

    def _put(
        self,
        column: int,
        words: str | None,
        *,
        size: int = 11,
        bold: bool = False,
        across: str = "left",
        fill: PatternFill | None = None,
    ) -> None:
        cell = self.sheet.cell(self.row, column)
        cell.font = Font(FONT, size=size, bold=bold, color=INK)
        cell.alignment = Alignment(across, "center", wrap_text=True)
        if fill is not None:
            cell.fill = fill
        if words:
            cell.value = words
            cell.data_type, cell.number_format = "s", "@"  # a name that begins with = is a text too

    def _percentages(self, place: str) -> None:
        """Numbers from 0 to 100; another text, as a changed plan in brackets, is only pointed out."""
        rule = DataValidation(
            type="decimal", operator="between", formula1="0", formula2="100", allow_blank=True
        )
        rule.errorStyle = "warning"
        rule.error = "0から100までの数字で入力してください。"
        rule.promptTitle, rule.prompt = (
            "工程（％）",
            "月末までの累計を、0から100までの数字で入力してください。",
        )
        rule.showInputMessage = rule.showErrorMessage = True
        rule.add(place)
        self.sheet.add_data_validation(rule)

    def _finish(self) -> None:
        sheet = self.sheet
        sheet.print_area = f"A1:{get_column_letter(LAST)}{self.row}"
        sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "portrait"
        sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left, margins.right, margins.top, margins.bottom = 0.8, 0.8, 0.7, 0.6
        sheet.sheet_view.showGridLines = False


if __name__ == "__main__":
    main()
