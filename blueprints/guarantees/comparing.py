"""Two versions of the contractor's own certificate side by side."""

from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._version_comparison import show_comparison
from blueprints.guarantees import blueprint
from blueprints.guarantees.detail import get_own
from surety.security.permissions import Permission


@blueprint.route("/<number>/compare")
@requires(Permission.CONTRACTOR_READ)
def compare(number: str) -> ResponseReturnValue:
    guarantee = get_own(number)
    return show_comparison("guarantees/compare.html", guarantee, guarantee.certificates)
