"""A list as an Excel workbook, written row by row into a zip that is sent while it grows (docs/adr/0009)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, cast
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from surety.domain.downloads import (
    CellKind,
    Column,
    excel_day,
    excel_moment,
    is_formula_like,
    is_plain,
    sayable,
)
from surety.downloads import xlsx_parts as parts

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel's own limit, with the row of headings.
SHEET_ROWS = 1_048_576
# A part of a zip that knows its size only afterwards may have two gigabytes; the last page of rows still fits.
SHEET_BYTES = 1_900_000_000
# Measured: level 6 takes up to twice the time and makes the file a few per cent smaller.
_LEVEL = 1
_NOTES = "この表について"
_NOTE_COLUMNS = (
    Column("項目", CellKind.TEXT, 24, ""),
    Column("形式", CellKind.TEXT, 14, ""),
    Column("内容", CellKind.TEXT, 80, ""),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What a workbook says besides its rows: `facts` are (word, value) about this very file, `made_at` is UTC."""

    title: str
    creator: str
    made_at: datetime
    columns: Sequence[Column]
    facts: Sequence[tuple[str, str]]


class _Growing:
    """Where the zip is written: what has come in since the last look is taken away and sent."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def write_xlsx(book: Book, pages: Iterable[Iterable[Sequence[object]]]) -> Iterator[bytes]:
    """The file in pieces, one for each page of rows. A sheet that is full is followed by another one."""
    out = _Growing()
    package = ZipFile(cast("IO[bytes]", out), "w", ZIP_DEFLATED, compresslevel=_LEVEL)
    with package, closing(_Writer(package, book)) as writer:
        for page in pages:
            writer.add(page)
            yield out.take()
        writer.finish()
    yield out.take()


class _Writer:
    """The sheets of one workbook, each open until it is full."""

    def __init__(self, package: ZipFile, book: Book) -> None:
        self._package = package
        self._book = book
        self._cells = [_CELLS[column.kind] for column in book.columns]
        self._names: list[str] = []
        self._areas: list[str] = []
        self._total = 0
        self._begin()

    def add(self, page: Iterable[Sequence[object]]) -> None:
        rows = [self._row(row) for row in page]
        while rows:
            room = SHEET_ROWS - self._rows
            if room == 0 or self._bytes > SHEET_BYTES:
                self._end()
                self._begin()
                continue
            self._write(rows[:room])
            self._total += len(rows[:room])
            rows = rows[room:]

    def finish(self) -> None:
        self._end()
        self._notes()
        count = len(self._names)
        made = {
            "xl/workbook.xml": parts.workbook(self._names, self._areas),
            "xl/_rels/workbook.xml.rels": parts.workbook_relations(count),
            "xl/styles.xml": parts.STYLES,
            "docProps/core.xml": parts.properties(
                title=self._book.title, creator=self._book.creator, made_at=self._book.made_at
            ),
            "_rels/.rels": parts.RELATIONS,
            "[Content_Types].xml": parts.content_types(count),
        }
        for name, text in made.items():
            self._package.writestr(name, text)

    def close(self) -> None:
        """Let go of the open sheet, also when nobody wants the rest any more."""
        self._sheet.close()

    def _row(self, row: Sequence[object]) -> str:
        return f"<row>{''.join([cell(value) for cell, value in zip(self._cells, row, strict=True)])}</row>"

    def _begin(self) -> None:
        number = len(self._names) + 1
        self._names.append(self._book.title if number == 1 else f"{self._book.title} {number}")
        self._sheet = self._package.open(f"xl/worksheets/sheet{number}.xml", "w")
        begin = parts.sheet_begin(self._book.columns, is_first=number == 1)
        self._sheet.write((begin + _headings(self._book.columns)).encode())
        self._rows, self._bytes = 1, 0

    def _write(self, rows: Sequence[str]) -> None:
        self._bytes += self._sheet.write("".join(rows).encode())
        self._rows += len(rows)

    def _end(self) -> None:
        area = f"$A$1:${_letters(len(self._book.columns))}${self._rows}"
        self._areas.append(area)
        footer = f"{self._book.creator}　{self._book.title}"
        self._sheet.write(parts.sheet_end(area=area, footer=footer).encode())
        self._sheet.close()

    def _notes(self) -> None:
        """The last sheet: what was asked for, and what the columns mean."""
        self._names.append(_NOTES)
        self._areas.append("")
        facts = [(word, "", value) for word, value in (*self._book.facts, ("件数", f"{self._total:,}件"))]
        meanings = [(column.heading, column.kind.value, column.meaning) for column in self._book.columns]
        rows = "".join(
            f"<row>{''.join(_text(value, style=parts.WRAPPED) for value in row)}</row>"
            for row in (*facts, *meanings)
        )
        begin = parts.sheet_begin(_NOTE_COLUMNS, is_first=False) + _headings(_NOTE_COLUMNS)
        end = parts.sheet_end(area="", footer=f"{self._book.creator}　{self._book.title}")
        self._package.writestr(f"xl/worksheets/sheet{len(self._names)}.xml", begin + rows + end)


def _headings(columns: Sequence[Column]) -> str:
    cells = "".join(_text(column.heading, style=parts.HEADING) for column in columns)
    return f'<row ht="30" customHeight="1">{cells}</row>'


def _text(value: str, *, style: int) -> str:
    return f"{_text_begin(style)}{escape(sayable(value))}{_TEXT_END}"


def _text_begin(style: int) -> str:
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">'


_TEXT_END = "</t></is></c>"
_PLAIN_BEGIN = _text_begin(parts.TEXT)


def _text_cell(value: object) -> str:
    if value is None or value == "":
        return f'<c s="{parts.TEXT}"/>'
    text = str(value)
    if is_plain(text):
        return f"{_PLAIN_BEGIN}{text}{_TEXT_END}"
    # Excel shows such a text as it is, and keeps it a text even when somebody edits the cell.
    return _text(text, style=parts.GUARDED if is_formula_like(text) else parts.TEXT)


def _number(style: int, show: Callable[[object], object]) -> Callable[[object], str]:
    empty, begin = f'<c s="{style}"/>', f'<c s="{style}"><v>'

    def cell(value: object) -> str:
        return empty if value is None else f"{begin}{show(value)}</v></c>"

    return cell


def _letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


_CELLS: dict[CellKind, Callable[[object], str]] = {
    CellKind.TEXT: _text_cell,
    CellKind.YEN: _number(parts.YEN, lambda value: value),
    CellKind.COUNT: _number(parts.YEN, lambda value: value),
    CellKind.DAY: _number(parts.DAY, lambda value: excel_day(cast("date", value))),
    CellKind.MOMENT: _number(parts.MOMENT, lambda value: excel_moment(cast("datetime", value))),
}
