"""発注者ごとの取扱い as staff keep it."""

from flask import Blueprint

blueprint = Blueprint("rulebook", __name__, url_prefix="/desk/rulebook")

from blueprints.rulebook import (
    deciding,
    editing,
    routes,
    transfer,
)
