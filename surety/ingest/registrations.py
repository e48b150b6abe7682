"""A filled 利用申請書 becomes a checked report, or is refused with a reason."""

import hashlib
import json
import unicodedata
from typing import Any

from surety.domain.text import to_showable
from surety.ingest.form_sheet import choose_form
from surety.ingest.guard import Inspection, inspect
from surety.ingest.process import ChildFailed, reading_child
from surety.ingest.readings import read_form
from surety.ingest.refusal import Refusal, Refused, broken, too_busy, too_large
from surety.ingest.report import RegistrationReport
from surety.ingest.workpaper import Cell, Sheet, Workpaper
from surety.ingest.xml_scan import SheetFacts, parse_area

MAX_FILENAME = 120


def read_registration(data: bytes, *, filename: str) -> RegistrationReport | Refusal:
    """Read the bytes of an uploaded workbook; whatever they are, the answer is a report or a refusal, never an exception.

    `filename` is only repeated in the report (normalised to NFC, without path or invisible signs).
    """
    inspection = inspect(data)
    if isinstance(inspection, Refusal):
        return inspection
    try:
        paper = read_paper(data, inspection)
        form = choose_form(paper, has_pictures=inspection.has_pictures)
    except Refused as refused:
        return refused.refusal
    return read_form(paper, form, filename=shown_filename(filename), sha256=hashlib.sha256(data).hexdigest())


def shown_filename(name: str) -> str:
    """A file name as it may be shown: the last part of the path, composed (NFC), printable, of bounded length."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return printable[-MAX_FILENAME:] or "無題.xlsx"


def read_paper(data: bytes, inspection: Inspection) -> Workpaper:
    """The cells of a workbook that passed the guard. Raises Refused when the reading child cannot read it."""
    try:
        answer = json.loads(reading_child.read(data))
    except ChildFailed as failure:
        if failure.reason == "late":
            # Work beyond any form ends at the child's own limit of processor time, long before: here the machine is busy.
            raise too_busy("reader_late") from failure
        if failure.reason in ("died", "TooMuchText"):
            raise too_large("reader_limit", "読み取りに時間がかかりすぎました") from failure
        raise broken(f"reader_{failure.reason}") from failure
    sheets = tuple(_sheet(item, inspection) for item in answer["sheets"])
    names: dict[str, tuple[str, int, int]] = {}
    for name, scope, sheet, place in answer["names"]:
        top, left, _, _ = parse_area(place.replace("$", ""))
        if scope is None or name not in names:
            names[name] = (sheet, top, left)
    return Workpaper(sheets, names)


def _sheet(item: dict[str, Any], inspection: Inspection) -> Sheet:
    facts = inspection.sheets.get(item["path"], SheetFacts())
    cells = {(cell[0], cell[1]): _cell(*cell) for cell in item["cells"]}
    if cells:
        for row, column in facts.formulas_without_value:
            cells.setdefault((row, column), Cell(row, column, "formula", "", "（計算結果なし）"))
    return Sheet(
        _shown_name(item["name"]), item["state"], cells, {area[:2]: area for area in facts.merges}, facts
    )


def _cell(row: int, column: int, kind: str, value: str, shown: str, day: str = "") -> Cell:
    return Cell(row, column, kind, value, to_showable(shown), day)


def _shown_name(name: str) -> str:
    return "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")[:31]
