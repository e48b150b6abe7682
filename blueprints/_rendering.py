"""The only place that decides between a whole page and one of its blocks."""

from flask import Response, current_app, make_response, render_template

from blueprints._htmx import wants_fragment
from surety.domain.errors import Stale


def render(
    template: str, *, fragment: str | tuple[str, ...] | None = None, status: int = 200, **context: object
) -> Response:
    """The page, or for an htmx request the named block(s) of the same template, one after the other."""
    if fragment is not None and wants_fragment():
        names = (fragment,) if isinstance(fragment, str) else fragment
        html = "".join(render_block(template, name, **context) for name in names)
    else:
        html = render_template(template, **context)
    response = make_response(html, status)
    response.vary.add("HX-Request")
    return response


def require_form(*, stands: bool) -> None:
    """A form that did not pass is shown again only while its page has it. Raises Stale once somebody took the step."""
    if not stands:
        raise Stale(
            "form.gone",
            "この画面を開いた後に状態が変わり、この操作はできなくなりました。画面を開き直してください",
        )


def render_block(template_name: str, block: str, **context: object) -> str:
    """One block of a template, with the same globals and context processors as the page."""
    app = current_app
    template = app.jinja_env.get_template(template_name)
    app.update_template_context(context)
    return "".join(template.blocks[block](template.new_context(context)))
