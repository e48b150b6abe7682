"""Login, password, second factor, users."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__, url_prefix="/account")

from blueprints.accounts import (
    desk_users,
    own,
    passwords,
    routes,
    second_factors,
    users,
)
