"""保証料計算書一覧 for the contractor."""

from flask import Blueprint

blueprint = Blueprint("statements", __name__, url_prefix="/statements")

from blueprints.statements import routes
