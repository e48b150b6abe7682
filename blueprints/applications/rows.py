"""The rows of 請負工事の情報 drawn anew when one was added or taken away, for htmx.

Without it the same buttons send the page itself (editing.save). They carry no `formaction`: htmx would send the draft
there by itself as soon as such a button has the focus.
"""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._htmx import go_to, wants_fragment
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.applications import blueprint
from blueprints.applications.editing import save_page, tab_of_page
from blueprints.applications.pages import members_shown, open_draft, own_application, section_page
from blueprints.applications.row_changes import do_row_action, is_row_action, members_left
from surety.domain.application_fields import Section
from surety.domain.errors import NotFound
from surety.security.permissions import Permission


@blueprint.route("/<int:application_id>/rows", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def rows(application_id: int) -> ResponseReturnValue:
    """Save the page as it is typed, then add or take away the row that the pressed button names."""
    application, action = own_application(application_id), request.form.get("action", "")
    if not wants_fragment():
        return go_to(url_for(".edit", application_id=application_id, section="works"))
    if not is_row_action(action):
        raise NotFound(f"rows {action[:40]}")
    save_page(application, Section.WORKS, overwrites=False)
    do_row_action(application, action, tab=tab_of_page())
    opened = open_draft(application)
    context = section_page(opened, Section.WORKS, tab=tab_of_page())
    context["members_shown"] = members_shown(opened.draft, asked=members_left(action))
    return render("applications/rows.html", **context)
