"""What stands beside a field of the 利用申請: the cell it was read from, what was understood, what to look at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from surety.domain.registration import (
    FIELD_BY_KEY,
    USER_FIELDS,
    Severity,
    check_registration,
    field_of,
    user_key,
)
from surety.domain.registration_draft import CheckedDraft, label_of, words_of
from surety.domain.registration_values import show_value
from surety.ingest.report import FieldReading, RegistrationReport


@dataclass(frozen=True, slots=True)
class FieldNote:
    """One line of the report. `state` is error, confirm, ok or blank; the texts are Japanese and for the person.

    `place` names the cell (empty without a workbook), `written` what stood there, `value` what is understood now,
    `changes` how it was rewritten, `errors` what must be mended and `remarks` what to look at; `is_mended` = the person has
    put something else in place of what the workbook says.
    """

    key: str
    label: str
    place: str
    written: str
    value: str
    changes: tuple[str, ...]
    errors: tuple[str, ...]
    remarks: tuple[str, ...]
    is_mended: bool = False

    @property
    def state(self) -> str:
        """error, confirm, ok or blank."""
        if self.errors:
            return "error"
        if self.remarks:
            return "confirm"
        return "ok" if self.value else "blank"


def notes_of(checked: CheckedDraft, report: RegistrationReport | None) -> dict[str, FieldNote]:
    """A note for every field of the draft and of its additional users, by field key."""
    readings = {reading.key: reading for reading in report.readings} if report else {}
    errors, remarks = _by_key(checked, Severity.ERROR), _by_key(checked, Severity.CONFIRM)
    texts, checked_again = _texts(checked), _found_by_checking(report)
    notes = {}
    for key, label, typed, value in texts:
        reading = readings.get(key)
        said = remarks.get(key, ()) + _reader_remarks(
            reading, typed=typed, value=value, checked_again=checked_again
        )
        notes[key] = FieldNote(
            key=key,
            label=label,
            place=_place(reading),
            written=reading.shown.strip() if reading else "",
            value=value,
            changes=_changes(reading, checked.changes.get(key, ()), value=value),
            errors=errors.get(key, ()),
            remarks=tuple(dict.fromkeys(said)),
            is_mended=reading is not None and not _is_still(reading, typed=typed, value=value),
        )
    return notes


def _texts(checked: CheckedDraft) -> list[tuple[str, str, str, str]]:
    found = [
        (key, field.label, checked.draft.typed.get(key, ""), show_value(field, checked.values.get(key, "")))
        for key, field in FIELD_BY_KEY.items()
    ]
    for row, (typed, values) in enumerate(zip(checked.draft.users, checked.users, strict=True)):
        for field in USER_FIELDS:
            key = user_key(row, field.key)
            found.append(
                (key, label_of(key), typed.get(field.key, ""), show_value(field, values.get(field.key, "")))
            )
    return found


def _by_key(checked: CheckedDraft, severity: Severity) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for problem in checked.problems:
        if problem.severity is severity:
            said = f"{words_of(problem)}。"
            found[problem.key] = (*found.get(problem.key, ()), said)
    return found


def _reader_remarks(
    reading: FieldReading | None, *, typed: str, value: str, checked_again: Collection[str]
) -> tuple[str, ...]:
    """What the reader asks to look at, as long as the value is still the one it read.

    What the draft's own check finds (`checked_again`) is left to it: it knows what was mended since.
    """
    if reading is None or not _is_still(reading, typed=typed, value=value):
        return ()
    return tuple(
        f"{problem.message}{problem.what_to_do}"
        for problem in reading.problems
        if problem.severity is Severity.CONFIRM or (reading.value and problem.message not in checked_again)
    )


def _found_by_checking(report: RegistrationReport | None) -> frozenset[str]:
    if report is None:
        return frozenset()
    users = [{reading.key.rpartition("-")[2]: reading.value for reading in row} for row in report.users]
    values = {reading.key: reading.value for reading in report.fields}
    return frozenset(problem.message for problem in check_registration(values, users))


def _is_still(reading: FieldReading, *, typed: str, value: str) -> bool:
    if reading.value:
        return show_value(field_of(reading.key), reading.value) == value
    return typed.strip() == reading.shown.strip() or not typed.strip()


def _changes(reading: FieldReading | None, now: tuple[str, ...], *, value: str) -> tuple[str, ...]:
    """How a text was rewritten; that dates are kept in western years is not the person's concern."""
    return tuple(words for words in _all_changes(reading, now, value=value) if not words.endswith("→西暦"))


def _all_changes(reading: FieldReading | None, now: tuple[str, ...], *, value: str) -> tuple[str, ...]:
    if reading is not None and reading.value and show_value(field_of(reading.key), reading.value) == value:
        return reading.changes
    return now


def _place(reading: FieldReading | None) -> str:
    if reading is None or not reading.cell:
        return ""
    return f"シート「{reading.sheet}」 {reading.cell}"
