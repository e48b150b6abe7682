"""請負契約のページ for the branch: a works contract with every guarantee that was asked for on it."""

from flask import g, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._rendering import render
from blueprints.desk import blueprint
from surety.extensions import db
from surety.queries.works_contracts import get_desk_works_contract, load_works_file
from surety.security.permissions import Permission


@blueprint.route("/works-contracts/<int:contract_id>")
@requires(Permission.DESK_READ)
def works_contract(contract_id: int) -> ResponseReturnValue:
    branch_id = g.identity.branch_id
    contract = get_desk_works_contract(db.session(), contract_id, branch_id=branch_id)
    return render(
        "desk/works_contract.html",
        file=load_works_file(db.session(), contract, branch_id=branch_id),
        guarantee_url=lambda number: url_for(".guarantee", number=number),
        application_url=lambda number: url_for(".application", application_id=number),
    )
