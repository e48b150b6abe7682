"""Reading back what was attached to an application."""

import io

from flask import Response, send_file

from blueprints._access import requires
from blueprints.applications import blueprint
from blueprints.applications.pages import own_application
from surety.extensions import db
from surety.queries.applications import get_attachment
from surety.security.permissions import Permission


@blueprint.route("/<int:application_id>/attachments/<int:attachment_id>")
@requires(Permission.CONTRACTOR_READ)
def attachment(application_id: int, attachment_id: int) -> Response:
    found = get_attachment(db.session(), own_application(application_id), attachment_id=attachment_id)
    return send_file(
        io.BytesIO(found.file.content),
        mimetype=found.file.content_type,
        as_attachment=True,
        download_name=found.file.filename,
        max_age=0,
    )
