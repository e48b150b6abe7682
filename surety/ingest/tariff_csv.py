"""A version of the tariff as CSV: the three tables one below the other, each row led by its table's name."""

import csv
import io

from surety.domain.downloads import harmless, is_formula_like
from surety.ingest.refusal import Refused
from surety.ingest.tariff_plan import TITLES, Tables
from surety.ingest.workpaper import VISIBLE, Cell, Sheet

MEDIA_TYPE = "text/csv; charset=utf-8"
MAX_BYTES = 512 * 1024
MAX_ROWS = 2_000
MAX_SIGNS = 4_000
_ADVICE = "「CSVで書き出す」で書き出したファイルを直して、お送りください。"


def draw_csv(tables: Tables) -> bytes:
    """UTF-8 with its mark, CRLF; a text that looks like a formula gets an apostrophe, which reading takes off."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for name, titles in TITLES.items():
        writer.writerow((name, *titles))
        for row in tables[name]:
            writer.writerow((name, *("" if value is None else harmless(str(value)) for value in row)))
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def read_sheets(data: bytes) -> tuple[Sheet, ...]:
    """The tables as sheets whose cells are named as a spreadsheet program names them. Raises Refused."""
    if len(data) > MAX_BYTES:
        raise Refused("file_too_large", "CSVファイルが 512 KB を超えています。", _ADVICE)
    sheets: dict[str, Sheet] = {}
    try:
        rows = csv.reader(io.StringIO(_decode(data), newline=""), strict=True)
        for number, row in enumerate(rows, 1):
            if number > MAX_ROWS:
                raise Refused("too_many_rows", f"CSVファイルの行が {MAX_ROWS:,} 行を超えています。", _ADVICE)
            if not row or not row[0].strip():
                continue
            sheet = sheets.setdefault(row[0].strip(), Sheet(row[0].strip()[:31], VISIBLE))
            for column, text in enumerate(row[1:], 2):
                if text.strip():
                    sheet.cells[(number, column)] = _cell(number, column, text)
    except csv.Error as broken:
        raise Refused("csv_broken", "CSVとして読み取れないファイルです。", _ADVICE) from broken
    return tuple(sheets.values())


def _cell(row: int, column: int, text: str) -> Cell:
    if text.startswith("'") and is_formula_like(text[1:]):
        text = text[1:]
    kind = "text" if len(text) <= MAX_SIGNS else "long"
    return Cell(row, column, kind, text, text.strip())


def _decode(data: bytes) -> str:
    """UTF-8, or the Japanese Windows code that Excel's plain CSV has."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("csv_code", "文字コードを読み取れないファイルです。UTF-8のCSVで保存してください。", _ADVICE)
