"""What the pages of the rule book show of rows and proposals."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g
from flask.typing import ResponseReturnValue

from blueprints._rendering import render
from surety import clock
from surety.domain.agency_kinds import AgencyKind
from surety.domain.errors import RuleViolation
from surety.domain.rule_edits import EditAct, KnownRule, cautions
from surety.domain.rule_kinds import Rule
from surety.domain.rule_preview import RuleWords, Standing, describe_rule, preview_edit, standing_of
from surety.domain.rule_story import tell_changes
from surety.extensions import db
from surety.queries.agency_changes import edit_of, list_known_rules, rows_of_changes
from surety.security.permissions import Permission

STANDINGS = (
    (Standing.NOW, "いまの取扱い"),
    (Standing.FUTURE, "これからの取扱い"),
    (Standing.PAST, "終わった取扱い"),
)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A row on an agency's page; `is_waiting` says that a proposal about it waits."""

    id: int
    rule: Rule
    words: RuleWords
    standing: Standing
    is_waiting: bool


def line_of(row: KnownRule, *, on: date, is_waiting: bool) -> RuleLine:
    """The row as it stands on a JST date."""
    return RuleLine(row.id, row.rule, describe_rule(row.rule), standing_of(row.rule, on=on), is_waiting)


def state_of(change: Any) -> str:
    """What became of a proposal, in a word."""
    if change.decided_at is None:
        return "承認待ち"
    if change.is_approved:
        return "承認"
    return "取下げ" if change.decided_by_id == change.proposed_by_id else "不承認"


def show_change(change: Any, *, refusal: str = "", status: int = 200) -> ResponseReturnValue:
    """The page of one proposal; `refusal` says why the last press of a button did nothing."""
    rows = rows_of_changes(db.session(), [change])[change.id]
    preview, obstacle = None, refusal
    if change.decided_at is None:
        known = list_known_rules(db.session(), change.agency_id) if change.agency_id else ()
        try:
            preview = preview_edit(known, edit_of(change), agency=change.agency_name, on=clock.today())
        except RuleViolation as violation:
            obstacle = refusal or violation.message
    is_own = g.identity.user_id == change.proposed_by_id
    return render(
        "rulebook/change.html",
        status=status,
        change=change,
        state=state_of(change),
        agency_kind=AgencyKind(change.found["kind"]) if change.found else None,
        told=tell_changes(rows.retired, rows.entered),
        preview=preview,
        obstacle=obstacle,
        cautions=cautions(edit_of(change), retired=rows.retired, on=clock.today())
        if change.decided_at is None and change.act is not EditAct.FOUND
        else (),
        is_own=is_own,
        may_decide=g.identity.may(Permission.DESK_RULES_APPROVE) and not is_own,
    )
