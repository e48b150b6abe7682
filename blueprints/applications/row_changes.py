"""What the buttons beside the rows of 請負工事の情報 ask for: a year or a member more, or one less."""

from collections.abc import Callable

from flask import request

from surety import clock
from surety.domain.application_draft import Draft
from surety.domain.application_reading import WorksReading, read_draft
from surety.domain.errors import NotFound
from surety.domain.works_rows import (
    MEMBERS,
    ROW_KINDS,
    with_next_year,
    with_own_member,
    with_year_rows,
    without_row,
)
from surety.extensions import db
from surety.services.applications import change_rows

_VERBS = frozenset({"add_year", "add_member", *(f"remove_{name}" for name in ROW_KINDS)})


def is_row_action(action: str) -> bool:
    """Whether a pressed button is one of the rows'."""
    return action.partition(":")[0] in _VERBS


def members_left(action: str) -> int:
    """How many rows of members the page is to show after the button."""
    shown = sum(f"member{row}_name" in request.form for row in range(1, MEMBERS.most + 1))
    return shown + {"add_member": 1, "remove_member": -1}.get(action.partition(":")[0], 0)


def do_row_action(application, action: str, *, tab: str) -> None:  # type: ignore[no-untyped-def]  # blueprints may not name the model
    """Change the rows of the saved draft. Raises NotFound for an action that nobody offers."""
    change_rows(db.session(), application, change=_change(application, action), tab=tab)


def _change(application, action: str) -> Callable[[Draft], Draft]:  # type: ignore[no-untyped-def]  # as above
    verb, _, argument = action.partition(":")
    if verb == "add_year":
        return _with_year
    if verb == "add_member":
        contractor = application.contractor
        return lambda draft: with_own_member(draft, name=contractor.name, address=contractor.address)
    kind = ROW_KINDS.get(verb.removeprefix("remove_")) if verb in _VERBS else None
    if kind is None or not (argument.isascii() and argument.isdigit() and len(argument) < 3):
        raise NotFound(f"rows {action[:40]}")
    return lambda draft: without_row(draft, kind, int(argument))


def _with_year(draft: Draft) -> Draft:
    """The first press makes a row for every year of the 工期, a later one adds the next year."""
    works: WorksReading = read_draft(draft).works
    if not works.years and works.period_from and works.period_to:
        return with_year_rows(draft, begins=works.period_from, ends=works.period_to)
    known = [year.year for year in works.years if year.year is not None]
    return with_next_year(draft, after=max(known, default=None), today=works.period_from or clock.today())
