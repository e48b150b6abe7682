"""Where a person goes on after logging in: the page they wanted, if it is one of ours, else their home."""

from flask import Response, request

from blueprints._htmx import go_to
from blueprints._navigation import home_url
from surety.security.permissions import Side

_CONTROL_SIGNS = frozenset(map(chr, (*range(33), 127)))


def asked_page() -> str:
    """The page named by ?next= of this request, if it is one of ours; else nothing."""
    return own_page(request.args.get("next", ""))


def own_page(path: str | None) -> str:
    """The path if it surely leads to this service: /path, not //host or a full address; else nothing."""
    path = path or ""
    if not path.startswith("/") or path[1:2] in {"/", "\\"} or "\\" in path or _CONTROL_SIGNS & set(path):
        return ""
    return path


def go_on(wanted: str | None, *, side: Side) -> Response:
    """Redirect to the wanted page or home."""
    return go_to(own_page(wanted) or home_url(side))
