"""The agencies, one agency's rows and history, and one proposal."""

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._rendering import render
from blueprints.rulebook import blueprint
from blueprints.rulebook.pages import STANDINGS, line_of, show_change, state_of
from forms.rulebook import RulebookSearchForm
from surety import clock
from surety.domain.agency_kinds import AgencyKind
from surety.domain.rule_kinds import RuleKind, kind_of
from surety.domain.rule_story import tell_changes
from surety.extensions import db
from surety.queries.agencies import find_directory_page, get_agency_by_code
from surety.queries.agency_changes import (
    get_change,
    list_changes_of,
    list_known_rules,
    list_open_changes,
    rows_of_changes,
)
from surety.queries.rulebook import get_handlings
from surety.security.permissions import Permission


@blueprint.route("")
@requires(Permission.DESK_READ)
def index() -> ResponseReturnValue:
    """What waits for approval, and the agencies found."""
    search = RulebookSearchForm(request.args)
    words, prefecture = search.words.data or "", search.prefecture.data or ""
    page = find_directory_page(
        db.session(),
        words,
        prefecture=prefecture or None,
        only_electronic=False,
        number=request.args.get("page", 1, type=int),
    )
    given = {name: value for name, value in (("words", words), ("prefecture", prefecture)) if value}
    waiting = list_open_changes(db.session())
    near = range(max(1, page.number - 2), min(page.pages, page.number + 2) + 1)
    return render(
        "rulebook/index.html",
        fragment="agency_list",
        search=search,
        page=page,
        is_narrowed=bool(given),
        waiting=waiting,
        may_propose=g.identity.may(Permission.DESK_RULES),
        waiting_ids={change.agency_id for change in waiting},
        handlings=get_handlings(db.session(), [agency.id for agency in page.agencies]),
        numbered=[(number, url_for(".index", **given, page=number)) for number in near],
        previous=url_for(".index", **given, page=page.number - 1) if page.number > 1 else None,
        following=url_for(".index", **given, page=page.number + 1) if page.number < page.pages else None,
    )


@blueprint.route("/agencies/<code>")
@requires(Permission.DESK_READ)
def agency(code: str) -> ResponseReturnValue:
    """One agency: what holds, what is to come, what is over, and who changed what."""
    found = get_agency_by_code(db.session(), code)
    waiting = list_open_changes(db.session(), agency_id=found.id)
    blocked = {number for change in waiting for number in change.retired}
    lines = [
        line_of(row, on=clock.today(), is_waiting=row.id in blocked)
        for row in list_known_rules(db.session(), found.id)
    ]
    changes = list_changes_of(db.session(), found.id)
    return render(
        "rulebook/agency.html",
        agency=found,
        agency_kind=AgencyKind(found.kind),
        kinds=[(kind, [line for line in lines if kind_of(line.rule) is kind]) for kind in RuleKind],
        standings=STANDINGS,
        waiting=waiting,
        changes=changes,
        told={
            number: tell_changes(rows.retired, rows.entered)
            for number, rows in rows_of_changes(db.session(), changes).items()
        },
        state_of=state_of,
        may_propose=g.identity.may(Permission.DESK_RULES),
    )


@blueprint.route("/changes/<int:change_id>")
@requires(Permission.DESK_READ)
def change(change_id: int) -> ResponseReturnValue:
    """One proposal: what it changes, how that will look, and what became of it."""
    return show_change(get_change(db.session(), change_id))
