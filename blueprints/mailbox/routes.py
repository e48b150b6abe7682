"""The demo's mail: practice data that everybody may read. Elsewhere these pages do not exist."""

import re

from flask import abort, current_app, request
from flask.typing import ResponseReturnValue

from blueprints._access import public
from blueprints._converters import row_number
from blueprints._rendering import render
from blueprints.mailbox import blueprint
from forms.mails import MailSearchForm
from surety.domain.text import normalise_code
from surety.extensions import db
from surety.queries.mails import MAX_ID, get_mail, list_mails

_LINK = re.compile(r"(https?://[!-~]+)")


@blueprint.before_request
def _only_in_the_demo() -> None:
    if not current_app.config["SETTINGS"].is_demo:
        abort(404)


@blueprint.route("")
@public
def index() -> ResponseReturnValue:
    search = MailSearchForm(request.args)
    page = list_mails(
        db.session(),
        recipient=normalise_code(search.recipient.data or ""),
        before_id=request.args.get("before", type=row_number),
    )
    return render("mailbox/index.html", fragment="mail_list", search=search, page=page)


@blueprint.route(f"/<int(max={MAX_ID}):mail_id>")
@public
def mail(mail_id: int) -> ResponseReturnValue:
    found = get_mail(db.session(), mail_id)
    # Text and links by turns: the expression keeps what it splits at.
    return render("mailbox/mail.html", mail=found, parts=_LINK.split(found.body))
