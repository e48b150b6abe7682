"""Flask's own cookie, which carries nothing but the messages for the next page (flash)."""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer


class MessageCookie(SecureCookieSessionInterface):
    """Makes the signer once, not at every request, and looks at the cookie only where a page used it."""

    def __init__(self, app: Flask) -> None:
        self._signer = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:  # noqa: ARG002 - Flask's signature
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        # Most requests bring no messages: a look at the header spares taking all cookies apart.
        if f"{self.get_cookie_name(app)}=" not in request.environ.get("HTTP_COOKIE", ""):
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.accessed or session.modified:
            super().save_session(app, session, response)
