"""How to use each page."""

from flask import Blueprint

blueprint = Blueprint("help", __name__, url_prefix="/help")

from blueprints.help import routes
