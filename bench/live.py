"""The live percentages against a bare Flask application that returns the same bytes (docs/rules/application.md).

In-process CPU of one POST: session cookie, CSRF token, the draft, reading what was typed, agency rule, premium
estimate, HTML. Rounds of both applications take turns; every request types another amount. The goal is 0.33 of
the bare application's speed with one SQL read and no write.
"""

import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response
from flask_migrate import upgrade
from sqlalchemy import Engine, event

from app import create_app
from bench.live_draft import Writer, prepare_writer
from bench.results import Result, show, spread
from surety.config import load_settings
from surety.extensions import db
from surety.queries import fast_read
from surety.services.reference_data import load_reference_data

ROUNDS, REQUESTS, AMOUNTS = 20, 200, 4_000
GOAL, STRETCH = 0.33, 0.40
Call = Callable[[dict[str, Any]], bytes]


@dataclass
class Statements:
    """What was sent to the database."""

    reads: int = 0
    writes: int = 0

    def note(self, statement: str) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            self.reads += 1
        elif not statement.lstrip().upper().startswith(("PRAGMA", "--")):
            self.writes += 1


def main() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        with app.app_context():
            writer = prepare_writer()
        environs = list(requests_of(writer))
        live = caller(app)
        answer = live(environs[0])
        bare = caller(bare_app(answer))
        statements = count_statements(live, environs)
        ratios, ours, theirs = race(live, bare, environs)
    print(
        f"answer of {len(answer):,} bytes; SQL per request: {statements.reads / AMOUNTS:g} read, {statements.writes / AMOUNTS:g} write"
    )
    print(f"bare Flask   {spread(theirs, digits=0)} us CPU per request")
    print(f"live figures {spread(ours, digits=0)} us CPU per request")
    print(f"speed against bare Flask: {spread(ratios)}  (goal {GOAL}, stretch {STRETCH})")
    counted = f"{statements.reads / AMOUNTS:g} read, {statements.writes / AMOUNTS:g} write"
    return [
        Result(
            what="live percentages : bare Flask with the same bytes, CPU speed",
            reached=spread(ratios),
            goal=f">= {GOAL}, stretch {STRETCH}",
            met=statistics.median(ratios) >= GOAL,
        ),
        Result(
            what="SQL statements per live request",
            reached=counted,
            goal="1 read, 0 write",
            met=(statements.reads, statements.writes) == (AMOUNTS, 0),
        ),
    ]


def make_app(folder: Path) -> Flask:
    """The application on a fresh database with reference data."""
    app = create_app(load_settings({"SURETY_INSTANCE": str(folder), "SURETY_DEMO": "1"}))
    with app.app_context():
        upgrade()
        load_reference_data(db.session)
        db.session.commit()
    return app


def bare_app(answer: bytes) -> Flask:
    """Flask with one view that returns these bytes."""
    app = Flask("bare")

    @app.route("/applications/<int:application_id>/recalculate", methods=["POST"])
    def recalculate(application_id: int) -> Response:
        assert application_id
        return Response(answer)

    return app


def requests_of(writer: Writer) -> Iterator[dict[str, Any]]:
    """WSGI requests as htmx sends them while an amount is typed; each with another amount."""
    for step in range(AMOUNTS):
        typed = writer.typed | {"advance_amount": f"{19_000_000 + step * 251:,}"}
        body = urlencode(typed).encode()
        yield {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": f"/applications/{writer.application_id}/recalculate",
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": f"surety={writer.token}",
            "HTTP_X_CSRFTOKEN": writer.csrf_token,
            "HTTP_HX_REQUEST": "true",
            "HTTP_HX_TRIGGER_NAME": "advance_amount",
            "HTTP_HX_TARGET": "f-advance_amount-result",
            "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0",
            "HTTP_ACCEPT": "*/*",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            "body": body,
        }  # fmt: skip


def caller(app: Flask) -> Call:
    """One request through the WSGI callable, without a socket; anything but 200 is a failure."""
    wsgi = app.wsgi_app

    def call(prepared: dict[str, Any]) -> bytes:
        environ = dict(prepared)
        environ["wsgi.input"] = io.BytesIO(environ.pop("body"))
        status = []
        parts = wsgi(environ, lambda line, *_rest: status.append(line))
        answer = b"".join(parts)
        close = getattr(parts, "close", None)
        if close:
            close()
        assert status[0].startswith("200"), (status, answer[:200])
        return answer

    return call


def count_statements(live: Call, environs: list[dict[str, Any]]) -> Statements:
    """The statements of one pass, on the kept connection and on SQLAlchemy's."""
    counted = Statements()
    live(environs[0])
    kept = fast_read._kept.connection
    kept.set_trace_callback(counted.note)

    @event.listens_for(Engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted.note(statement)

    for environ in environs:
        live(environ)
    event.remove(Engine, "before_cursor_execute", note)
    kept.set_trace_callback(None)
    return counted


def race(
    live: Call, bare: Call, environs: list[dict[str, Any]]
) -> tuple[list[float], list[float], list[float]]:
    """Rounds of both in turns: ratios of speed, and CPU microseconds of each."""
    ratios, ours, theirs = [], [], []
    for number in range(ROUNDS):
        first = number * REQUESTS
        batch = [environs[(first + index) % AMOUNTS] for index in range(REQUESTS)]
        theirs.append(clocked(bare, batch))
        ours.append(clocked(live, batch))
        ratios.append(theirs[-1] / ours[-1])
    return ratios, ours, theirs


def clocked(call: Call, batch: list[dict[str, Any]]) -> float:
    """CPU microseconds per request."""
    began = time.process_time_ns()
    for environ in batch:
        call(environ)
    return (time.process_time_ns() - began) / len(batch) / 1000


if __name__ == "__main__":
    raise SystemExit(not show(main()))
