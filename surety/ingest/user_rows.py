"""The rows of 追加利用者."""

from surety.domain.registration import MAX_ADDITIONAL_USERS, USER_FIELDS, user_key
from surety.ingest.field_reading import read_found
from surety.ingest.layout import Found, Layout
from surety.ingest.pieces import error
from surety.ingest.report import FieldReading

_DITTO = frozenset({"同上", "〃", "々", "同", '"', "”"})


def read_users(layout: Layout, sheet: str) -> tuple[tuple[FieldReading, ...], ...]:
    """Read each filled row of the table; 〃 and 同上 repeat the row above."""
    rows: list[tuple[FieldReading, ...]] = []
    above: dict[str, Found] = {}
    for index, found in enumerate(layout.users):
        readings: list[FieldReading] = []
        for field in USER_FIELDS:
            here = found.get(field.key)
            source, ditto = _or_above(here, above.get(field.key))
            above[field.key] = source
            reading = read_found(field, source, key=user_key(index, field.key), sheet=sheet)
            readings.append(_repeated(reading, here) if ditto and here else reading)
        rows.append(tuple(readings))
    return _bounded(tuple(rows))


def _or_above(here: Found | None, above: Found | None) -> tuple[Found, bool]:
    if here is None:
        return Found(""), False
    ditto = len(here.cells) == 1 and here.cells[0].shown.strip() in _DITTO
    return (above, True) if ditto and above is not None else (here, False)


def _repeated(reading: FieldReading, here: Found) -> FieldReading:
    return FieldReading(
        reading.key,
        reading.label,
        reading.sheet,
        here.place,
        here.cells[0].shown,
        reading.value,
        ("上の行と同じ",),
        reading.problems,
    )


def _bounded(rows: tuple[tuple[FieldReading, ...], ...]) -> tuple[tuple[FieldReading, ...], ...]:
    if len(rows) <= MAX_ADDITIONAL_USERS:
        return rows
    kept = rows[:MAX_ADDITIONAL_USERS]
    first = kept[-1][0]
    problem = error(
        f"追加利用者は{MAX_ADDITIONAL_USERS}人までです（{len(rows)}人分の記入があります）。",
        "残りの方は、ご利用開始後に管理者の画面から追加してください。",
    )
    last = FieldReading(
        first.key,
        first.label,
        first.sheet,
        first.cell,
        first.shown,
        first.value,
        first.changes,
        (*first.problems, problem),
    )
    return (*kept[:-1], (last, *kept[-1][1:]))
