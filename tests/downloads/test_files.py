"""The files themselves, read back with other people's readers."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from surety.domain.download_columns import GUARANTEE_COLUMNS
from surety.domain.downloads import CellKind, Column
from surety.downloads import xlsx_file
from surety.downloads.csv_file import write_csv
from surety.downloads.xlsx_file import Book, write_xlsx

COLUMNS = (
    Column("工事名", CellKind.TEXT, 40, "名前"),
    Column("保証金額", CellKind.YEN, 16, "円"),
    Column("発行日", CellKind.DAY, 12, "日"),
    Column("閲覧", CellKind.MOMENT, 18, "日時"),
)
ROWS: list[tuple[object, ...]] = [
    ("市道〇〇線道路改良工事", 20_000_000, date(2026, 12, 5), datetime(2026, 12, 6, 10, 24, tzinfo=UTC)),
    ('=HYPERLINK("http://example.co.jp")', 0, date(2027, 3, 20), None),
    ('髙﨑①，"引用", 改行\nあり & <b>', None, None, None),
    ("a\x00b\x0b\ufffe", 999_999_999_999_999, date(1926, 12, 25), None),
    ("", 1, None, None),
]


def book(**more: object) -> Book:
    values = {
        "title": "保証契約情報",
        "creator": "サンプル建設業保証株式会社",
        "made_at": datetime(2026, 11, 22, tzinfo=UTC),
        "columns": COLUMNS,
        "facts": [("作成した人", "=見本　太郎 & <一郎>")],
    }
    return Book(**(values | more))  # type: ignore[arg-type]  # a test's book


def opened(pages: Iterable[list[tuple[object, ...]]], **more: object) -> Workbook:
    return load_workbook(io.BytesIO(b"".join(write_xlsx(book(**more), pages))))


def _read_back(value: object) -> object:
    """What openpyxl makes of a value: no zones, moments for days, nothing for an empty text."""
    if isinstance(value, str):
        return value.translate(dict.fromkeys((0, 0x0B, 0xFFFE), "\ufffd")) or None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime.combine(value, time.min) if isinstance(value, date) else value


def values(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_csv_opens_in_excel_and_says_every_value() -> None:
    data = b"".join(write_csv(COLUMNS, [ROWS[:2], ROWS[2:]]))
    assert data.startswith("\ufeff工事名,保証金額,発行日,閲覧\r\n".encode())
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    assert rows[1:] == [
        ["市道〇〇線道路改良工事", "20000000", "2026-12-05", "2026-12-06 10:24"],
        ['\'=HYPERLINK("http://example.co.jp")', "0", "2027-03-20", ""],
        ['髙﨑①，"引用", 改行\nあり & <b>', "", "", ""],
        ["a\ufffdb\ufffd\ufffd", "999999999999999", "1926-12-25", ""],
        ["", "1", "", ""],
    ]


def test_excel_holds_real_dates_and_numbers_and_no_formula() -> None:
    sheet = opened([ROWS[:2], ROWS[2:]]).worksheets[0]
    assert [cell.value for cell in sheet[1]] == [column.heading for column in COLUMNS]
    assert values(sheet) == [[_read_back(value) for value in row] for row in ROWS]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert sheet["A3"].quotePrefix
    assert not sheet["A2"].quotePrefix
    assert [cell.number_format for cell in sheet[2]] == ["@", "#,##0", "yyyy/mm/dd", r"yyyy/mm/dd\ hh:mm"]


def test_the_sheet_is_made_for_reading_and_printing() -> None:
    workbook = opened([ROWS], columns=GUARANTEE_COLUMNS[:4])
    sheet, notes = workbook.worksheets
    assert (sheet.title, notes.title) == ("保証契約情報", "この表について")
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:D6"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert "サンプル建設業保証" in sheet.oddFooter.left.text
    widths = [sheet.column_dimensions[letter].width for letter in "ABCD"]
    assert widths == [column.width for column in GUARANTEE_COLUMNS[:4]]
    assert sheet["A1"].font.b
    assert sheet["A1"].alignment.wrap_text
    assert workbook.properties.title == "保証契約情報"


def test_the_last_sheet_says_what_the_file_is() -> None:
    notes = opened([ROWS]).worksheets[-1]
    rows = values(notes)
    assert ["作成した人", "", "=見本　太郎 & <一郎>"] in rows
    assert ["件数", "", "5件"] in rows
    assert ["保証金額", "金額（円）", "円"] in rows
    assert notes["C2"].data_type == "s"


def test_an_empty_list_is_a_file_with_headings() -> None:
    sheet = opened([[]]).worksheets[0]
    assert sheet.max_row == 1
    assert b"".join(write_csv(COLUMNS, [[]])).decode("utf-8-sig") == "工事名,保証金額,発行日,閲覧\r\n"


@pytest.mark.parametrize("limit, setting", [(4, "SHEET_ROWS"), (1, "SHEET_BYTES")])
def test_what_does_not_fit_on_a_sheet_goes_on_in_the_next(
    monkeypatch: pytest.MonkeyPatch, limit: int, setting: str
) -> None:
    monkeypatch.setattr(xlsx_file, setting, limit)
    monkeypatch.setattr(xlsx_file, "SHEET_ROWS", 4)
    numbered = [[(f"工事{page}-{row}", row, None, None) for row in range(5)] for page in range(2)]
    workbook = opened(numbered)
    sheets = workbook.worksheets[:-1]
    assert [sheet.title for sheet in sheets][:2] == ["保証契約情報", "保証契約情報 2"]
    read = [row[0] for sheet in sheets for row in values(sheet)]
    assert read == [row[0] for page in numbered for row in page]
    assert all(sheet.max_row <= 4 for sheet in sheets)
    assert workbook.sheetnames[-1] == "この表について"


def test_pieces_come_while_the_rows_do() -> None:
    asked: list[int] = []

    def pages() -> Iterator[list[tuple[object, ...]]]:
        for number in range(3):
            asked.append(number)
            yield ROWS

    for pieces in (write_csv(COLUMNS, pages()), write_xlsx(book(), pages())):
        asked.clear()
        next(pieces)
        assert asked in ([], [0])
        list(pieces)
        assert asked == [0, 1, 2]


def test_whoever_goes_away_in_the_middle_leaves_nothing_behind() -> None:
    pieces = write_xlsx(book(), iter([ROWS, ROWS]))
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]  # a generator


def test_a_file_that_broke_off_does_not_look_whole() -> None:
    def pages() -> Iterator[list[tuple[object, ...]]]:
        yield ROWS
        raise OSError("the database is gone")

    taken = []
    with pytest.raises(OSError, match="gone"):
        taken.extend(write_xlsx(book(), pages()))
    assert not zipfile.is_zipfile(io.BytesIO(b"".join(taken)))
