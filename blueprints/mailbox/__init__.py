"""The demo's mail, read on a page."""

from flask import Blueprint

blueprint = Blueprint("mailbox", __name__, url_prefix="/mailbox")

from blueprints.mailbox import routes
