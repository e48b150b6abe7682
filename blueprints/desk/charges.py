"""The papers of what is charged, for the branch."""

from io import BytesIO

from flask import g, send_file
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints.desk import blueprint
from surety.extensions import db
from surety.queries.charges import get_statement_of_branch
from surety.security.permissions import Permission
from surety.services.charges import statement_paper


@blueprint.route("/statements/<number>.pdf")
@requires(Permission.DESK_READ)
def charge_paper(number: str) -> ResponseReturnValue:
    """The paper of any statement of the branch, void ones too."""
    found = get_statement_of_branch(db.session(), number, branch_id=g.identity.branch_id)
    return send_file(
        BytesIO(statement_paper(found)),
        mimetype="application/pdf",
        download_name=f"{found.kind.label}_{found.number}.pdf",
    )
