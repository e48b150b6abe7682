"""一括納付の取扱い: agreed or ended by two people."""

from flask import flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render, require_form
from blueprints._transaction import commits
from blueprints.billing import blueprint
from forms.billing import AgreementForm, CompanySearchForm
from surety.domain.errors import Stale
from surety.extensions import db
from surety.queries.account_agreements import (
    find_companies,
    find_open_agreement,
    get_desk_agreement,
    get_desk_company,
    list_agreements_of,
    list_open_agreements,
)
from surety.security.permissions import Permission
from surety.services.account_agreements import approve_agreement, decline_agreement, propose_agreement


@blueprint.route("/agreements")
@requires(Permission.DESK_READ)
def agreements() -> ResponseReturnValue:
    form = CompanySearchForm(request.args)
    form.validate()
    after = request.args.get("after", "")[:12]
    words, only_agreed = form.words.data or "", bool(form.only_agreed.data)
    page = find_companies(
        db.session(), branch_id=g.identity.branch_id, words=words, only_agreed=only_agreed, after=after
    )
    kept = {"words": words or None, "only_agreed": "y" if only_agreed else None}
    return render(
        "billing/agreements.html",
        form=form,
        page=page,
        waiting=list_open_agreements(db.session(), branch_id=g.identity.branch_id),
        next_url=url_for(".agreements", after=page.after, **kept) if page.after else "",
    )


@blueprint.route("/agreements/<int:contractor_id>")
@requires(Permission.DESK_READ)
def agreement(contractor_id: int) -> ResponseReturnValue:
    """One company: whether it has a monthly account, what waits, and what was decided."""
    return _show(_get(contractor_id), AgreementForm())


@blueprint.route("/agreements/<int:contractor_id>/proposal", methods=["POST"])
@requires(Permission.DESK_ACCOUNTING)
@keeps_typing
@commits
def propose_account(contractor_id: int) -> ResponseReturnValue:
    """Ask for the monthly account, or for its end: the button says which, as the page showed it."""
    company = _get(contractor_id)
    form = AgreementForm(request.form)
    if not form.validate():
        require_form(stands=find_open_agreement(db.session(), company.id) is None)
        return _show(company, form, status=422)
    is_wanted = request.form.get("wanted") == "yes"
    if company.monthly_account is is_wanted:
        raise Stale("agreement.stale", "ほかの方が先に変更しました。最新の内容をご確認ください")
    propose_agreement(
        db.session(), company, is_wanted=is_wanted, reason=form.reason.data, actor=g.identity.actor
    )
    flash("申し出ました。別の方が承認すると、反映されます。", "ok")
    return go_to(url_for(".agreement", contractor_id=contractor_id))


@blueprint.route("/agreement-proposals/<int:agreement_id>/<any(approve, decline):answer>", methods=["POST"])
@requires(Permission.DESK_ACCOUNTING)
@commits
def decide_account(agreement_id: int, answer: str) -> ResponseReturnValue:
    """The second person approves; anybody may decline, the proposer takes it back."""
    found = get_desk_agreement(db.session(), agreement_id, branch_id=g.identity.branch_id)
    if answer == "approve":
        approve_agreement(db.session(), found, actor=g.identity.actor)
        flash("承認しました。", "ok")
    else:
        decline_agreement(db.session(), found, actor=g.identity.actor)
        flash("申出を終えました。取扱いは変わりません。", "ok")
    return go_to(url_for(".agreement", contractor_id=found.contractor_id))


def _show(company, form: AgreementForm, *, status: int = 200) -> ResponseReturnValue:  # type: ignore[no-untyped-def]  # blueprints may not name the model
    waiting = find_open_agreement(db.session(), company.id)
    return render(
        "billing/agreement.html",
        status=status,
        company=company,
        form=form,
        waiting=waiting,
        is_own=waiting is not None and waiting.proposed_by_id == g.identity.user_id,
        decided=list_agreements_of(db.session(), company.id),
        may_work=g.identity.may(Permission.DESK_ACCOUNTING),
    )


def _get(contractor_id: int):  # type: ignore[no-untyped-def]  # as above
    return get_desk_company(db.session(), contractor_id, branch_id=g.identity.branch_id)
