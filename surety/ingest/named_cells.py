"""The cells of our own form by their defined names, checked against the printed labels."""

from surety.domain.registration import FIELDS
from surety.ingest.labels import is_note
from surety.ingest.layout import Found, Layout
from surety.ingest.sheet_names import NAME_PREFIX
from surety.ingest.workpaper import Sheet, Workpaper, address


def merge_named(layout: Layout, paper: Workpaper, sheet: Sheet) -> str:
    """Let the named cells take the place of what the labels found, and return the origin of the report.

    Some programs move rows without moving the names. Where names and labels point to different filled cells more often
    than to the same ones, the names are not believed.
    """
    named = _named(paper, sheet)
    if not named:
        return "own_by_labels"
    pairs = [
        (found, layout.fields[key])
        for key, found in named.items()
        if key in layout.fields and layout.fields[key].cells
    ]
    disagree = sum(1 for found, labelled in pairs if found.cells != labelled.cells[:1])
    if disagree * 2 > len(pairs):
        return "own_by_labels"
    for key, found in named.items():
        labelled = layout.fields.get(key)
        if found.cells or labelled is None or not labelled.cells:
            layout.fields[key] = found
            if labelled is not None and labelled.cells and labelled.cells[:1] != found.cells:
                layout.others.setdefault(key, []).append(labelled)
    return "own"


def _named(paper: Workpaper, sheet: Sheet) -> dict[str, Found]:
    found: dict[str, Found] = {}
    for field in FIELDS:
        place = paper.names.get(NAME_PREFIX + field.key)
        if place is None or place[0] != sheet.name:
            continue
        cell = sheet.cells.get((place[1], place[2]))
        blank = cell is None or (not cell.shown.strip() and cell.kind == "text") or is_note(cell.shown)
        found[field.key] = Found(address(place[1], place[2]), () if blank or cell is None else (cell,))
    return found
