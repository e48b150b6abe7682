"""One commit per request, decided in one place."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, g, make_response
from flask.typing import ResponseReturnValue

from surety.extensions import db

P = ParamSpec("P")


def commits(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
    """Commit once when the view answers below 400, roll back otherwise or when it raises."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> Response:
        try:
            response = make_response(view(*args, **kwargs))
            if response.status_code < 400 or g.get("keeps_changes", False):
                db.session.commit()
            else:
                db.session.rollback()
        except BaseException:
            db.session.rollback()
            raise
        return response

    return wrapped


def keep_changes() -> None:
    """Commit although the answer is an error: the failure itself was recorded."""
    g.keeps_changes = True
