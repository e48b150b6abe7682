"""From the cells of the chosen sheet to the checked report: every field read, or named with its cell."""

from collections.abc import Mapping
from dataclasses import replace

from surety.domain.registration import FIELDS, RegistrationField, Severity, check_registration
from surety.ingest.field_notes import extra_notes, with_kind_notes
from surety.ingest.field_reading import read_found
from surety.ingest.form_sheet import FormSheet
from surety.ingest.layout import Layout, lay_out
from surety.ingest.named_cells import merge_named
from surety.ingest.persons import split_persons
from surety.ingest.pieces import error
from surety.ingest.report import FieldReading, Problem, RegistrationReport
from surety.ingest.user_rows import read_users
from surety.ingest.workpaper import Workpaper

_FALLBACKS = {"phone": "manager_phone", "fax": "manager_fax"}


def read_form(paper: Workpaper, form: FormSheet, *, filename: str, sha256: str) -> RegistrationReport:
    """Read all fields of the chosen form and check them against each other."""
    sheet = form.labelled.sheet
    layout = lay_out(form.labelled)
    origin = merge_named(layout, paper, sheet) if form.version is not None else "labels"
    _use_fallbacks(layout)
    split_persons(layout)
    readings = {field.key: _reading(field, layout, sheet.name) for field in FIELDS}
    users = read_users(layout, sheet.name)
    readings = with_kind_notes(readings, layout)
    checked, rows = _checked(readings, users)
    return RegistrationReport(
        filename=filename,
        sha256=sha256,
        sheet=sheet.name,
        origin=origin,
        form_version=form.version,
        fields=tuple(checked[field.key] for field in FIELDS),
        users=rows,
        notes=extra_notes(form, layout, origin=origin),
    )


def _use_fallbacks(layout: Layout) -> None:
    for key, other in _FALLBACKS.items():
        if key not in layout.fields and other in layout.fields:
            layout.fields[key] = layout.fields[other]


def _reading(field: RegistrationField, layout: Layout, sheet: str) -> FieldReading:
    found = layout.fields.get(field.key)
    if found is None:
        problems = (
            (error(f"この様式には「{field.label}」の欄が見つかりません。", "次の画面で入力してください。"),)
            if field.required
            else ()
        )
        return FieldReading(field.key, field.label, sheet, "", "", "", (), problems)
    return read_found(field, found, key=field.key, sheet=sheet)


def _checked(
    readings: Mapping[str, FieldReading], users: tuple[tuple[FieldReading, ...], ...]
) -> tuple[dict[str, FieldReading], tuple[tuple[FieldReading, ...], ...]]:
    """Add the problems that only show when the fields are seen together, and the gaps."""
    values = {key: reading.value for key, reading in readings.items() if not reading.has_error}
    rows = [
        {reading.key.rsplit("-", 1)[1]: reading.value for reading in row if not reading.has_error}
        for row in users
    ]
    found: dict[str, list[Problem]] = {}
    for problem in check_registration(values, rows):
        found.setdefault(problem.key, []).append(
            Problem(problem.severity, problem.message, problem.what_to_do)
        )

    def finish(reading: FieldReading) -> FieldReading:
        more = [_with_place(problem, reading) for problem in found.get(reading.key, ())]
        return replace(reading, problems=(*reading.problems, *more)) if more else reading

    return {key: finish(reading) for key, reading in readings.items()}, tuple(
        tuple(map(finish, row)) for row in users
    )


def _with_place(problem: Problem, reading: FieldReading) -> Problem:
    if problem.severity is not Severity.ERROR or not reading.cell or reading.shown:
        return problem
    return replace(
        problem,
        what_to_do=f"シート「{reading.sheet}」の {reading.cell} に記入するか、次の画面で入力してください。",
    )
