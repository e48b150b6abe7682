"""保証申込 by the contractor."""

from flask import Blueprint

blueprint = Blueprint("applications", __name__, url_prefix="/applications")

from blueprints.applications import (
    attachments,
    discarding,
    editing,
    live,
    premiums,
    routes,
    rows,
    sending,
)
