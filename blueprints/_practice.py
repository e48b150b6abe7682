"""What the 操作体験版 shows so that a visitor gets in: its logins, and the code an authenticator app would show."""

from flask import current_app, g

from surety.demo.cast import LOGINS, PASSWORD, Login
from surety.extensions import db
from surety.queries.users import get_user
from surety.services.second_factors import present_code, usable_code


def practice_people() -> tuple[Login, ...]:
    """The demo's logins; nothing outside a demo."""
    return LOGINS if _is_demo() else ()


def practice_password() -> str:
    """The password of all of them; empty outside a demo."""
    return PASSWORD if _is_demo() else ""


def practice_code(secret: str = "") -> str:
    """The code to type now: of a `secret` being enrolled, else of the person logging in. Empty outside a demo."""
    if not _is_demo():
        return ""
    if secret:
        return present_code(secret.replace(" ", ""))
    user = get_user(db.session(), g.identity.user_id)
    return usable_code(user, vault=current_app.extensions["vault"])


def _is_demo() -> bool:
    return bool(current_app.config["SETTINGS"].is_demo)
