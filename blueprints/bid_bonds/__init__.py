"""契約保証予約（入札ボンド） by the contractor."""

from flask import Blueprint

blueprint = Blueprint("bid_bonds", __name__, url_prefix="/bid-bonds")

from blueprints.bid_bonds import (
    detail,
    editing,
    papers,
    results,
    routes,
    sending,
)
