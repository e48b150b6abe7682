"""Public pages, and the contractor's home."""

from flask import Blueprint

blueprint = Blueprint("home", __name__)

from blueprints.home import dashboard, routes, tour
