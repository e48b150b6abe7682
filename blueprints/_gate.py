"""What happens before and after every view: identity, CSRF, access, headers.

The express lane of the live percentages asks the same questions in the same order (blueprints/applications/live_lane.py):
a question added to `_enter` belongs there too.
"""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, Request, Response, abort, current_app, g, request, url_for
from flask.ctx import _AppCtxGlobals
from werkzeug.http import parse_cookie

from blueprints._access import PUBLIC
from blueprints._csrf import has_right_token, set_seed_cookie
from blueprints._htmx import go_to, wants_fragment
from blueprints._kept_form import give_back, is_anothers_form
from surety.config import Settings
from surety.extensions import db, let_go, reading
from surety.queries.sessions import find_session
from surety.security.headers import HEADERS, HSTS
from surety.security.identity import Identity, SetupStep
from surety.services.sessions import note_presence

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_NOTE_EVERY_SECONDS = 60
# A request that brings the draft along is a live percentage: it writes next to never.
NOTE_TYPING_EVERY_SECONDS = 900
SETUP_PAGES = {
    SetupStep.GIVE_CODE: "accounts.second_factor",
    SetupStep.CHANGE_PASSWORD: "accounts.change_password",
    SetupStep.ENROL: "accounts.enrol",
}


def install_gate(app: Flask) -> None:
    """Run the gate around every request of the app."""
    app.before_request(_enter)
    app.after_request(_leave)
    app.teardown_request(_forget)
    app.wsgi_app = _with_security_headers(app)  # type: ignore[method-assign]  # Flask's documented way to wrap the WSGI callable


def _with_security_headers(app: Flask) -> "WSGIApplication":
    """The app with the security headers on every answer, put on as one finished list."""
    served = app.wsgi_app
    added = list(HEADERS.items())
    if app.config["SETTINGS"].cookie_secure:
        added.append(("Strict-Transport-Security", HSTS))

    def serve(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            return start_response(status, headers + added, *exc_info)

        return served(environ, start)

    return serve


def session_cookie(settings: Settings | None = None) -> str:
    """The session cookie's name; the __Host- prefix needs https."""
    settings = settings or current_app.config["SETTINGS"]
    return "__Host-surety" if settings.cookie_secure else "surety"


def set_session_cookie(response: Response, token: str) -> None:
    """Hand the browser its session token."""
    response.set_cookie(
        session_cookie(),
        token,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].cookie_secure,
    )


def drop_session_cookie(response: Response) -> None:
    """Take the session token out of the browser."""
    settings = current_app.config["SETTINGS"]
    response.delete_cookie(session_cookie(), httponly=True, samesite="Lax", secure=settings.cookie_secure)


def _enter() -> Response | None:
    # The objects behind the proxies: this runs before every view, at every key press in a form.
    asked, here = request._get_current_object(), g._get_current_object()
    endpoint = asked.endpoint
    here.identity = here.draft = None
    if endpoint is None or endpoint == "static":
        reading.set(asked.method in _READING)
        return None
    if "\0" in asked.path or b"%00" in asked.query_string or b"\0" in asked.query_string:
        # No text of ours holds it, and PostgreSQL refuses it in any.
        abort(400)
    view = current_app.view_functions[endpoint]
    access = getattr(view, "access", None)
    if access is None:
        raise RuntimeError(f"{endpoint} carries no access mark")
    with_draft = getattr(view, "with_draft", False)
    # A live percentage is posted, because amounts do not belong into addresses, and reads only.
    reading.set(with_draft or asked.method in _READING)
    _identify(asked, here, with_draft=with_draft)
    return _admit(view, access)


def _admit(view: object, access: object) -> Response | None:
    """Whether the person behind the request may go on to the view; otherwise what they get instead."""
    identity: Identity | None = g.identity
    if access != PUBLIC and identity is None:
        # Before the token is checked: whoever idled out over a form is told so instead of getting an error page.
        return give_back(view) or _to_login()
    if not has_right_token():
        return give_back(view) or abort(400, "csrf")
    step = identity.next_setup if identity else None
    if access == PUBLIC or identity is None:
        if step:
            # Half a login is no login: public pages must not take this person for who they say they are.
            g.identity = None
        return None
    if is_anothers_form(identity):
        return give_back(view) or abort(400)
    if step and step not in getattr(view, "setup_steps", ()):
        return give_back(view) or _to_step(step)
    if not identity.may(access):
        abort(403)
    return None


def _identify(asked: Request, here: _AppCtxGlobals, *, with_draft: bool) -> None:
    name = session_cookie()
    if name not in asked.environ.get("HTTP_COOKIE", ""):
        return
    token = parse_cookie(asked.environ).get(name)
    if not token:
        return
    wanted = (asked.view_args or {}).get("application_id") if with_draft else None
    found = find_session(
        current_app.config["SQLALCHEMY_DATABASE_URI"], token, now_s=int(time.time()), application_id=wanted
    )
    if found is not None:
        here.session_token, here.identity, here.draft = token, found.identity, found.draft
        here.rulebook_revision = found.rulebook_revision


def _to_step(step: SetupStep) -> Response:
    if wants_fragment():
        abort(401)
    return go_to(url_for(SETUP_PAGES[step], next=_page_shown() or None))


def _to_login() -> Response:
    if wants_fragment():
        # The page stays as it is: what was typed into it is nowhere else (static/js/login.js).
        abort(401)
    asked = {"next": _page_shown()}
    if session_cookie() in request.cookies:
        asked["ended"] = "1"
    given = urlencode({name: value for name, value in asked.items() if value})
    return go_to(url_for("accounts.login") + (f"?{given}" if given else ""))


def _page_shown() -> str:
    """Path and query of the page the person looks at: this one, or the one whose form or fragment this is."""
    if request.method == "GET" and not wants_fragment():
        return request.full_path.rstrip("?")
    try:
        shown = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "")
    except ValueError:  # no address at all, such as http://[
        return ""
    if shown.netloc != request.host:
        return ""
    return shown.path + (f"?{shown.query}" if shown.query else "")


def _leave(response: Response) -> Response:
    if request.endpoint == "static":
        return response
    # Set, not defaulted: send_file brings "public" along, which must never reach a paper.
    response.headers["Cache-Control"] = "no-store"
    set_seed_cookie(response)
    _note_presence()
    return response


def _note_presence() -> None:
    """Note at most once a minute that the person is still there."""
    here = g._get_current_object()
    identity, now_s = here.get("identity"), int(time.time())
    every = _NOTE_EVERY_SECONDS if here.get("draft") is None else NOTE_TYPING_EVERY_SECONDS
    if identity is None or now_s - identity.last_seen_s < every:
        return
    # The answer is drawn; the page's own transaction must not wait for itself.
    let_go(db.session())
    reading.set(False)
    note_presence(db.session(), session_id=identity.session_id, now_s=now_s)


def _forget(_error: BaseException | None) -> None:
    if db.session.registry.has():
        let_go(db.session())
    reading.set(False)
