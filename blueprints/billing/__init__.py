"""一括納付・入金: the accounting work of the guarantor."""

from flask import Blueprint

blueprint = Blueprint("billing", __name__, url_prefix="/desk/billing")

from blueprints.billing import (
    agreements,
    bank,
    bank_lines,
    invoices,
    overdue,
    routes,
)
