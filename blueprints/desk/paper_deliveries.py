"""証書（紙）のお渡し: the branch notes how a paper certificate went to its contractor."""

from typing import Any

from flask import current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from forms.paper_deliveries import DeliveryForm
from surety import clock
from surety.domain.errors import ForbiddenMove, NotFound, RuleViolation
from surety.domain.products import CertificateForm
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.queries.certificates import version_in_force
from surety.queries.desk import get_desk_guarantee
from surety.queries.paper_deliveries import find_delivery
from surety.security.permissions import Permission
from surety.services.paper_deliveries import record_delivery, take_back_delivery


@blueprint.route("/guarantees/<number>/delivery", methods=["GET", "POST"])
@requires(Permission.DESK_UNDERWRITE)
@keeps_typing
@commits
def paper_delivery(number: str) -> ResponseReturnValue:
    guarantee = _paper(number)
    if request.method == "GET":
        return _show(guarantee, DeliveryForm(data={"delivered_on": clock.today()}))
    form = DeliveryForm(request.form)
    if not form.validate():
        return _show(guarantee, form, status=422)
    try:
        record_delivery(
            db.session(),
            guarantee,
            means=form.means.data,
            delivered_on=form.delivered_on.data,
            receiver=form.receiver.data,
            actor=g.identity.actor,
            letterhead=Letterhead.of(current_app.config["SETTINGS"]),
        )
    except RuleViolation as violation:
        form.attach(violation)
        return _show(guarantee, form, status=409 if isinstance(violation, ForbiddenMove) else 422)
    flash("証書（紙）のお渡しを記録しました。", "ok")
    return go_to(url_for(".guarantee", number=number))


@blueprint.route("/guarantees/<number>/delivery/take-back", methods=["POST"])
@requires(Permission.DESK_UNDERWRITE)
@commits
def take_back_paper(number: str) -> ResponseReturnValue:
    take_back_delivery(db.session(), _paper(number), actor=g.identity.actor)
    flash("お渡しの記録を取り消しました。", "info")
    return go_to(url_for(".guarantee", number=number))


def _paper(number: str) -> Any:
    """The branch's own guarantee on paper (NotFound for any other)."""
    guarantee = get_desk_guarantee(db.session(), number, branch_id=g.identity.branch_id)
    if guarantee.certificate_form is not CertificateForm.PAPER:
        raise NotFound(f"no paper certificate: {number}")
    return guarantee


def _show(guarantee: Any, form: DeliveryForm, *, status: int = 200) -> ResponseReturnValue:
    return render(
        "desk/paper_delivery.html",
        status=status,
        guarantee=guarantee,
        form=form,
        delivery=find_delivery(db.session(), version_in_force(guarantee)),
    )
