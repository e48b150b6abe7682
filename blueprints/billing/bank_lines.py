"""One deposit: choosing what it pays, setting it aside, taking it up again."""

from flask import flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.billing import blueprint
from forms.billing import AsideForm, CandidateForm, MatchForm
from surety.domain.bank_matching import Fit, Proposal, propose
from surety.domain.dates import format_wareki_short
from surety.domain.errors import ForbiddenMove, RuleViolation, Stale
from surety.domain.money import format_yen
from surety.domain.text import search_key
from surety.extensions import db
from surety.queries.bank_files import get_bank_line
from surety.queries.open_charges import OpenCharge, list_open_charges
from surety.security.permissions import Permission
from surety.services.bank_matching import match_line, set_line_aside, take_line_up

_MOST_OFFERED = 40


@blueprint.route("/bank/lines/<int:line_id>")
@requires(Permission.DESK_ACCOUNTING)
def bank_line(line_id: int) -> ResponseReturnValue:
    return _show(_get(line_id))


@blueprint.route("/bank/lines/<int:line_id>/match", methods=["POST"])
@requires(Permission.DESK_ACCOUNTING)
@commits
def match_bank_line(line_id: int) -> ResponseReturnValue:
    """照合する: the person has looked at the deposit and at what it pays."""
    found = _get(line_id)
    keys = [key for key in request.form.getlist("items") if len(key) < 24]
    try:
        match_line(db.session(), found, keys, branch_id=g.identity.branch_id, actor=g.identity.actor)
    except (ForbiddenMove, Stale):
        raise
    except RuleViolation as violation:
        db.session.rollback()
        return _show(_get(line_id), chosen=keys, violation=violation, status=422)
    flash("照合して、入金を記録しました。", "ok")
    return go_to(url_for(".bank"))


@blueprint.route("/bank/lines/<int:line_id>/aside", methods=["POST"])
@requires(Permission.DESK_ACCOUNTING)
@keeps_typing
@commits
def set_bank_line_aside(line_id: int) -> ResponseReturnValue:
    """対象外にする."""
    found = _get(line_id)
    form = AsideForm(request.form)
    if not form.validate():
        return _show(found, aside=form, status=422)
    set_line_aside(db.session(), found, reason=form.reason.data, actor=g.identity.actor)
    flash("対象外にしました。「対象外」のタブから、いつでも戻せます。", "ok")
    return go_to(url_for(".bank"))


@blueprint.route("/bank/lines/<int:line_id>/take-up", methods=["POST"])
@requires(Permission.DESK_ACCOUNTING)
@commits
def take_up_bank_line(line_id: int) -> ResponseReturnValue:
    """未照合に戻す."""
    take_line_up(db.session(), _get(line_id), actor=g.identity.actor)
    flash("未照合に戻しました。", "ok")
    return go_to(url_for(".bank_line", line_id=line_id))


def _show(  # type: ignore[no-untyped-def]  # blueprints may not name the model
    line,
    *,
    chosen: list[str] | None = None,
    violation: RuleViolation | None = None,
    aside: AsideForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    charges = list_open_charges(db.session(), branch_id=g.identity.branch_id)
    proposal = propose(amount=line.amount, payer=line.payer, items=[charge.item for charge in charges])
    search = CandidateForm(request.args)
    search.validate()
    offered = _offered(charges, proposal, words=search.words.data or "", chosen=chosen or [])
    # Only what fits whole is ticked beforehand: anything else is for a person to choose.
    first = [item.key for item in proposal.suggestions[0]] if proposal.fit is Fit.EXACT else []
    form = MatchForm.over(
        [(charge.key, _words(charge)) for charge in offered], chosen=first if chosen is None else chosen
    )
    if violation is not None:
        form.attach(violation)
    return render(
        "billing/bank_line.html",
        status=status,
        line=line,
        proposal=proposal,
        form=form,
        search=search,
        aside=aside or AsideForm(),
        is_cut=len(offered) == _MOST_OFFERED,
        open_count=len(charges),
    )


def _offered(
    charges: list[OpenCharge], proposal: Proposal, *, words: str, chosen: list[str]
) -> list[OpenCharge]:
    """What the page offers: what is proposed or chosen first, then what fits the words; nothing typed offers everything."""
    first = {item.key for items in proposal.suggestions for item in items} | set(chosen)
    part = search_key(words)
    found = [
        charge
        for charge in charges
        if charge.key in first
        or part in search_key(charge.contractor.name + charge.contractor.name_kana + charge.number)
    ]
    return sorted(found, key=lambda charge: charge.key not in first)[:_MOST_OFFERED]


def _words(charge: OpenCharge) -> str:
    return (
        f"{charge.contractor.name}　{charge.paper} {charge.number}　{format_yen(charge.amount)}円"
        f"　期日 {format_wareki_short(charge.due_on)}"
    )


def _get(line_id: int):  # type: ignore[no-untyped-def]  # as above
    return get_bank_line(db.session(), line_id, branch_id=g.identity.branch_id)
