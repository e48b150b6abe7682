"""Reading one field from the cells where it was found."""

from surety.domain.errors import Unreadable
from surety.domain.registration import RegistrationField
from surety.domain.registration_values import read_value
from surety.ingest.layout import Found
from surety.ingest.pieces import Gathered, error, gather
from surety.ingest.report import FieldReading


def read_found(field: RegistrationField, found: Found, *, key: str, sheet: str) -> FieldReading:
    """Read one field from its cells; what cannot be read becomes an error that names the cell."""
    gathered = (
        Gathered(found.inline) if found.inline else gather(found.cells, kind=field.kind, label=field.label)
    )
    cell = found.place if len(found.cells) < 2 else f"{found.cells[0].address}〜{found.cells[-1].address}"
    shown = found.inline or "　".join(cell.shown for cell in found.cells)
    if gathered.has_failed():
        return FieldReading(key, field.label, sheet, cell, shown, "", (), tuple(gathered.problems))
    try:
        read = read_value(field, gathered.text)
    except Unreadable as unreadable:
        problem = error(
            f"{unreadable.message}。",
            f"シート「{sheet}」の {cell} を直すか、次の画面で入力し直してください。",
        )
        return FieldReading(key, field.label, sheet, cell, shown, "", (), (problem,))
    changes = tuple(dict.fromkeys((*gathered.changes, *read.changes)))
    return FieldReading(key, field.label, sheet, cell, shown, read.value, changes, tuple(gathered.problems))
