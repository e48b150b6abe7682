"""The live percentages: one SQL read (the session's, which brings the draft along) and no write."""

from urllib.parse import unquote_plus

from flask import Response, current_app, g, request, url_for
from jinja2 import Environment

from blueprints._access import requires, with_draft
from blueprints._htmx import go_to
from blueprints.applications import blueprint
from surety.domain.application_figures import Figures
from surety.domain.errors import NotFound
from surety.domain.products import Product
from surety.extensions import db
from surety.queries.live_figures import read_live
from surety.security.permissions import Permission

PERMISSION = Permission.CONTRACTOR_APPLY
MAX_BODY = 64 * 1024
# The box that is typed in → the macro of applications/live.html that answers, and the product it is about.
ANSWERS = {
    "advance_amount": ("amount", Product.ADVANCE),
    "interim_amount": ("amount", Product.INTERIM),
    "performance_amount": ("amount", Product.PERFORMANCE),
    "advance_fiscal_year_amount": ("fiscal_year_amount", Product.ADVANCE),
    "advance_year_base": ("year_base", Product.ADVANCE),
}
_SUMMARY_ONLY = ("price", None)


@blueprint.route("/<int:application_id>/recalculate", methods=["POST"])
@requires(PERMISSION)
@with_draft
def recalculate(application_id: int) -> Response:
    """The figures beside the box that is being typed in, and the summary; nothing is kept."""
    if g.draft is None:
        raise NotFound(f"application {application_id}")
    trigger = request.headers.get("HX-Trigger-Name")
    if trigger is None:
        return go_to(url_for(".edit", application_id=application_id, section="guarantees"))
    typed = read_body(request.get_data()[:MAX_BODY])
    figures = read_live(db.session, g.draft.draft, typed=typed, revision=g.rulebook_revision)
    return Response(draw_answer(current_app.jinja_env, trigger, figures))


def read_body(body: bytes) -> dict[str, str]:
    """The fields of a urlencoded body; the page sends only the few that the figures need (hx-params)."""
    typed = {}
    for pair in body.decode("ascii", "replace").split("&", 64)[:64]:
        name, _, text = pair.partition("=")
        if "%" in text or "+" in text:
            text = text.replace("%2C", ",")
            text = unquote_plus(text) if "%" in text or "+" in text else text
        typed[name] = text
    return typed


def draw_answer(environment: Environment, trigger: str, figures: Figures) -> str:
    """The fragment for the box `trigger`, and the summary out of band."""
    name, product = ANSWERS.get(trigger, _SUMMARY_ONLY)
    macros = environment.get_template("applications/live.html").module
    amounts = figures.amounts
    figure = next((figure for figure in amounts if figure.product is product), amounts[0])
    html: str = getattr(macros, name)(figure, figures)
    return html
