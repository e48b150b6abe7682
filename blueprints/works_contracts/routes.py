"""請負契約のページ: the contract, its years and members, and every guarantee on it."""

from typing import Any

from flask import flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render, require_form
from blueprints._transaction import commits
from blueprints.works_contracts import blueprint
from forms.works_contracts import SigningForm
from surety.domain.errors import RuleViolation
from surety.extensions import db
from surety.queries.applications import EDITABLE
from surety.queries.works_contracts import get_works_contract, load_works_file
from surety.security.permissions import Permission
from surety.services.later_advances import apply_for_advance, record_signing


@blueprint.route("/<int:contract_id>")
@requires(Permission.CONTRACTOR_READ)
def detail(contract_id: int) -> ResponseReturnValue:
    return _show(get_own(contract_id), SigningForm())


@blueprint.route("/<int:contract_id>/advance", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def apply_advance(contract_id: int) -> ResponseReturnValue:
    """次年度の前払金保証を申し込む: the draft, filled in from the contract."""
    application = apply_for_advance(db.session(), get_own(contract_id), actor=g.identity.actor)
    if application.state not in EDITABLE:
        return go_to(url_for("applications.detail", application_id=application.id))
    return go_to(url_for("applications.edit", application_id=application.id, section="guarantees"))


@blueprint.route("/<int:contract_id>/signing", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@keeps_typing
@commits
def sign(contract_id: int) -> ResponseReturnValue:
    contract, form = get_own(contract_id), SigningForm(request.form)
    if not form.validate():
        require_form(stands=load_works_file(db.session(), contract).needs_signing)
        return _show(contract, form, status=422)
    try:
        record_signing(db.session(), contract, signed_on=form.signed_on.data, actor=g.identity.actor)
    except RuleViolation as violation:
        form.attach(violation)
        return _show(contract, form, status=422 if violation.field else 409)
    flash("契約した日を記録しました。発行済みの証書は変わりません。", "ok")
    return go_to(url_for(".detail", contract_id=contract_id))


def get_own(contract_id: int) -> Any:
    """The works contract of the person's own company (NotFound for any other)."""
    return get_works_contract(db.session(), contract_id, contractor_id=g.identity.contractor_id)


def _show(contract: Any, form: SigningForm, *, status: int = 200) -> ResponseReturnValue:
    return render(
        "works_contracts/detail.html",
        status=status,
        file=load_works_file(db.session(), contract),
        form=form,
        guarantee_url=lambda number: url_for("guarantees.detail", number=number),
        application_url=lambda number: url_for("applications.detail", application_id=number),
        may_apply=g.identity.may(Permission.CONTRACTOR_APPLY),
    )
