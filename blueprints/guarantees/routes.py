"""保証契約一覧 with its three tabs, 範囲検索 and ピンポイント検索."""

import re
from datetime import date

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._rendering import render
from blueprints.guarantees import blueprint
from blueprints.guarantees.bid_bonds import show_bond_tab
from forms.guarantees import NumberForm, RangeForm
from surety import clock
from surety.domain.products import Product
from surety.extensions import db
from surety.queries.guarantee_kinds import Shelf, kinds_on, products_on
from surety.queries.guarantee_lists import PAGE_ROWS, Found, find_by_number, find_guarantees
from surety.queries.guarantee_sources import Place, Wish
from surety.queries.guarantees import statuses_of
from surety.security.permissions import Permission

_PLACE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})_([0-9]{1,15})", re.ASCII)
# What the address of a page keeps of the range search.
_RANGE = ("product", "since", "until", "words")


@blueprint.route("")
@requires(Permission.CONTRACTOR_READ)
def index() -> ResponseReturnValue:
    shelf = next((one for one in Shelf if one == request.args.get("tab")), Shelf.ELECTRONIC)
    tabs = [(one.label, _url(shelf=one), one is shelf) for one in Shelf]
    if shelf is Shelf.BID_BOND:
        return show_bond_tab(tabs=tabs, below=_place("before"), above=_place("after"))
    ranged = RangeForm(request.args)
    ranged.product.offer(products_on(shelf))
    numbered = NumberForm(request.args)
    is_valid = all([ranged.validate(), numbered.validate()])
    found = _find(shelf, ranged, numbered) if is_valid else None
    return render(
        "guarantees/index.html",
        fragment="guarantee_list",
        status=200 if is_valid else 422,
        shelf=shelf,
        tabs=tabs,
        ranged=ranged,
        numbered=numbered,
        asks=any(request.args.get(name) for name in (*_RANGE, "number")),
        found=found,
        download_url=url_for(".download", tab=shelf.value, **_kept()),
        statuses=statuses_of(db.session(), found.guarantees, today=clock.today()) if found else {},
        pager=_pager(shelf, found) if found else None,
    )


def _find(shelf: Shelf, ranged: RangeForm, numbered: NumberForm) -> Found:
    if numbered.number.data:
        return find_by_number(db.session(), numbered.number.data, contractor_id=g.identity.contractor_id)
    product: Product | None = ranged.product.data
    wish = Wish(
        contractor_id=g.identity.contractor_id,
        kinds=kinds_on(shelf, product=product),
        since=ranged.since.data,
        until=ranged.until.data,
        words=ranged.words.data,
    )
    return find_guarantees(db.session(), wish, below=_place("before"), above=_place("after"))


def _place(name: str) -> Place | None:
    """The place in the list that the address names; anything else is the first page."""
    match = _PLACE.fullmatch(request.args.get(name, ""))
    if match is None:
        return None
    try:
        return Place(date.fromisoformat(match[1]), int(match[2]))
    except ValueError:
        return None


def _pager(shelf: Shelf, found: Found) -> dict[str, object]:
    """What ui.pager says: honest about what was counted."""
    position = found.first_position
    return {
        "number": None if position is None else -(-position // PAGE_ROWS),
        "pages": max(1, -(-found.total // PAGE_ROWS)),
        "total": found.total,
        "at_least": found.at_least,
        "first": _url(shelf=shelf, **_kept()) if position is None else None,
        "previous": _url(shelf=shelf, **_kept(), after=_written(found.newer)) if found.newer else None,
        "next": _url(shelf=shelf, **_kept(), before=_written(found.older)) if found.older else None,
    }


def _kept() -> dict[str, str]:
    return {name: request.args[name] for name in _RANGE if request.args.get(name)}


def _written(place: Place) -> str:
    return f"{place.issued_on.isoformat()}_{place.guarantee_id}"


def _url(*, shelf: Shelf, **given: str) -> str:
    return url_for(".index", tab=None if shelf is Shelf.ELECTRONIC else shelf.value, **given)
