"""保証契約一覧, certificates and key notices for the contractor."""

from flask import Blueprint

blueprint = Blueprint("guarantees", __name__, url_prefix="/guarantees")

from blueprints.guarantees import (
    asking,
    changes,
    comparing,
    detail,
    downloads,
    interim,
    interim_papers,
    papers,
    routes,
)
