"""変更の申込 for the contractor: written, sent, followed."""

from flask import Blueprint

blueprint = Blueprint("changes", __name__, url_prefix="/changes")

from blueprints.changes import pages, routes, writing
