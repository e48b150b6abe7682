"""Tables that staff fill in: rows with named columns, and the values of their cells or what is to be mended."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from surety.domain.errors import RuleViolation, Unreadable
from surety.domain.money import parse_yen
from surety.domain.products import LabelledEnum
from surety.ingest.cell_values import digits_of, percent_of, text_of
from surety.ingest.rulebook_reader import CellProblem
from surety.ingest.workpaper import Cell, Sheet, address

E = TypeVar("E", bound=LabelledEnum)
T = TypeVar("T")


@dataclass(slots=True)
class TableReading:
    """What is to be mended, in the order it was found."""

    problems: list[CellProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table: cells by title, and where each would stand."""

    sheet: str
    number: int
    cells: dict[str, Cell | None]
    columns: dict[str, int]

    def problem(self, title: str, message: str) -> CellProblem:
        """Something to mend in the column of this title."""
        return CellProblem(self.sheet, address(self.number, self.columns[title]), message)

    def is_blank(self, title: str) -> bool:
        """Whether nothing stands in the column of this title."""
        cell = self.cells[title]
        return cell is None or not cell.shown.strip()


def rows_of(sheet: Sheet, titles: tuple[str, ...], reading: TableReading) -> list[TableRow]:
    """The filled rows below the titles; none, and a problem for each, where titles are missing."""
    numbers = sorted({row for row, _column in sheet.cells})
    head = numbers[0]
    columns: dict[str, int] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if row == head and cell.shown.strip() in titles:
            columns.setdefault(cell.shown.strip(), column)
    missing = [title for title in titles if title not in columns]
    reading.problems.extend(
        CellProblem(sheet.name, address(head, 1), f"見出しに「{title}」の列がありません") for title in missing
    )
    if missing:
        return []
    return [
        TableRow(
            sheet.name,
            number,
            {title: sheet.cells.get((number, column)) for title, column in columns.items()},
            columns,
        )
        for number in numbers[1:]
    ]


def yen_of(row: TableRow, title: str, reading: TableReading) -> int | None:
    """Whole yen, zero too; None and a problem for anything else."""
    cell = row.cells[title]

    def read() -> int:
        text = digits_of(cell) if cell and text_of(cell, title, 40).strip() else ""
        if not text:
            raise Unreadable("blank", f"{title}を入力してください。ないときは 0 です")
        return parse_yen(text, label=title, minimum=0)

    return attempt(row, title, read, reading)


def unit_of(row: TableRow, title: str, reading: TableReading) -> int | None:
    """Whole yen above zero; None and a problem for anything else."""
    unit = yen_of(row, title, reading)
    if unit == 0:
        reading.problems.append(row.problem(title, f"{title}は1円以上にしてください"))
        return None
    return unit


def percent_in(row: TableRow, title: str, reading: TableReading) -> Decimal | None:
    """A percentage from 0 to 100, zero too; None and a problem for anything else."""
    cell = row.cells[title]

    def read() -> Decimal:
        if cell is None or not text_of(cell, title, 40).strip():
            raise Unreadable("blank", f"{title}を入力してください。ないときは 0 です")
        percent = percent_of(cell, title)
        if percent > 100:
            raise Unreadable("percent", f"{title}は100%以下で入力してください")
        return percent

    return attempt(row, title, read, reading)


def choice_of(row: TableRow, title: str, options: type[E], reading: TableReading) -> E | None:
    """The choice whose label stands there; None and a problem for anything else."""

    def read() -> E:
        text = text_of(row.cells[title], title, 60).strip()
        for option in options:
            if option.label == text:
                return option
        words = "、".join(option.label for option in options)
        raise Unreadable("choice", f"{title}は {words} のどれかを入力してください")

    return attempt(row, title, read, reading)


def line_of(row: TableRow, title: str, length: int, reading: TableReading) -> str:
    """A text of at most `length` signs, empty where nothing stands."""
    return attempt(row, title, lambda: text_of(row.cells[title], title, length).strip(), reading) or ""


def attempt(row: TableRow, title: str, read: Callable[[], T], reading: TableReading) -> T | None:
    """What reading gives; None and a problem at the cell where it cannot be read."""
    try:
        return read()
    except RuleViolation as unreadable:
        reading.problems.append(row.problem(title, unreadable.message))
        return None
