"""A workbook as plain data: sheets, cells and names, as the child process hands them over."""

from dataclasses import dataclass, field

from surety.ingest.xml_scan import Area, SheetFacts

VISIBLE = "visible"


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell. `kind` is text, number, date, error, flag (TRUE/FALSE), formula
    (no stored result) or long (a text beyond any field, cut; `value` is then its length).

    `value` is the text, the number as written in plain digits, or the date as ISO text; `shown` is what a person sees;
    `day` is the ISO date that a bare number would be if its cell had lost a date format.
    """

    row: int
    column: int
    kind: str
    value: str
    shown: str
    day: str = ""

    @property
    def address(self) -> str:
        """The name of the cell on screen, "B12"."""
        return address(self.row, self.column)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet with its filled cells by (row, column), its merged blocks and hidden parts."""

    name: str
    state: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: dict[tuple[int, int], Area] = field(default_factory=dict)
    facts: SheetFacts = field(default_factory=SheetFacts)

    def area(self, row: int, column: int) -> Area:
        """The merged block that starts at this cell, or the cell alone."""
        return self.merges.get((row, column), (row, column, row, column))

    def is_hidden(self, row: int, column: int) -> bool:
        """Whether the cell stands in a hidden row or column."""
        return row in self.facts.hidden_rows or any(a <= column <= b for a, b in self.facts.hidden_columns)


@dataclass(frozen=True, slots=True)
class Workpaper:
    """All sheets in their order and the defined names: name → (sheet name, row, column)."""

    sheets: tuple[Sheet, ...]
    names: dict[str, tuple[str, int, int]] = field(default_factory=dict)


def address(row: int, column: int) -> str:
    """Write (12, 2) as "B12"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
