"""The pages that everybody may read."""

from flask import abort, current_app, request
from flask.typing import ResponseReturnValue

from blueprints._access import public
from blueprints._rendering import render
from blueprints.home import blueprint
from blueprints.home._links import page_links
from forms.searches import FaqSearchForm
from surety import clock
from surety.data.faq_text import search_faq
from surety.data.loading import load_terms
from surety.data.terms_text import read_blocks
from surety.extensions import db
from surety.queries.agencies import count_agencies_accepting, list_electronic_starts
from surety.queries.branches import list_open_branches


@blueprint.route("/")
@public
def index() -> ResponseReturnValue:
    """What 電子保証 is, and where to go."""
    return render(
        "home/index.html",
        links=page_links(),
        viewer_name=_viewer_name(),
        news=list_electronic_starts(db.session(), limit=5),
        accepting=count_agencies_accepting(db.session()),
    )


@blueprint.route("/about")
@public
def about() -> ResponseReturnValue:
    """電子保証のしくみ, told at length."""
    return render("home/about.html", links=page_links(), viewer_name=_viewer_name())


@blueprint.route("/terms")
@public
def terms() -> ResponseReturnValue:
    """The 利用規約 in force, or the version asked for; all versions stay readable."""
    today = clock.today()
    versions = load_terms()
    in_force = [version for version in versions if version.effective_from <= today]
    current = in_force[-1] if in_force else versions[0]
    asked = request.args.get("version", current.version)
    shown = next((version for version in versions if version.version == asked), None)
    if shown is None:
        abort(404)
    return render(
        "home/terms.html", terms=shown, current=current, versions=versions, blocks=read_blocks(shown.text)
    )


@blueprint.route("/faq")
@public
def faq() -> ResponseReturnValue:
    """よくある質問, all or those that hold the words searched for."""
    search = FaqSearchForm(request.args)
    words = search.words.data or ""
    groups = search_faq(words)
    return render(
        "home/faq.html",
        fragment="questions",
        search=search,
        words=words,
        groups=groups,
        links=page_links(),
    )


@blueprint.route("/contact")
@public
def contact() -> ResponseReturnValue:
    """Every office with its prefectures, telephone, FAX and hours."""
    return render("home/contact.html", branches=list_open_branches(db.session()), links=page_links())


@blueprint.route("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """What is promised to people who use keyboards, readers or large type."""
    return render("home/accessibility.html", links=page_links())


@blueprint.route("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """How data is handled."""
    return render("home/privacy.html", links=page_links())


def _viewer_name() -> str:
    name: str = current_app.config["SETTINGS"].guarantor.viewer_name
    return name
