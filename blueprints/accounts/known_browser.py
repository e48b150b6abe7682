"""Recognising a browser that logged in as this person before, so that strangers' tries cannot lock them out of it."""

import hashlib
import hmac
import secrets

from flask import Response, current_app, request

_REMEMBERED = 5
_LIFETIME = 365 * 86_400


def cookie_name() -> str:
    """The cookie's name; the __Host- prefix needs https."""
    return "__Host-surety_known" if current_app.config["SETTINGS"].cookie_secure else "surety_known"


def find_known_browser(login_key: str) -> str | None:
    """A name for this browser if it logged in with this id before, else None."""
    nonce, marks = _read()
    if nonce and any(hmac.compare_digest(mark, _mark(nonce, login_key)) for mark in marks):
        return nonce
    return None


def remember_browser(response: Response, login_key: str) -> None:
    """Note in the browser that this id logged in here; it holds no id, only keyed marks of the last five."""
    nonce, marks = _read()
    nonce = nonce or secrets.token_hex(16)
    mine = _mark(nonce, login_key)
    kept = [mine, *(mark for mark in marks if mark != mine)][:_REMEMBERED]
    response.set_cookie(
        cookie_name(),
        ".".join([nonce, *kept]),
        max_age=_LIFETIME,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].cookie_secure,
    )


def _read() -> tuple[str, list[str]]:
    parts = request.cookies.get(cookie_name(), "").split(".")
    if len(parts) > _REMEMBERED + 1 or not all(part.isascii() and len(part) == 32 for part in parts):
        return "", []
    return parts[0], parts[1:]


def _mark(nonce: str, login_key: str) -> str:
    key: bytes = current_app.config["SETTINGS"].secret_key
    message = b"known-browser\x00" + nonce.encode() + b"\x00" + login_key.encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:32]
