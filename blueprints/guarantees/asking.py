"""解約 and a new key: what contractors ask for from their guarantee's page; two people of the branch deal with it."""

from typing import Any

from flask import Response, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.guarantees import blueprint
from blueprints.guarantees.detail import get_own
from forms.guarantee_acts import AskForm
from surety.domain.act_states import ActKind
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.domain.guarantee_acts import ASKED_BY_CONTRACTOR, refusal_of
from surety.extensions import db
from surety.queries.guarantee_acts import find_open_act, get_act, ground_of
from surety.security.permissions import Permission
from surety.services.guarantee_acts import ActWish, ask_for_act, withdraw_request

_KIND = f"<any({', '.join(ASKED_BY_CONTRACTOR)}):kind>"


@blueprint.route(f"/<number>/ask/{_KIND}")
@requires(Permission.CONTRACTOR_APPLY)
def ask(number: str, kind: str) -> ResponseReturnValue:
    return _show(get_own(number), ActKind(kind), AskForm())


@blueprint.route(f"/<number>/ask/{_KIND}", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@keeps_typing
@commits
def ask_now(number: str, kind: str) -> ResponseReturnValue:
    """申し出る. Pressed twice it leads to the first request."""
    guarantee, wanted, form = get_own(number), ActKind(kind), AskForm(request.form)
    if not form.validate():
        return _show(guarantee, wanted, form, status=422)
    day = form.effective_on.data if wanted is ActKind.TERMINATION else None
    wish = ActWish(kind=wanted, reason=form.reason.data, effective_on=day)
    try:
        with db.session().begin_nested():
            ask_for_act(db.session(), guarantee, wish, actor=g.identity.actor)
    except ForbiddenMove:
        raise
    except RuleViolation as violation:
        form.attach(violation)
        return _show(guarantee, wanted, form, status=422)
    flash(f"{wanted.label}を支店に申し出ました。手続きが済むと、電子メールとこの画面でお知らせします。", "ok")
    return go_to(url_for(".detail", number=number, _anchor="acts-title"))


@blueprint.route("/<number>/acts/<int:act_id>/withdraw", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def withdraw_ask(number: str, act_id: int) -> ResponseReturnValue:
    """The company takes its request back, as long as the branch has not taken it up."""
    act = get_act(db.session(), act_id, guarantee=get_own(number))
    withdraw_request(db.session(), act, actor=g.identity.actor)
    flash("お申し出を取り下げました。", "info")
    return go_to(url_for(".detail", number=number, _anchor="acts-title"))


def _show(guarantee: Any, kind: ActKind, form: AskForm, *, status: int = 200) -> Response:
    refusal = refusal_of(kind, ground_of(guarantee))
    return render(
        "guarantees/ask.html",
        status=409 if refusal else status,
        guarantee=guarantee,
        kind=kind,
        form=form,
        refusal=refusal,
        waiting=find_open_act(db.session(), guarantee, kind),
    )
