"""Forms as other offices draw them: rows of label and value, grid paper, labels above, boxes of one digit."""

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

# Label and typed value, as a person fills them in.
TYPED: dict[str, object] = {
    "申請日": "令和8年4月1日",
    "申込送信先": "青森支店",
    "申請区分": "新規",
    "利用規約への同意": "同意します",
    "フリガナ": "マルマルケンセツ",
    "商号又は名称": "〇〇建設株式会社",
    "法人番号": "5835678256246",
    "建設業許可番号": "02-012345",
    "契約者番号": "",
    "郵便番号": "036-0104",
    "所在地": "青森県平川市〇〇町1番地1",
    "代表者役職": "代表取締役",
    "代表者氏名": "見本　太郎",
    "電話番号": "017-000-0000",
    "FAX番号": "なし",
    "利用責任者部署": "総務部",
    "利用責任者役職": "課長",
    "利用責任者フリガナ": "ミホン　ハナコ",
    "利用責任者氏名": "見本　花子",
    "メールアドレス": "hanako@example.co.jp",
    "メールアドレス（確認用）": "hanako@example.co.jp",
    "電子保証発行完了のお知らせ": "希望する",
    "備考": "押印した書面は別に郵送します。",
}


def typed(
    changes: Mapping[str, object] | None = None, *, labels: Mapping[str, str] | None = None
) -> dict[str, object]:
    """The typed rows with other values (by the usual label; None leaves the row out) and other labels."""
    rows = {**TYPED, **(changes or {})}
    names = labels or {}
    return {names.get(label, label): value for label, value in rows.items() if value is not None}


def listed(
    rows: Mapping[str, object], *, top: int = 3, left: int = 1, title: str = "利用申請書", gap: int = 1
) -> Workbook:
    """Labels in one column, values in the next (or `gap` columns away)."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "申請書"
    sheet.cell(1, left, title)
    put_rows(sheet, rows, top=top, left=left, gap=gap)
    return book


def put_rows(sheet: Worksheet, rows: Mapping[str, object], *, top: int, left: int, gap: int = 1) -> None:
    """Write the rows into a sheet; a list or tuple as value fills the cells side by side."""
    for row, (label, value) in enumerate(rows.items(), start=top):
        sheet.cell(row, left, label)
        values = value if isinstance(value, (list, tuple)) else [value]
        for offset, one in enumerate(values):
            if one != "":
                sheet.cell(row, left + gap + offset, one)


def grid_paper(rows: Mapping[str, object], *, value_width: int = 30) -> Workbook:
    """Columns two signs wide; labels and values are merged blocks, and every digit box is its own cell."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "様式"
    for column in range(1, 60):
        sheet.column_dimensions[get_column_letter(column)].width = 2
    sheet.cell(2, 10, "利　用　申　請　書")
    sheet.merge_cells("J2:AD3")
    for index, (label, value) in enumerate(rows.items()):
        row = 5 + 2 * index
        sheet.cell(row, 2, label)
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=2, end_column=12)
        if isinstance(value, (list, tuple)):
            for offset, one in enumerate(value):
                if one != "":
                    sheet.cell(row, 14 + offset, one)
            continue
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=14, end_column=14 + value_width)
        if value != "":
            sheet.cell(row, 14, value)
    return book


def labels_above(pairs: Sequence[Sequence[tuple[str, object]]]) -> Workbook:
    """A table form: a row of labels, the values under them."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "ネットデスク利用申込書"
    row = 3
    for group in pairs:
        for column, (label, value) in enumerate(group, start=1):
            sheet.cell(row, column, label)
            if value != "":
                sheet.cell(row + 1, column, value)
        row += 3
    return book
