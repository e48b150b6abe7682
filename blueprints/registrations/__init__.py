"""利用申請 by the applicant, without login."""

from flask import Blueprint

blueprint = Blueprint("registrations", __name__, url_prefix="/registrations")

from blueprints.registrations import filling, routes, sending
