"""請負契約 by the contractor: one works contract with all its guarantees."""

from flask import Blueprint

blueprint = Blueprint("works_contracts", __name__, url_prefix="/works-contracts")

from blueprints.works_contracts import routes
