"""A version that waits: looked at, confirmed by another person, or dropped."""

from flask import flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.tariffs import blueprint
from blueprints.tariffs.routes import preview
from forms.tariffs import PreviewForm
from surety import clock
from surety.domain.errors import Denied, RuleViolation
from surety.domain.tariff_versions import find_predecessor, period_words
from surety.extensions import db
from surety.queries.tariffs import get_proposal, list_tariffs, proposed_tariff
from surety.security.permissions import Permission
from surety.services.tariffs import decline_tariff, verify_tariff


@blueprint.route("/proposals/<int:proposal_id>")
@requires(Permission.DESK_TARIFFS)
def proposal(proposal_id: int) -> ResponseReturnValue:
    form = PreviewForm(request.args)
    return _show(get_proposal(db.session(), proposal_id), form, status=200 if form.validate() else 422)


@blueprint.route("/proposals/<int:proposal_id>/verify", methods=["POST"])
@requires(Permission.DESK_TARIFFS)
@commits
def verify(proposal_id: int) -> ResponseReturnValue:
    """約款と照らして確認した."""
    found = get_proposal(db.session(), proposal_id)
    try:
        with db.session().begin_nested():
            tariff = verify_tariff(db.session(), found, actor=g.identity.actor)
    except Denied:
        raise
    except RuleViolation as violation:
        return _show(found, PreviewForm(), refusal=violation.message, status=409)
    flash("確認しました。適用開始日から、この料率で計算します。作成済みの計算書は変わりません。", "ok")
    return go_to(url_for(".version", code=tariff.version))


@blueprint.route("/proposals/<int:proposal_id>/decline", methods=["POST"])
@requires(Permission.DESK_TARIFFS)
@commits
def decline(proposal_id: int) -> ResponseReturnValue:
    """取りやめる; what holds stays as it is."""
    found = get_proposal(db.session(), proposal_id)
    try:
        with db.session().begin_nested():
            decline_tariff(db.session(), found, actor=g.identity.actor)
    except RuleViolation as violation:
        return _show(found, PreviewForm(), refusal=violation.message, status=409)
    flash("取りやめました。料率は変わりません。", "ok")
    return go_to(url_for(".index"))


def _show(found, form: PreviewForm, *, refusal: str = "", status: int = 200) -> ResponseReturnValue:  # type: ignore[no-untyped-def]  # blueprints may not name the model
    tariff, obstacle, closed = proposed_tariff(found), refusal, None
    if found.decided_at is None:
        try:
            closed = find_predecessor(list_tariffs(db.session()), tariff)
        except RuleViolation as violation:
            obstacle = refusal or violation.message
    return render(
        "tariffs/proposal.html",
        status=status,
        proposal=found,
        tariff=tariff,
        period=period_words(tariff),
        closed=closed,
        obstacle=obstacle,
        is_own=found.proposed_by_id == g.identity.user_id,
        has_begun=tariff.effective_from <= clock.today(),
        form=form,
        **preview(tariff, form),
    )
