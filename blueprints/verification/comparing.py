"""Two versions of a certificate side by side, for whoever was let in with number and key."""

from flask import url_for
from flask.typing import ResponseReturnValue

from blueprints._access import public
from blueprints._htmx import go_to
from blueprints._version_comparison import show_comparison
from blueprints.verification import blueprint
from blueprints.verification.callers import find_granted


@blueprint.route("/<number>/compare")
@public
def compare(number: str) -> ResponseReturnValue:
    guarantee = find_granted(number)
    if guarantee is None:
        return go_to(url_for(".form", number=number))
    return show_comparison("verification/compare.html", guarantee, guarantee.certificates)
