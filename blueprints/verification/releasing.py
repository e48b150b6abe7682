"""解除: the agency tells in the viewer that it released the guarantee; two people of the branch deal with it."""

from typing import Any

from flask import Response, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.verification import blueprint
from blueprints.verification.callers import find_granted
from forms.guarantee_acts import ReleaseForm
from surety.domain.act_states import ActKind
from surety.domain.errors import ForbiddenMove, NotFound, RuleViolation
from surety.domain.guarantee_acts import refusal_of
from surety.extensions import db
from surety.queries.guarantee_acts import find_open_act, ground_of
from surety.security.permissions import Permission
from surety.services.guarantee_acts import ActWish, ask_for_act


@blueprint.route("/<number>/release")
@requires(Permission.AGENCY_READ)
def release(number: str) -> ResponseReturnValue:
    guarantee = _find_own(number)
    return go_to(url_for(".form", number=number)) if guarantee is None else _show(guarantee, ReleaseForm())


@blueprint.route("/<number>/release", methods=["POST"])
@requires(Permission.AGENCY_READ)
@keeps_typing
@commits
def tell_release(number: str) -> ResponseReturnValue:
    """保証会社に知らせる. Pressed twice it gives the first notice."""
    guarantee = _find_own(number)
    if guarantee is None:
        return go_to(url_for(".form", number=number))
    form = ReleaseForm(request.form)
    if not form.validate():
        return _show(guarantee, form, status=422)
    wish = ActWish(kind=ActKind.RELEASE, reason=form.reason.data, effective_on=form.effective_on.data)
    try:
        with db.session().begin_nested():
            ask_for_act(db.session(), guarantee, wish, actor=g.identity.actor)
    except ForbiddenMove:
        raise
    except RuleViolation as violation:
        form.attach(violation)
        return _show(guarantee, form, status=422)
    flash("保証会社に解除をお知らせしました。手続きが済むと、この画面の結果が変わります。", "ok")
    return go_to(url_for(".certificate", number=number))


def _find_own(number: str) -> Any:
    """The agency's own guarantee that this browser was let in to. Raises NotFound for another agency's."""
    guarantee = find_granted(number)
    if guarantee is not None and guarantee.agency_id != g.identity.agency_id:
        raise NotFound(f"guarantee {number}")
    return guarantee


def _show(guarantee: Any, form: ReleaseForm, *, status: int = 200) -> Response:
    refusal = refusal_of(ActKind.RELEASE, ground_of(guarantee))
    return render(
        "verification/release.html",
        status=409 if refusal else status,
        guarantee=guarantee,
        form=form,
        refusal=refusal,
        waiting=find_open_act(db.session(), guarantee, ActKind.RELEASE),
    )
