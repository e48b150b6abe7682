"""対応発注者一覧, and each agency's handling in words."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import public
from blueprints._rendering import render
from blueprints.agencies import blueprint
from forms.searches import AgencySearchForm
from surety import clock
from surety.domain.agency_kinds import AgencyKind
from surety.domain.agency_words import acceptance_words, amount_accounts, preview_body, preview_subject
from surety.domain.handover import GENERAL_HANDOVER
from surety.domain.rule_preview import describe_rule, span_words
from surety.extensions import db
from surety.queries.agencies import find_directory_page, get_agency_by_code
from surety.queries.branches import find_branch_of
from surety.queries.rulebook import get_handling, get_handlings


@blueprint.route("")
@public
def directory() -> ResponseReturnValue:
    """The agencies found, by page; htmx asks for the list alone while one types."""
    search = AgencySearchForm(request.args)
    asked = {
        "words": search.words.data or "",
        "prefecture": search.prefecture.data or "",
        "electronic": "y" if search.electronic.data else "",
    }
    page = find_directory_page(
        db.session(),
        asked["words"],
        prefecture=asked["prefecture"] or None,
        only_electronic=bool(asked["electronic"]),
        number=request.args.get("page", 1, type=int),
    )
    given = {name: value for name, value in asked.items() if value}

    def address(number: int) -> str:
        return url_for(".directory", **given, page=number)

    return render(
        "agencies/directory.html",
        fragment="agency_list",
        search=search,
        page=page,
        is_narrowed=bool(given),
        handlings={
            agency_id: handling.still_told(on=clock.today())
            for agency_id, handling in get_handlings(
                db.session(), [agency.id for agency in page.agencies]
            ).items()
        },
        numbered=[(number, address(number)) for number in neighbours(page.number, page.pages)],
        previous=address(page.number - 1) if page.number > 1 else None,
        following=address(page.number + 1) if page.number < page.pages else None,
    )


@blueprint.route("/<code>")
@public
def agency(code: str) -> ResponseReturnValue:
    """One agency: from when, how much, and how the key is handed over."""
    found = get_agency_by_code(db.session(), code)
    handling = get_handling(db.session(), found.id).still_told(on=clock.today())
    return render(
        "agencies/agency.html",
        agency=found,
        kind=AgencyKind(found.kind),
        handling=handling,
        handovers=[
            (row, preview_subject(row, agency=found.name), preview_body(row, agency=found.name))
            for row in handling.handovers or (GENERAL_HANDOVER,)
        ],
        amounts=amount_accounts(handling.amount_rules, agency=found.name, on=clock.today()),
        acceptance_words=acceptance_words,
        span_words=span_words,
        describe_rule=describe_rule,
        branch=find_branch_of(db.session(), found.prefecture),
    )


def neighbours(number: int, pages: int) -> range:
    """The page numbers a pager shows: up to two on each side."""
    return range(max(1, number - 2), min(pages, number + 2) + 1)
