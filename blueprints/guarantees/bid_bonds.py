"""The tab 契約保証予約（入札ボンド） of 保証契約一覧."""

from flask import Response, g, request, url_for

from blueprints._htmx import go_to, wants_fragment
from blueprints._rendering import render
from forms.bid_bonds import ReservationNumberForm
from forms.guarantees import RangeForm
from surety.extensions import db
from surety.queries.bid_bond_lists import PAGE_ROWS, BondWish, FoundBonds, find_bond_by_number, find_bonds
from surety.queries.guarantee_kinds import Shelf, products_on
from surety.queries.guarantee_sources import Place

# What the address of a page keeps of the range search.
_RANGE = ("since", "until", "words")


def show_bond_tab(
    *, tabs: list[tuple[str, str, bool]], below: Place | None, above: Place | None
) -> Response:  # fmt: skip
    """The whole page; of an htmx request for another page of the list, the list alone."""
    if wants_fragment() and below is None and above is None:
        # Coming from another tab: the search boxes of this one differ.
        return go_to(url_for(".index", tab=Shelf.BID_BOND.value, **_kept()))
    ranged = RangeForm(request.args)
    ranged.product.offer(products_on(Shelf.BID_BOND))
    ranged.words.label.text = "案件名"
    numbered = ReservationNumberForm(request.args)
    is_valid = all([ranged.validate(), numbered.validate()])
    found = _find(ranged, numbered, below=below, above=above) if is_valid else None
    return render(
        "guarantees/bid_bonds.html",
        fragment="guarantee_list",
        status=200 if is_valid else 422,
        tabs=tabs,
        ranged=ranged,
        numbered=numbered,
        asks=any(request.args.get(name) for name in (*_RANGE, "number")),
        found=found,
        download_url=url_for(".download", tab=Shelf.BID_BOND.value, **_kept()),
        pager=_pager(found) if found else None,
    )


def _find(
    ranged: RangeForm, numbered: ReservationNumberForm, *, below: Place | None, above: Place | None
) -> FoundBonds:
    contractor_id = g.identity.contractor_id
    if numbered.number.data:
        return find_bond_by_number(db.session(), numbered.number.data, contractor_id=contractor_id)
    wish = BondWish(contractor_id, ranged.since.data, ranged.until.data, ranged.words.data)
    return find_bonds(db.session(), wish, below=below, above=above)


def _pager(found: FoundBonds) -> dict[str, object]:
    """What ui.pager says: honest about what was counted."""
    position = found.first_position
    return {
        "number": None if position is None else -(-position // PAGE_ROWS),
        "pages": max(1, -(-found.total // PAGE_ROWS)),
        "total": found.total,
        "at_least": found.at_least,
        "first": _url() if position is None else None,
        "previous": _url(after=_written(found.newer)) if found.newer else None,
        "next": _url(before=_written(found.older)) if found.older else None,
    }


def _kept() -> dict[str, str]:
    return {name: request.args[name] for name in _RANGE if request.args.get(name)}


def _url(**place: str) -> str:
    return url_for(".index", tab=Shelf.BID_BOND.value, **_kept(), **place)


def _written(place: Place) -> str:
    return f"{place.issued_on.isoformat()}_{place.guarantee_id}"
