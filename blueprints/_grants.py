"""Leave to look: a short-lived signed cookie for one guarantee, so that no key ever stands in an address.

A grant belongs to one guarantee, one purpose and one login, and dies with the key it was given for.
"""

import hmac
from enum import StrEnum
from typing import Protocol

from flask import Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer


class Grant(StrEnum):
    """What somebody may look at for a while."""

    KEY = "key"
    CERTIFICATE = "certificate"


class Keyed(Protocol):
    """A guarantee, as far as a grant knows it."""

    number: str
    key_digest: str


SECONDS = {Grant.KEY: 600, Grant.CERTIFICATE: 1_800}


def give_grant(response: Response, grant: Grant, guarantee: Keyed, *, path: str) -> None:
    """Let this browser look at the guarantee on the pages under `path`, from now on for SECONDS."""
    response.set_cookie(
        _cookie(grant),
        _signer().dumps(_facts(grant, guarantee)),
        max_age=SECONDS[grant],
        path=path,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].cookie_secure,
    )


def has_grant(grant: Grant, guarantee: Keyed) -> bool:
    """Whether this browser may look at the guarantee now."""
    try:
        given = _signer().loads(request.cookies.get(_cookie(grant), ""), max_age=SECONDS[grant])
    except BadSignature:
        return False
    return given == _facts(grant, guarantee)


def drop_grant(response: Response, grant: Grant, *, path: str) -> None:
    """Take the leave back in this browser."""
    response.delete_cookie(_cookie(grant), path=path, httponly=True, samesite="Lax")


def _facts(grant: Grant, guarantee: Keyed) -> list[object]:
    # The digest's digest: the cookie dies when the key is issued anew, and tells nothing about it.
    proof = hmac.new(current_app.config["SETTINGS"].secret_key, guarantee.key_digest.encode(), "sha256")
    session_id = g.identity.session_id if g.identity else 0
    return [grant.value, guarantee.number, proof.hexdigest()[:32], session_id]


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SETTINGS"].secret_key, salt="grant")


def _cookie(grant: Grant) -> str:
    return f"surety_{grant.value}"
