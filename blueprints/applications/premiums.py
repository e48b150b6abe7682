"""The premiums of an application as its company sees them: what is to be paid, until when, and the 保証料計算書."""

import io

from flask import Response, send_file

from blueprints._access import requires
from blueprints.applications import blueprint
from blueprints.applications.pages import own_application
from surety.domain.errors import NotFound
from surety.domain.workflow import RequestState
from surety.extensions import db
from surety.queries.cases import find_statement
from surety.security.permissions import Permission
from surety.services.charges import statement_content, statement_paper

# Before the approval, and while it is done again, nothing is owed.
_STATED = (RequestState.APPROVED, RequestState.PAID, RequestState.ON_ACCOUNT, RequestState.ISSUED)


def statements_of(application) -> list[tuple]:  # type: ignore[no-untyped-def]  # blueprints may not name the model
    """(request, its statement's words and figures) for every guarantee whose premium is stated."""
    found = [
        (request, find_statement(db.session(), request))
        for request in application.requests
        if request.state in _STATED
    ]
    return [(request, statement_content(statement)) for request, statement in found if statement is not None]


@blueprint.route("/<int:application_id>/statements/<int:request_id>.pdf")
@requires(Permission.CONTRACTOR_READ)
def statement_pdf(application_id: int, request_id: int) -> Response:
    application = own_application(application_id)
    request = next((each for each in application.requests if each.id == request_id), None)
    statement = find_statement(db.session(), request) if request and request.state in _STATED else None
    if statement is None:
        raise NotFound(f"premium statement of request {request_id}")
    return send_file(
        io.BytesIO(statement_paper(statement)),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"保証料計算書_{statement.number}.pdf",
        max_age=0,
    )
