"""Files that are sent while they are made."""

from urllib.parse import quote

from flask import Response, current_app, g

from blueprints._throttling import count
from surety.domain.downloads import FileFormat
from surety.security.throttle import DOWNLOAD_PER_USER
from surety.services.downloads import Asking, Download


def count_download() -> None:
    """Count this person's downloads (raises Throttled). Call it before the first query."""
    count(f"download|{g.identity.user_id}", DOWNLOAD_PER_USER)


def asking(file_format: str, *, whose: tuple[str, int | str], asked: list[tuple[str, str]]) -> Asking:
    """What the service wants to know about the person who asks for a file."""
    return Asking(
        actor=g.identity.actor,
        file_format=FileFormat(file_format),
        whose=whose,
        asked=tuple(asked),
        settings=current_app.config["SETTINGS"],
    )


def send(download: Download) -> Response:
    """The answer that brings the file, piece by piece."""
    response = Response(download.pieces, content_type=download.media_type)
    # Headers are ASCII: the Japanese name is percent-encoded (RFC 6266), the plain one is for very old browsers.
    plain = f"download.{download.filename.rpartition('.')[2]}"
    name = quote(download.filename, safe="")
    response.headers["Content-Disposition"] = f"attachment; filename={plain}; filename*=UTF-8''{name}"
    return response
