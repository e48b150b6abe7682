"""Walking the XML of a workbook with expat alone: no document types, nothing beyond the size of a form."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from surety.ingest.refusal import Refused, broken, too_large

MAX_ROWS = 2000
MAX_COLUMNS = 256
MAX_CELLS = 60_000
MAX_MERGES = 2000
MAX_SHARED_STRINGS = 20_000
MAX_FONTS = 4000
MAX_FORMATS = 20_000
MAX_COLUMN_RECORDS = 1000
MAX_LINKS = 500
MAX_LINKED_CELLS = 5000
MAX_ELEMENTS = 300_000
MAX_ALL_ELEMENTS = 500_000
MAX_DEPTH = 64

Area = tuple[int, int, int, int]  # first row, first column, last row, last column; all from 1

_REFERENCE = re.compile(r"^\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")
_DDE = re.compile(r"[A-Za-z0-9_.]+\|.*!", re.S)

_COUNTED = {
    "si": (MAX_SHARED_STRINGS, "文字列が多すぎます"),
    "font": (MAX_FONTS, "文字の書式が多すぎます"),
    "xf": (MAX_FORMATS, "セルの書式が多すぎます"),
    "col": (MAX_COLUMN_RECORDS, "列の設定が多すぎます"),
    "mergeCell": (MAX_MERGES, "セルの結合が多すぎます"),
    "hyperlink": (MAX_LINKS, "リンクが多すぎます"),
}


@dataclass(slots=True)
class SheetFacts:
    """What the reader needs to know of a sheet besides its values."""

    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    formulas_without_value: set[tuple[int, int]] = field(default_factory=set)
    values: int = 0
    elements: int = 0
    has_drawing: bool = False


def parse_reference(reference: str) -> tuple[int, int]:
    """Turn "B12" into (12, 2); raise `Refused` for what is no cell."""
    match = _REFERENCE.match(reference)
    if match is None:
        raise broken("cell_reference")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if not 1 <= row <= 1_048_576 or not 1 <= column <= 16_384:
        raise broken("cell_reference")
    return row, column


def parse_area(reference: str) -> Area:
    """Turn "B2:D4" or "B2" into its corners; raise `Refused` for anything else."""
    first, _, last = reference.partition(":")
    top, left = parse_reference(first)
    bottom, right = parse_reference(last or first)
    if bottom < top or right < left:
        raise broken("cell_area")
    return top, left, bottom, right


def scan_part(data: bytes) -> int:
    """Read one XML part through and count its elements; raise `Refused` for a DOCTYPE, broken XML or too many records."""
    walk = _Walk()
    walk.run(data)
    return walk.elements


def scan_sheet(data: bytes) -> SheetFacts:
    """Read one sheet through and return its facts; raise `Refused` for everything that no form contains."""
    walk = _SheetWalk()
    walk.run(data)
    walk.facts.elements = walk.elements
    return walk.facts


class _Walk:
    """Counts elements and refuses document types; the base of the sheet's walk."""

    def __init__(self) -> None:
        self.elements = 0
        self.depth = 0
        self.counts = dict.fromkeys(_COUNTED, 0)

    def run(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.EntityDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._started
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self.text_handler()
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise broken("xml") from error

    def text_handler(self) -> Callable[[str], None] | None:
        return None

    def _refuse_doctype(self, *_: object) -> None:
        raise broken("doctype")

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > MAX_ELEMENTS or self.depth > MAX_DEPTH:
            raise too_large("too_many_elements", "内容が多すぎます")
        local = name.rpartition(":")[2]
        if local in _COUNTED:
            self.counts[local] += 1
            limit, words = _COUNTED[local]
            if self.counts[local] > limit:
                raise too_large(f"too_many_{local}", words)
        self.on_start(local, attributes)

    def _ended(self, name: str) -> None:
        self.depth -= 1
        self.on_end(name.rpartition(":")[2])

    def on_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take one element; the plain walk only counts."""

    def on_end(self, name: str) -> None:
        """Leave one element."""


class _SheetWalk(_Walk):
    """Follows rows and cells, refuses what lies outside of a form and notes merges, formulas and hidden parts."""

    def __init__(self) -> None:
        super().__init__()
        self.facts = SheetFacts()
        self._seen: set[tuple[int, int]] = set()
        self._row = 0
        self._column = 0
        self._has_value = False
        self._has_formula = False
        self._has_result = False
        self._kind = ""
        self._inside = ""
        self._formula = ""
        self._cells = 0
        self._linked = 0
        self._merged = 0

    def text_handler(self) -> Callable[[str], None]:
        return self._on_text

    def on_start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "c":
                self._start_cell(attributes)
            case "v" | "t":
                self._inside = "v"
                self._has_result = self._has_result or self._kind == "str"  # a formula may well result in ""
            case "f":
                self._inside, self._formula, self._has_formula = "f", "", True
            case "row":
                self._start_row(attributes)
            case "mergeCell":
                self._note_merge(attributes.get("ref", ""))
            case "hyperlink":
                self._check_link(attributes.get("ref", ""))
            case "col":
                if attributes.get("hidden") in ("1", "true"):
                    self.facts.hidden_columns.append(
                        (_whole(attributes.get("min")), _whole(attributes.get("max")))
                    )
            case "drawing" | "legacyDrawing":
                self.facts.has_drawing = True

    def on_end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self._inside = ""
        elif name == "f":
            self._inside = ""
            if _DDE.search(self._formula):
                raise Refused(
                    "dde",
                    "ほかのプログラムを呼び出す数式が含まれています。安全のため、お受け取りできません。",
                    "数式を値に置き換えて保存し直してください。",
                )

    def _on_text(self, text: str) -> None:
        if self._inside == "v":
            self._has_value = True
        elif self._inside == "f":
            self._formula += text

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = _whole(attributes["r"]) if "r" in attributes else self._row + 1
        self._column = 0
        if attributes.get("hidden") in ("1", "true") and self._row <= MAX_ROWS:
            self.facts.hidden_rows.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise too_large("too_many_cells", "セルが多すぎます")
        if "r" in attributes:
            row, self._column = parse_reference(attributes["r"])
            if row != self._row:
                raise broken("cell_outside_row")
        else:
            self._column += 1
        place = (self._row, self._column)
        if place in self._seen:
            raise broken("duplicate_cell")
        self._seen.add(place)
        self._has_value = self._has_formula = self._has_result = False
        self._kind = attributes.get("t", "")

    def _end_cell(self) -> None:
        place = (self._row, self._column)
        if self._has_formula:
            self.facts.formulas.add(place)
            if not self._has_value and not self._has_result:
                self.facts.formulas_without_value.add(place)
        if self._has_value or self._has_formula:
            self.facts.values += 1
            if self._row > MAX_ROWS or self._column > MAX_COLUMNS:
                raise too_large("cell_far_outside", "用紙の外の離れたセルに入力があります")

    def _note_merge(self, reference: str) -> None:
        area = parse_area(reference)
        if area[2] > MAX_ROWS or area[3] > MAX_COLUMNS:
            raise too_large("merge_far_outside", "広すぎるセルの結合があります")
        self._merged += (area[2] - area[0] + 1) * (area[3] - area[1] + 1)
        if self._merged > MAX_ROWS * MAX_COLUMNS:
            raise broken("overlapping_merges")
        self.facts.merges.append(area)

    def _check_link(self, reference: str) -> None:
        top, left, bottom, right = parse_area(reference)
        self._linked += (bottom - top + 1) * (right - left + 1)
        if self._linked > MAX_LINKED_CELLS:
            raise too_large("link_far_outside", "広すぎるリンクがあります")


def _whole(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 7:
        raise broken("row_number")
    return int(text)
