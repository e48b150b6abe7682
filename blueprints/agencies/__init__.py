"""Which agencies take 電子保証, and how."""

from flask import Blueprint

blueprint = Blueprint("agencies", __name__, url_prefix="/agencies")

from blueprints.agencies import routes
