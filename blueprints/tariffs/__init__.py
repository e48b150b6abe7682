"""料率 as the head office keeps it."""

from flask import Blueprint

blueprint = Blueprint("tariffs", __name__, url_prefix="/desk/tariffs")

from blueprints.tariffs import deciding, routes, transfer
