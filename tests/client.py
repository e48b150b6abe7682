"""A test browser that holds every page to the page contract."""

import hashlib
import hmac
import time
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from surety.extensions import db
from surety.models import User
from surety.services.sessions import start_session
from tests.pages import check_page

SEED = "test-browser"


class SuretyClient(FlaskClient):
    """Adds the CSRF token to writing requests and checks every HTML answer."""

    def sign_in(self, user: User, *, second_factor_passed: bool = True) -> None:
        """Be this user from now on."""
        token = start_session(
            db.session(),
            user_id=user.id,
            address="127.0.0.1",
            browser="test",
            second_factor_passed=second_factor_passed,
            now_s=int(time.time()),
        )
        db.session.commit()
        self.set_cookie("surety", token)

    def sign_out(self) -> None:
        """Be nobody."""
        self.delete_cookie("surety")

    def csrf(self) -> str:
        """The token the application expects of this browser."""
        cookie = self.get_cookie("surety")
        if cookie is None:
            self.set_cookie("surety_form", SEED)
        seed = cookie.value if cookie is not None else SEED
        key = self.application.config["SETTINGS"].secret_key
        return hmac.new(key, b"csrf\x00" + seed.encode(), hashlib.sha256).hexdigest()

    def fragment(self, path: str, *, method: str = "GET", **kwargs: Any) -> TestResponse:
        """What htmx would get: the request carries HX-Request."""
        headers = dict(kwargs.pop("headers", {})) | {"HX-Request": "true"}
        return self.open(path, method=method, headers=headers, **kwargs)

    def open(self, *args: Any, without_csrf: bool = False, **kwargs: Any) -> TestResponse:
        if str(kwargs.get("method", "GET")).upper() not in {"GET", "HEAD", "OPTIONS"} and not without_csrf:
            kwargs["headers"] = dict(kwargs.get("headers") or {}) | {"X-CSRFToken": self.csrf()}
        # The request shares the test's session; it must begin and end with none of the test's transactions open.
        db.session.commit()
        response = super().open(*args, **kwargs)
        db.session.rollback()
        asked = dict(kwargs.get("headers") or {})
        is_page = response.mimetype == "text/html" and not 300 <= response.status_code < 400
        if is_page and "HX-Request" not in asked and response.request.method in {"GET", "POST"}:
            check_page(response.get_data(as_text=True))
        return response
