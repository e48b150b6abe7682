"""A form that cannot be taken now is given back as a page that waits for the login; nothing typed is lost.

Nothing is stored: the texts stay in the person's own browser, in the page as before in the form. Each form carries the
mark of the person it was drawn for. Without a right mark nothing is given back, so no foreign site can put words into
such a page; and with another person's mark nothing is ever done, whoever presses the button.
"""

import hmac
from dataclasses import dataclass
from enum import StrEnum

from flask import Response, current_app, g, make_response, render_template, request

from blueprints._csrf import waiting_token
from blueprints._htmx import wants_fragment
from surety.security.identity import Identity

_OWNER = "form_owner"
_OF_THE_FORM = frozenset({_OWNER, "csrf_token"})


class Waits(StrEnum):
    """What the form waits for."""

    LOGIN = "login"
    REST_OF_LOGIN = "rest_of_login"
    OTHER_PERSON = "other_person"
    A_PRESS = "a_press"


@dataclass(frozen=True, slots=True)
class KeptForm:
    """What was posted: where to, whose form it is, its fields as typed, and the names of files, which cannot be kept."""

    address: str
    owner: str
    token: str
    texts: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


def person_mark() -> str:
    """The mark of the person for whom this page is drawn; nothing for visitors."""
    identity: Identity | None = g.get("identity")
    return _mark_of(identity.user_id) if identity else ""


def is_anothers_form(identity: Identity) -> bool:
    """Whether the posted form was drawn for somebody else. Requests of htmx carry their token as a header and no mark."""
    if request.method != "POST" or "X-CSRFToken" in request.headers:
        return False
    mark = request.form.get(_OWNER)
    return bool(mark) and not _is_mark_of(identity.user_id, mark)


def give_back(view: object) -> Response | None:
    """The page with the posted texts, or None where nothing is kept: other views, fragments, forms without a right mark."""
    if request.method != "POST" or wants_fragment() or not getattr(view, "keeps_typing", False):
        return None
    mark = request.form.get(_OWNER, "")
    owner = _owner_of(mark)
    if owner is None:
        return None
    waits = _reason(g.get("identity"), owner)
    kept = KeptForm(
        address=request.full_path.rstrip("?"),
        owner=mark,
        token=waiting_token(),
        texts=tuple(
            (name, text) for name, text in request.form.items(multi=True) if name not in _OF_THE_FORM
        ),
        files=tuple(file.filename for file in request.files.values() if file.filename),
    )
    status = 401 if waits in {Waits.LOGIN, Waits.REST_OF_LOGIN} else 409
    return make_response(render_template("errors/kept_form.html", kept=kept, waits=waits.value), status)


def _reason(identity: Identity | None, owner: int) -> Waits:
    if identity is None:
        return Waits.LOGIN
    if identity.user_id != owner:
        return Waits.OTHER_PERSON
    return Waits.REST_OF_LOGIN if identity.next_setup else Waits.A_PRESS


def _mark_of(user_id: int) -> str:
    digest = hmac.digest(
        current_app.config["SETTINGS"].secret_key, f"form-owner\x00{user_id}".encode(), "sha256"
    )
    return f"{user_id}.{digest.hex()}"


def _is_mark_of(user_id: int, mark: str) -> bool:
    return hmac.compare_digest(_mark_of(user_id).encode(), mark.encode())


def _owner_of(mark: str) -> int | None:
    number, _, _ = mark.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 20 and _is_mark_of(int(number), mark)):
        return None
    return int(number)
