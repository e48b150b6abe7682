"""Proposing a 手続き on an issued guarantee, by itself or from what contractor or agency asked for."""

from typing import Any

from flask import Response, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from forms.guarantee_acts import ActForm
from surety.domain.act_states import ActKind
from surety.domain.corrections import list_correctable
from surety.domain.errors import Denied, ForbiddenMove, RuleViolation, Stale
from surety.domain.guarantee_acts import consequences_of, refusal_of
from surety.extensions import db
from surety.queries.desk import get_desk_guarantee
from surety.queries.guarantee_acts import content_in_force, effective_on, get_desk_act, ground_of
from surety.security.permissions import Permission
from surety.services.act_previews import find_correction_problem
from surety.services.guarantee_acts import ActWish, propose_act, take_up_act

_KIND = f"<any({', '.join(ActKind)}):kind>"


@blueprint.route(f"/guarantees/<number>/acts/{_KIND}")
@requires(Permission.DESK_UNDERWRITE)
def new_act(number: str, kind: str) -> ResponseReturnValue:
    guarantee = _guarantee(number)
    return _show(guarantee, ActKind(kind), _form(guarantee, ActKind(kind)))


@blueprint.route(f"/guarantees/<number>/acts/{_KIND}", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def propose(number: str, kind: str) -> ResponseReturnValue:
    """提案する: nothing happens before another person carries it out."""
    return _take(_guarantee(number), ActKind(kind))


@blueprint.route("/acts/<int:act_id>/proposal")
@requires(Permission.DESK_UNDERWRITE)
def asked_act(act_id: int) -> ResponseReturnValue:
    """What was asked for, as a proposal to be completed."""
    act = _act(act_id)
    start = {"reason": act.reason, "effective_on": effective_on(act)}
    return _show(act.guarantee, act.kind, _form(act.guarantee, act.kind, start=start), act=act)


@blueprint.route("/acts/<int:act_id>/proposal", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def propose_asked(act_id: int) -> ResponseReturnValue:
    """The request becomes a proposal."""
    act = _act(act_id)
    return _take(act.guarantee, act.kind, act=act)


def _take(guarantee: Any, kind: ActKind, *, act: Any = None) -> ResponseReturnValue:
    form = _form(guarantee, kind, data=request.form)
    if not form.validate():
        return _show(guarantee, kind, form, act=act, status=422)
    wish = ActWish(kind=kind, reason=form.reason.data, effective_on=form.day, corrected=form.corrected)
    try:
        with db.session().begin_nested():
            if problem := find_correction_problem(guarantee, wish):
                raise RuleViolation("correction.unprintable", problem)
            if act is None:
                made = propose_act(db.session(), guarantee, wish, actor=g.identity.actor)
            else:
                made = take_up_act(db.session(), act, wish, actor=g.identity.actor)
    except (Denied, ForbiddenMove, Stale):
        raise
    except RuleViolation as violation:
        form.attach(_beside_its_box(violation))
        return _show(guarantee, kind, form, act=act, status=422)
    flash(f"{kind.label}を提案しました。別の方が内容を確認して実行します。", "ok")
    return go_to(url_for(".act", act_id=made.id))


def _beside_its_box(violation: RuleViolation) -> RuleViolation:
    """The domain names the certificate's field, the form its box."""
    field = violation.field
    if violation.code.startswith("correction.") and field:
        field = f"right-{field}"
    return RuleViolation(violation.code, violation.message, field=field)


def _form(guarantee: Any, kind: ActKind, *, data: Any = None, start: Any = None) -> ActForm:
    fields = list_correctable(content_in_force(guarantee)) if kind is ActKind.CORRECTION else ()
    return ActForm.over(kind, fields, data=data, start=start)


def _show(guarantee: Any, kind: ActKind, form: ActForm, *, act: Any = None, status: int = 200) -> Response:
    ground = ground_of(guarantee)
    refusal = refusal_of(kind, ground)
    return render(
        "desk/new_act.html",
        status=409 if refusal else status,
        guarantee=guarantee,
        content=content_in_force(guarantee),
        kind=kind,
        form=form,
        act=act,
        refusal=refusal,
        consequences=consequences_of(kind, change_number=ground.change_number, is_electronic=ground.has_key),
    )


def _guarantee(number: str) -> Any:
    return get_desk_guarantee(db.session(), number, branch_id=g.identity.branch_id)


def _act(act_id: int) -> Any:
    return get_desk_act(db.session(), act_id, branch_id=g.identity.branch_id)
