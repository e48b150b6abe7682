"""Writing a 契約保証予約申込: one page, saved as it is typed."""

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to, wants_fragment
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.bid_bonds import blueprint
from blueprints.bid_bonds.pages import (
    OpenedBond,
    agency_results,
    bond_days,
    form_page,
    open_bond,
    own_bid_bond,
)
from forms.applications import AgencySearchForm
from surety import clock
from surety.domain.bid_bond_draft import BidBondDraft
from surety.domain.bid_bond_fields import FIGURE_NAMES, NAMES, label_of
from surety.domain.bid_bond_states import EDITABLE
from surety.domain.errors import Stale
from surety.extensions import db
from surety.security.permissions import Permission
from surety.services.bid_bonds import BondDiscarded, restore_bond_draft, save_bond_draft


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field that two pages saved differently."""

    label: str
    saved: str
    here: str


@blueprint.route("/<int:bid_bond_id>/edit")
@requires(Permission.CONTRACTOR_APPLY)
def edit(bid_bond_id: int) -> ResponseReturnValue:
    bid_bond = own_bid_bond(bid_bond_id)
    if bid_bond.state not in EDITABLE:
        return go_to(url_for(".detail", bid_bond_id=bid_bond_id))
    opened = open_bond(bid_bond)
    return _show(opened, form_page(opened, checks="check" in request.args))


@blueprint.route("/<int:bid_bond_id>/edit", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@keeps_typing
@commits
def save(bid_bond_id: int) -> ResponseReturnValue:
    bid_bond = own_bid_bond(bid_bond_id)
    action = request.form.get("action", "save")
    try:
        if action == "revive":
            restore_bond_draft(db.session(), bid_bond, actor=g.identity.actor)
        _save(bid_bond, overwrites=action in {"overwrite", "revive"})
    except Stale:
        return _show_conflict(bid_bond)
    except BondDiscarded:
        return _show_discarded(bid_bond)
    if action == "next":
        return redirect(url_for(".confirm", bid_bond_id=bid_bond_id), code=303)
    extra: dict[str, str] = {}
    if action == "find_agency" or request.form.get("agency_words"):
        extra = {
            "agency_words": request.form.get("agency_words", "")[:60],
            "agency_prefecture": request.form.get("agency_prefecture", "")[:4],
            "_anchor": "agency-results",
        }
    elif action == "recalculate":
        extra = {"_anchor": "summary"}
    if action in {"save", "overwrite", "revive"}:
        flash(f"{clock.to_jst(bid_bond.draft_saved_at):%H:%M} に下書きを保存しました。", "ok")
    return redirect(url_for(".edit", bid_bond_id=bid_bond_id, **extra), code=303)


@blueprint.route("/<int:bid_bond_id>/autosave", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def autosave(bid_bond_id: int) -> ResponseReturnValue:
    bid_bond = own_bid_bond(bid_bond_id)
    _save(bid_bond, overwrites=False)
    if not wants_fragment():
        return go_to(url_for(".edit", bid_bond_id=bid_bond_id))
    opened = open_bond(bid_bond)
    return render(
        "bid_bonds/autosaved.html",
        bid_bond=bid_bond,
        figures=opened.figures,
        reading=opened.reading,
        version_id=bid_bond.version_id,
        tab=_tab(),
        days=bond_days(opened, shown=request.form),
    )


@blueprint.route("/<int:bid_bond_id>/recalculate", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
def recalculate(bid_bond_id: int) -> ResponseReturnValue:
    """The figures beside the boxes and the summary, with what is being typed; nothing is kept."""
    bid_bond = own_bid_bond(bid_bond_id)
    if not wants_fragment():
        return go_to(url_for(".edit", bid_bond_id=bid_bond_id))
    typed = {name: request.form[name] for name in FIGURE_NAMES if name in request.form}
    draft = BidBondDraft.from_json(bid_bond.draft).with_typed(typed, tab="")
    opened = open_bond(bid_bond, draft)
    return render(
        "bid_bonds/live.html",
        figures=opened.figures,
        reading=opened.reading,
        trigger=request.headers.get("HX-Trigger-Name", ""),
    )


@blueprint.route("/<int:bid_bond_id>/agencies")
@requires(Permission.CONTRACTOR_APPLY)
def find_agencies(bid_bond_id: int) -> ResponseReturnValue:
    """The list under the search box while one types; as an address of its own, the page with that list."""
    bid_bond = own_bid_bond(bid_bond_id)
    if not wants_fragment():
        asked = {name: request.args.get(name, "")[:60] for name in ("agency_words", "agency_prefecture")}
        return go_to(url_for(".edit", bid_bond_id=bid_bond_id, **asked, _anchor="agency-results"))
    form = AgencySearchForm(request.args)
    words, prefecture = form.agency_words.data, form.agency_prefecture.data
    found = agency_results(open_bond(bid_bond), words=words, prefecture=prefecture)
    return render("applications/agencies.html", found=found, searched=bool(words or prefecture))


def _typed() -> dict[str, str]:
    return {name: request.form[name] for name in NAMES if name in request.form}


def _tab() -> str:
    return request.form.get("tab", "")[:16]


def _save(bid_bond: Any, *, overwrites: bool) -> None:
    save_bond_draft(
        db.session(),
        bid_bond,
        typed=_typed(),
        version_id=request.form.get("version_id", 0, type=int),
        tab=_tab(),
        overwrites=overwrites,
    )


def _show(opened: OpenedBond, context: dict[str, object], *, status: int = 200) -> Response:
    search = AgencySearchForm(request.args)
    words, prefecture = search.agency_words.data, search.agency_prefecture.data
    context |= {
        "search": search,
        "found": agency_results(opened, words=words, prefecture=prefecture),
        "searched": bool(words or prefecture),
    }
    return render("bid_bonds/form.html", status=status, **context)


def _show_conflict(bid_bond: Any) -> Response:
    """Both contents, field by field; this page's stands in the form."""
    saved, here = _saved_and_here(bid_bond)
    opened = open_bond(bid_bond, here)
    context = form_page(opened)
    context["conflicts"] = tuple(
        Conflict(label_of(name), saved.text(name), here.text(name)) for name in saved.differing(here)
    )
    return _show(opened, context, status=409)


def _show_discarded(bid_bond: Any) -> Response:
    """What was typed after another page threw the draft away: kept in the form, and the way back to the draft."""
    _saved, here = _saved_and_here(bid_bond)
    opened = open_bond(bid_bond, here)
    return _show(opened, form_page(opened) | {"discarded": True}, status=409)


def _saved_and_here(bid_bond: Any) -> tuple[BidBondDraft, BidBondDraft]:
    """The draft as it is stored, and with what this page holds."""
    db.session.refresh(bid_bond)
    saved = BidBondDraft.from_json(bid_bond.draft)
    return saved, saved.with_typed(_typed(), tab="")
