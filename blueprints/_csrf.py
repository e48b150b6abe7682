"""The token that every writing request must carry: an HMAC of the browser's own cookie."""

import hmac
import secrets
from functools import lru_cache

from flask import Response, current_app, g, request

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def seed_cookie() -> str:
    """The random cookie's name; with https its prefix keeps neighbouring hosts from planting one."""
    return "__Host-surety_form" if current_app.config["SETTINGS"].cookie_secure else "surety_form"


def csrf_token() -> str:
    """The token for this browser. Without a login it hangs on a random cookie, which the answer then sets."""
    seed = g.get("session_token")
    return _mac(seed) if seed else waiting_token()


def waiting_token() -> str:
    """A token that stays good for this browser through a login, for a form that waits for one."""
    seed = request.cookies.get(seed_cookie()) or g.get("new_seed")
    if not seed:
        seed = g.new_seed = secrets.token_urlsafe(24)
    return _mac(seed)


def has_right_token() -> bool:
    """Whether a writing request carries this browser's token; reading ones need none."""
    asked = request._get_current_object()  # one look-up instead of one a use: this runs at every key press
    if asked.method in _SAFE:
        return True
    given = (asked.headers.get("X-CSRFToken") or asked.form.get("csrf_token") or "").encode()
    seed = g.get("session_token")
    if seed and hmac.compare_digest(_mac(seed).encode(), given):
        return True
    seed = asked.cookies.get(seed_cookie())
    return bool(seed) and hmac.compare_digest(_mac(seed).encode(), given)


def set_seed_cookie(response: Response) -> None:
    """Give the browser its random cookie if a form was drawn for it."""
    seed = g.get("new_seed")
    if seed:
        settings = current_app.config["SETTINGS"]
        response.set_cookie(seed_cookie(), seed, httponly=True, samesite="Lax", secure=settings.cookie_secure)


def _mac(seed: str) -> str:
    return token_for(seed, key=current_app.config["SETTINGS"].secret_key)


@lru_cache(maxsize=1024)
def token_for(seed: str, *, key: bytes) -> str:
    """The token that belongs to a browser's cookie."""
    return hmac.digest(key, b"csrf\x00" + seed.encode(), "sha256").hex()
