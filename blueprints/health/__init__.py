"""Whether the service lives and is ready."""

from flask import Blueprint

blueprint = Blueprint("health", __name__, url_prefix="/health")

from blueprints.health import routes
