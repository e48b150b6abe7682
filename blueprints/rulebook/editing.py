"""Proposing: a new agency, a new row, and changing, correcting, ending or withdrawing a row."""

from collections.abc import Callable
from typing import Any

from flask import flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.rulebook import blueprint
from forms.rulebook import EndForm, NewAgencyForm, ReasonForm, make_rule_form
from surety import clock
from surety.domain import rule_edits
from surety.domain.agency_facts import AgencyFacts
from surety.domain.errors import NotFound, RuleViolation
from surety.domain.rule_edits import EditAct, KnownRule, RuleEdit
from surety.domain.rule_fields import FIELDS
from surety.domain.rule_kinds import RuleKind, kind_of, span_fields
from surety.domain.rule_preview import describe_rule, preview_edit
from surety.domain.rule_reading import read_rule, starting_values, values_of
from surety.extensions import db
from surety.queries.agencies import get_agency_by_code
from surety.queries.agency_changes import get_known_rule, list_known_rules
from surety.security.permissions import Permission
from surety.services.agency_changes import propose_agency, propose_edit

_PROPOSED = "申し出ました。本店管理者のうち、申し出た方とは別の方が承認すると反映されます。"
_ROW = "/agencies/<code>/rules/<int:rule_id>"


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.DESK_RULES)
@keeps_typing
@commits
def add_agency() -> ResponseReturnValue:
    """An agency that is not in the directory yet; its rows follow when it is approved."""
    form = NewAgencyForm(_sent())
    if request.method == "POST" and form.validate():
        names = ("code", "name", "name_kana", "beneficiary_name", "prefecture", "kind")
        try:
            facts = AgencyFacts(**{name: form[name].data for name in names})
            change = propose_agency(db.session(), facts, reason=form.reason.data, actor=g.identity.actor)
        except RuleViolation as violation:
            form.attach(violation)
        else:
            flash(_PROPOSED, "ok")
            return go_to(url_for(".change", change_id=change.id))
    return render("rulebook/add_agency.html", form=form, status=200 if request.method == "GET" else 422)


@blueprint.route("/agencies/<code>/add/<kind>", methods=["GET", "POST"])
@requires(Permission.DESK_RULES)
@keeps_typing
@commits
def add_rule(code: str, kind: str) -> ResponseReturnValue:
    """A row beside those there are."""
    if kind not in set(RuleKind):
        raise NotFound(f"kind {kind}")
    return _rule_page(get_agency_by_code(db.session(), code), EditAct.ADD, RuleKind(kind), known=None)


@blueprint.route(f"{_ROW}/<any(change, correct):act>", methods=["GET", "POST"])
@requires(Permission.DESK_RULES)
@keeps_typing
@commits
def edit_rule(code: str, rule_id: int, act: str) -> ResponseReturnValue:
    """Another row from a day on, or instead of a wrong one."""
    agency = get_agency_by_code(db.session(), code)
    known = get_known_rule(db.session(), agency.id, rule_id)
    return _rule_page(agency, EditAct(act), kind_of(known.rule), known=known)


@blueprint.route(f"{_ROW}/end", methods=["GET", "POST"])
@requires(Permission.DESK_RULES)
@keeps_typing
@commits
def end_rule(code: str, rule_id: int) -> ResponseReturnValue:
    """A last day for a row."""
    return _closing_page(
        code,
        rule_id,
        EditAct.END,
        EndForm(_sent()),
        lambda known, form: rule_edits.end_rule(known, form.last_day.data),
    )


@blueprint.route(f"{_ROW}/withdraw", methods=["GET", "POST"])
@requires(Permission.DESK_RULES)
@keeps_typing
@commits
def withdraw_rule(code: str, rule_id: int) -> ResponseReturnValue:
    """A row that never was true."""
    return _closing_page(
        code,
        rule_id,
        EditAct.WITHDRAW,
        ReasonForm(_sent()),
        lambda known, _form: rule_edits.withdraw_rule(known),
    )


def _sent() -> Any:
    return request.form if request.method == "POST" else None


def _rule_page(agency: Any, act: EditAct, kind: RuleKind, *, known: KnownRule | None) -> ResponseReturnValue:
    form = make_rule_form(kind, _sent(), start=_start(act, kind, known))

    def make(form: Any) -> RuleEdit:
        rule = read_rule(kind, form.values(kind), agency=agency.name, today=clock.today())
        if known is None:
            return rule_edits.add_rule(rule)
        return (rule_edits.change_rule if act is EditAct.CHANGE else rule_edits.correct_rule)(known, rule)

    page = {"fields": FIELDS[kind], "kind": kind, "known": known and describe_rule(known.rule)}
    return _propose(agency, act, form, make, template="rulebook/rule.html", page=page)


def _start(act: EditAct, kind: RuleKind, known: KnownRule | None) -> dict[str, object]:
    """The values a form begins with: a new row's own, or those of the row; a change has a new day and a new source."""
    if known is None:
        return starting_values(kind, today=clock.today())
    values = values_of(known.rule, kind)
    if act is EditAct.CHANGE:
        values |= {span_fields(kind)[0]: None, "source_url": "", "source_read_on": clock.today()}
    return values


def _closing_page(
    code: str, rule_id: int, act: EditAct, form: Any, make: Callable[[KnownRule, Any], RuleEdit]
) -> ResponseReturnValue:
    agency = get_agency_by_code(db.session(), code)
    known = get_known_rule(db.session(), agency.id, rule_id)
    page = {"kind": kind_of(known.rule), "known": describe_rule(known.rule)}
    return _propose(
        agency, act, form, lambda form: make(known, form), template="rulebook/close.html", page=page
    )


def _propose(
    agency: Any,
    act: EditAct,
    form: Any,
    make: Callable[[Any], RuleEdit],
    *,
    template: str,
    page: dict[str, object],
) -> ResponseReturnValue:
    """The page of an act: shows the preview when asked for it, else proposes; a refusal stands at its field."""
    preview, warnings = None, ()
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.validate():
        try:
            edit = make(form)
            if "look" not in request.form:
                change = propose_edit(
                    db.session(), agency, act, edit, reason=form.reason.data, actor=g.identity.actor
                )
                flash(_PROPOSED, "ok")
                return go_to(url_for(".change", change_id=change.id))
            rows = list_known_rules(db.session(), agency.id)
            preview = preview_edit(rows, edit, agency=agency.name, on=clock.today())
            retired = [row.rule for row in rows if row.id in edit.retired]
            warnings, status = rule_edits.cautions(edit, retired=retired, on=clock.today()), 200
        except RuleViolation as violation:
            form.attach(violation)
    return render(
        template, status=status, agency=agency, act=act, form=form, preview=preview, cautions=warnings, **page
    )
