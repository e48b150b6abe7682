"""The express lane of the live percentages: the usual case answered before Flask takes the request apart.

A percentage is asked for at every pause in typing, and most of what Flask does for a request is of no use to it
(docs/adr/0008). The lane knows one address and one answer. It asks the same questions as the gate - whose session,
which token, which permission - of the same functions, and leaves everything unusual, above all every refusal, to
the Flask view of the same address: that one is the truth, the lane only a shortcut to its ordinary answer.
"""

import hmac
import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from blueprints._csrf import token_for
from blueprints._gate import NOTE_TYPING_EVERY_SECONDS, session_cookie
from blueprints.applications.live import ANSWERS, MAX_BODY, PERMISSION, draw_answer, read_body
from surety.queries.fast_read import DatabaseUnavailable
from surety.queries.live_figures import recall_draft
from surety.queries.sessions import SessionRow, find_session

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_PATH = re.compile(r"/applications/([1-9][0-9]{0,17})/recalculate")


class LiveLane:
    """A WSGI application before the app: answers the usual live percentage, hands everything else on."""

    def __init__(self, app: Flask) -> None:
        settings = app.config["SETTINGS"]
        self._next = app.wsgi_app
        self._jinja = app.jinja_env
        self._database_url: str = app.config["SQLALCHEMY_DATABASE_URI"]
        self._cookie = session_cookie(settings)
        self._key: bytes = settings.secret_key

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = _PATH.fullmatch(environ["PATH_INFO"])
        answer = self._answer(environ, int(path[1])) if path else None
        if answer is None:
            return self._next(environ, start_response)
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(answer))),
            ("Cache-Control", "no-store"),
        ]
        start_response("200 OK", headers)
        return [answer]

    def _answer(self, environ: "WSGIEnvironment", application_id: int) -> bytes | None:
        trigger, length = environ.get("HTTP_HX_TRIGGER_NAME"), environ.get("CONTENT_LENGTH") or ""
        if environ["REQUEST_METHOD"] != "POST" or trigger not in ANSWERS:
            return None
        if not (length.isascii() and length.isdigit()) or int(length) > MAX_BODY:
            return None
        now_s = int(time.time())
        row = self._admit(environ, application_id, now_s=now_s)
        if row is None or row.draft is None:
            return None
        remembered = recall_draft(row.draft.draft, revision=row.rulebook_revision, now_s=now_s)
        if remembered is None:
            return None
        figures = remembered.figure_out(read_body(environ["wsgi.input"].read(int(length))))
        return draw_answer(self._jinja, trigger, figures).encode()

    def _admit(self, environ: "WSGIEnvironment", application_id: int, *, now_s: int) -> SessionRow | None:
        """The session of somebody whom the gate would let pass without a further step; None lets the gate speak."""
        token = _cookie(environ.get("HTTP_COOKIE", ""), name=self._cookie)
        given = environ.get("HTTP_X_CSRFTOKEN", "").encode()
        if not token or not hmac.compare_digest(token_for(token, key=self._key).encode(), given):
            return None
        try:
            row = find_session(self._database_url, token, now_s=now_s, application_id=application_id)
        except DatabaseUnavailable:
            return None
        if row is None or row.identity.next_setup or not row.identity.may(PERMISSION):
            return None
        # Somebody who has been typing for long is noted as present, which the gate does.
        return row if now_s - row.identity.last_seen_s < NOTE_TYPING_EVERY_SECONDS else None


def _cookie(header: str, *, name: str) -> str:
    """One cookie of ours, whose values need no quoting; nothing when it is not there."""
    for part in header.split(";"):
        found, _, value = part.strip().partition("=")
        if found == name:
            return value
    return ""
