"""The worked tables of docs/rules as data: each row of prose is a test case."""

from collections.abc import Callable
from pathlib import Path

from surety.domain.errors import Unreadable

RULES = Path(__file__).parent.parent / "docs" / "rules"


def worked_tables(page: str) -> list[list[dict[str, str]]]:
    """The tables of a page in order; a row maps column titles to texts, back-quotes taken off, `-` is nothing."""
    tables: list[list[dict[str, str]]] = []
    titles: list[str] = []
    for line in (RULES / page).read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            titles = []
        elif not titles:
            titles = _cells(line)
            tables.append([])
        elif not line.startswith("|-"):
            tables[-1].append(dict(zip(titles, _cells(line), strict=True)))
    return tables


def pairs(table: list[dict[str, str]]) -> list[tuple[str, ...]]:
    """The rows of a table as tuples, ready for parametrize."""
    return [tuple(row.values()) for row in table]


def value_or_words(read: Callable[[str], object], text: str) -> object:
    """What a reader makes of a text: the value, or the sentence of its refusal."""
    try:
        return read(text)
    except Unreadable as refused:
        return refused.message


def yen(text: str) -> int:
    """20,000,000 of a table as a number."""
    return int(text.replace(",", ""))


def _cells(line: str) -> list[str]:
    cells = [cell.strip(" ") for cell in line.strip().strip("|").split("|")]
    return ["" if cell == "-" else cell.strip("`") for cell in cells]
