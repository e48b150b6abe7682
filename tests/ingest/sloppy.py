"""What is expected of an honest but sloppy workbook, field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.ingest.workbooks import GOOD


@dataclass(frozen=True)
class Sloppy:
    """One workbook. Every field must read as in GOOD with `differs` applied, unless it is named in `errors`.

    `errors` are fields that cannot be read and must carry an error with their cell (or the remark that there is no such
    field); `confirms` must be read and carry a remark to look at; `users` are the names of the additional users.
    """

    name: str
    build: Callable[[], bytes]
    differs: Mapping[str, str] = field(default_factory=dict)
    errors: frozenset[str] = frozenset()
    confirms: frozenset[str] = frozenset()
    users: tuple[str, ...] = ()
    filename: str = "利用申請書.xlsx"

    @property
    def expected(self) -> dict[str, str]:
        """Field → value for all fields that must be read."""
        return {key: value for key, value in {**GOOD, **self.differs}.items() if key not in self.errors}
