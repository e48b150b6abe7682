"""請求書一覧: the company's monthly invoices."""

from flask import Blueprint

blueprint = Blueprint("invoices", __name__, url_prefix="/invoices")

from blueprints.invoices import routes
