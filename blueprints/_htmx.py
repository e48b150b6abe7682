"""What htmx-flask is used for: telling fragment requests apart and answering with HX- headers."""

from flask import Response, redirect, request
from htmx_flask import make_response


def wants_fragment() -> bool:
    """True for a request of htmx itself; false when it restores history, which needs the whole page."""
    asked = request.htmx  # type: ignore[attr-defined]  # htmx-flask's request class adds it
    return bool(asked) and not asked.history_restore_request


def go_to(url: str) -> Response:
    """Redirect (303); an htmx request is told to load the whole page there."""
    if wants_fragment():
        response: Response = make_response("", redirect=url)
        response.status_code = 204
        return response
    return redirect(url, code=303)  # type: ignore[return-value]  # flask types it as werkzeug's base response


def announce(response: Response, event: str, detail: dict[str, object]) -> Response:
    """Let the page hear `event`. Always a dict: htmx-flask escapes JSON, a plain Japanese string breaks the header."""
    answered: Response = make_response(response, trigger={event: detail})
    return answered
