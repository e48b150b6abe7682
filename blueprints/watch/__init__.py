"""保証の見守り, as the contractor sees it."""

from flask import Blueprint

blueprint = Blueprint("watch", __name__, url_prefix="/watch")

from blueprints.watch import routes
