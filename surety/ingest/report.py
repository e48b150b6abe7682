"""The checked report of one registration workbook: plain data that can be shown, stored and sent."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from surety.domain.registration import Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend (error) or to look at (confirm), in Japanese."""

    severity: Severity
    message: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One field: where it was found, what stood there, what was understood and what is to be done.

    `cell` is the address of the value, or of the label where nothing is filled in, or "" when the sheet has no such field.
    `value` is normalised (dates as ISO text, choices by stored value); it is "" for blank and for unreadable text.
    """

    key: str
    label: str
    sheet: str
    cell: str
    shown: str
    value: str
    changes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def has_error(self) -> bool:
        """Whether the field must be mended before the registration can be sent."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class RegistrationReport:
    """Everything read from one workbook.

    `origin` says how the fields were found: "own" (our form, by its names), "own_by_labels" (our form whose names were
    lost) or "labels" (another form). `users` are the rows of 追加利用者. `sha256` is that of the uploaded bytes, in hex.
    """

    filename: str
    sha256: str
    sheet: str
    origin: str
    form_version: int | None
    fields: tuple[FieldReading, ...]
    users: tuple[tuple[FieldReading, ...], ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether any field must be mended."""
        return any(reading.has_error for reading in self.readings)

    @property
    def readings(self) -> tuple[FieldReading, ...]:
        """All fields, those of the additional users last."""
        return self.fields + tuple(reading for row in self.users for reading in row)

    def values(self) -> dict[str, str]:
        """Field key → value for a form to start from; text that could not be read stays as it was typed."""
        return {
            reading.key: reading.value or (reading.shown if reading.has_error else "")
            for reading in self.readings
        }

    def to_json(self) -> dict[str, Any]:
        """The report as JSON-able data; `from_json` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "RegistrationReport":
        """Read what `to_json` wrote; raise KeyError or ValueError for anything else."""
        rest = {key: data[key] for key in ("filename", "sha256", "sheet", "origin", "form_version")}
        return cls(
            **rest,
            fields=tuple(_reading(item) for item in data["fields"]),
            users=tuple(tuple(_reading(item) for item in row) for row in data["users"]),
            notes=tuple(_problem(item) for item in data["notes"]),
        )


def _reading(data: Mapping[str, Any]) -> FieldReading:
    plain = {key: data[key] for key in ("key", "label", "sheet", "cell", "shown", "value")}
    return FieldReading(
        **plain, changes=tuple(data["changes"]), problems=tuple(_problem(item) for item in data["problems"])
    )


def _problem(data: Mapping[str, Any]) -> Problem:
    return Problem(Severity(data["severity"]), data["message"], data["what_to_do"])
