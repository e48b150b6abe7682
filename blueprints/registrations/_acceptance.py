"""Carrying the acceptance of the 利用規約 to the next page: signed, so that nothing is stored for people who leave."""

from datetime import UTC, datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from surety.services.registrations import Acceptance

_ONE_DAY_SECONDS = 86_400


def sign_acceptance(version: str) -> str:
    """A text for a hidden field or address; its signature bears the time of acceptance."""
    return _serializer().dumps(version)


def read_acceptance(text: str) -> Acceptance | None:
    """What was signed within the last day, or None."""
    try:
        version, at = _serializer().loads(text, max_age=_ONE_DAY_SECONDS, return_timestamp=True)
    except BadSignature:
        return None
    return Acceptance(version=str(version), at=_utc(at))


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SETTINGS"].secret_key, salt="registration-terms")
