"""画面の使い方: the contents, and one page for each screen."""

from itertools import groupby

from flask import abort, g
from flask.typing import ResponseReturnValue

from blueprints._access import public
from blueprints._rendering import render
from blueprints.help import blueprint
from surety.data.help_text import HelpPage, load_help
from surety.security.permissions import Side

_STAFF = "保証会社"


@blueprint.route("")
@public
def index() -> ResponseReturnValue:
    """The contents, by reader; the guarantor's own pages only for its people."""
    shown = [page for page in load_help().values() if page.reader != _STAFF or _is_staff()]
    groups = [(reader, list(pages)) for reader, pages in groupby(shown, key=_reader)]
    return render("help/index.html", groups=groups)


@blueprint.route("/<page>")
@public
def page(page: str) -> ResponseReturnValue:
    """How to use one screen."""
    found = load_help().get(page)
    if found is None:
        abort(404)
    return render("help/page.html", page=found)


def _reader(page: HelpPage) -> str:
    return page.reader


def _is_staff() -> bool:
    return g.identity is not None and g.identity.side is Side.STAFF
