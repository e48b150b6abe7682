"""見学する: the way round the 操作体験版, role by role."""

from flask import abort, current_app
from flask.typing import ResponseReturnValue

from blueprints._access import public
from blueprints._rendering import render
from blueprints.home import blueprint


@blueprint.route("/tour")
@public
def tour() -> ResponseReturnValue:
    """Who plays which part, how to get in, and the leaflet's way from the application form to the certificate."""
    if not current_app.config["SETTINGS"].is_demo:
        abort(404)
    guarantor = current_app.config["SETTINGS"].guarantor
    return render("home/tour.html", guarantor=guarantor)
