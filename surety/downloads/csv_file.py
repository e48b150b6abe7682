"""A list as CSV (RFC 4180, UTF-8 with its mark, so that Excel reads Japanese)."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import cast

from surety.domain.downloads import CellKind, Column, harmless, is_plain, sayable

MEDIA_TYPE = "text/csv; charset=utf-8"
_MARK = b"\xef\xbb\xbf"


def write_csv(columns: Sequence[Column], pages: Iterable[Iterable[Sequence[object]]]) -> Iterator[bytes]:
    """The file in pieces, one for each page of rows. Days are ISO dates, yen bare digits, nothing is an empty cell."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    shows = [_SHOWS[column.kind] for column in columns]
    writer.writerow(column.heading for column in columns)
    yield _MARK + _take(buffer)
    for page in pages:
        writer.writerows(
            ["" if value is None else show(value) for show, value in zip(shows, row, strict=True)]
            for row in page
        )
        yield _take(buffer)


def _take(buffer: io.StringIO) -> bytes:
    written = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return written.encode()


def _text(value: object) -> str:
    text = str(value)
    return text if is_plain(text) else harmless(sayable(text))


def _moment(value: object) -> str:
    return f"{cast('datetime', value):%Y-%m-%d %H:%M}"


_SHOWS: dict[CellKind, Callable[[object], str]] = {
    CellKind.TEXT: _text,
    CellKind.YEN: str,
    CellKind.COUNT: str,
    CellKind.DAY: lambda value: cast("date", value).isoformat(),
    CellKind.MOMENT: _moment,
}
