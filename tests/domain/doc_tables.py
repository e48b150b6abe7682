"""The worked tables of docs/rules, read so that each of their rows is a test."""

from pathlib import Path

RULES = Path(__file__).parents[2] / "docs" / "rules"


def read_table(page: str, heading: str) -> list[list[str]]:
    """The body rows of the first table under a heading; a page without it fails loudly."""
    text = (RULES / page).read_text("utf-8")
    section = text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    assert rows
    return rows


def yen(cell: str) -> int:
    return int(cell.replace(",", "") or 0)
