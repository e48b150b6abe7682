"""保証確認サービス: the agency opens a certificate with number and key."""

from flask import Blueprint

blueprint = Blueprint("verification", __name__, url_prefix="/verify")

from blueprints.verification import acknowledging, comparing, papers, releasing, routes
