"""Two versions of a certificate of the branch side by side."""

from flask import g
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._version_comparison import show_comparison
from blueprints.desk import blueprint
from surety.extensions import db
from surety.queries.desk import get_desk_guarantee
from surety.security.permissions import Permission


@blueprint.route("/guarantees/<number>/compare")
@requires(Permission.DESK_READ)
def compare(number: str) -> ResponseReturnValue:
    guarantee = get_desk_guarantee(db.session(), number, branch_id=g.identity.branch_id)
    return show_comparison("desk/compare.html", guarantee, guarantee.certificates)
