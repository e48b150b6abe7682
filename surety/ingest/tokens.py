"""The labels found on one sheet, with the blocks they cover and the region that belongs to the branch's staff."""

from dataclasses import dataclass, field

from surety.ingest.labels import GROUPS, concept_of, inline_value, is_field, is_note
from surety.ingest.workpaper import Cell, Sheet
from surety.ingest.xml_scan import Area

MAX_LABELS = 400  # a sheet with more of them is no form, and is not looked at any further


@dataclass(frozen=True, slots=True)
class Token:
    """One label on the sheet. `inline` is the value when label and value share the cell."""

    concept: str
    cell: Cell
    area: Area
    inline: str = ""

    @property
    def top(self) -> int:
        return self.area[0]

    @property
    def left(self) -> int:
        return self.area[1]

    @property
    def bottom(self) -> int:
        return self.area[2]

    @property
    def right(self) -> int:
        return self.area[3]


@dataclass(slots=True)
class LabelledSheet:
    """A sheet with its labels in reading order and its other visible texts by place."""

    sheet: Sheet
    tokens: list[Token] = field(default_factory=list)
    texts: dict[tuple[int, int], Cell] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0

    def label_at_row(self, row: int, *, after: int) -> int:
        """The first column behind `after` where a label stands in this row, or one behind the last column."""
        columns = [
            token.left for token in self.tokens if token.top <= row <= token.bottom and token.left > after
        ]
        return min(columns, default=self.last_column + 1)

    def right_of(self, token: Token) -> list[Cell]:
        """The filled cells right of a label, row by row, up to the next label."""
        found: list[Cell] = []
        for row in range(token.top, token.bottom + 1):
            end = self.label_at_row(row, after=token.right)
            found += [
                self.texts[row, column]
                for column in range(token.right + 1, end)
                if (row, column) in self.texts
            ]
        return found

    def below(self, token: Token) -> list[Cell]:
        """The filled cells straight under a label that has no room on its right, up to the next label."""
        row = token.bottom + 1
        if any(
            t.top <= row <= t.bottom and t.left <= token.right and t.right >= token.left for t in self.tokens
        ):
            return []
        found = [
            self.texts[row, column]
            for column in range(token.left, token.right + 1)
            if (row, column) in self.texts
        ]
        return found if self._closed_on_right(token, found) else []

    def _closed_on_right(self, token: Token, found: list[Cell]) -> bool:
        if not found:
            return False
        neighbour = self.label_at_row(token.top, after=token.right) == token.right + 1 or any(
            t.top == token.top and t.right == token.left - 1 and t.concept not in GROUPS for t in self.tokens
        )
        block = self.sheet.area(found[0].row, found[0].column)
        same_width = block[1] == token.left and block[3] == token.right
        return (
            neighbour
            or (same_width and token.right >= self.last_column)
            or (same_width and token.right > token.left)
        )


def label_sheet(sheet: Sheet) -> LabelledSheet:
    """Find the labels of a sheet; sample texts, hidden cells, covered cells and the staff's box are left out."""
    labelled = LabelledSheet(sheet)
    covered = _covered(sheet)
    for place in sorted(sheet.cells):
        cell = sheet.cells[place]
        if place in covered or sheet.is_hidden(*place) or not cell.shown.strip():
            continue
        area = sheet.area(*place)
        labelled.last_row = max(labelled.last_row, area[2])
        labelled.last_column = max(labelled.last_column, area[3])
        concept = concept_of(cell.shown) if cell.kind == "text" else None
        pair = inline_value(cell.shown) if cell.kind == "text" and concept is None else None
        if concept is not None:
            labelled.tokens.append(Token(concept, cell, area))
        elif pair is not None:
            labelled.tokens.append(Token(pair[0], cell, area, pair[1]))
        elif not is_note(cell.shown):
            labelled.texts[place] = cell
    if len(labelled.tokens) <= MAX_LABELS:
        _remove_staff_box(labelled)
    return labelled


def _covered(sheet: Sheet) -> set[tuple[int, int]]:
    """The cells hidden under a merged block: programs may leave old values there that nobody sees."""
    hidden: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merges.values():
        hidden.update((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
        hidden.discard((top, left))
    return hidden


def _remove_staff_box(labelled: LabelledSheet) -> None:
    for box in [token for token in labelled.tokens if token.concept == "staff"]:
        bottom = _box_bottom(labelled, box)
        labelled.tokens = [t for t in labelled.tokens if t is box or not _inside(t.top, t.left, box, bottom)]
        labelled.texts = {
            place: cell for place, cell in labelled.texts.items() if not _inside(*place, box, bottom)
        }


def _box_bottom(labelled: LabelledSheet, box: Token) -> int:
    """The box reaches as far as its heading's block, or down to the next row with a label for the applicant."""
    rows = [token.top for token in labelled.tokens if token.top > box.bottom and is_field(token.concept)]
    return box.bottom if box.bottom > box.top else min(rows, default=labelled.last_row + 1) - 1


def _inside(row: int, column: int, box: Token, bottom: int) -> bool:
    return box.top <= row <= bottom and column >= box.left
