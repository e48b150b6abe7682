"""保証契約情報ダウンロード: the filtered list as a file."""

from typing import Any

from flask import g, request
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._downloads import asking, count_download, send
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.guarantees import blueprint
from forms.guarantees import DownloadForm
from surety.domain.bond_columns import BOND_COLUMNS
from surety.domain.download_columns import GUARANTEE_COLUMNS
from surety.extensions import db
from surety.queries.bid_bond_lists import BondWish, find_bonds
from surety.queries.guarantee_kinds import Shelf, kinds_on, products_on
from surety.queries.guarantee_lists import find_guarantees
from surety.queries.guarantee_sources import Wish, choose_source
from surety.security.permissions import Permission
from surety.services.downloads import day_span, download_bonds, download_guarantees


@blueprint.route("/download")
@requires(Permission.CONTRACTOR_READ)
def download() -> ResponseReturnValue:
    return _show(_form(request.args))


@blueprint.route("/download/<any(xlsx, csv):file_format>", methods=["POST"])
@requires(Permission.CONTRACTOR_READ)
@commits
def download_file(file_format: str) -> ResponseReturnValue:
    count_download()
    form = _form(request.form)
    if not form.validate():
        return _show(form)
    asked = [
        ("一覧の種類", _shelf(form).label),
        ("保証種類", form.product.data.label if form.product.data else "すべての保証"),
        ("発行日", day_span(form.since.data, form.until.data)),
        ("工事名", form.words.data or "すべて"),
    ]
    whose = ("contractor", g.identity.contractor_id)
    if _shelf(form) is Shelf.BID_BOND:
        wanted = asking(file_format, whose=whose, asked=asked)
        return send(download_bonds(db.session(), _bond_wish(form), wanted))
    source = choose_source(db.session(), _wish(form))
    return send(download_guarantees(db.session(), source, asking(file_format, whose=whose, asked=asked)))


def _form(given: Any) -> DownloadForm:
    form = DownloadForm(given)
    form.tab.offer(Shelf)
    form.product.offer(products_on(_shelf(form)))
    return form


def _shelf(form: DownloadForm) -> Shelf:
    return form.tab.data or Shelf.ELECTRONIC


def _wish(form: DownloadForm) -> Wish:
    return Wish(
        contractor_id=g.identity.contractor_id,
        kinds=kinds_on(_shelf(form), product=form.product.data),
        since=form.since.data,
        until=form.until.data,
        words=form.words.data,
    )


def _bond_wish(form: DownloadForm) -> BondWish:
    return BondWish(g.identity.contractor_id, form.since.data, form.until.data, form.words.data)


def _show(form: DownloadForm) -> ResponseReturnValue:
    is_valid, is_bonds = form.validate(), _shelf(form) is Shelf.BID_BOND
    return render(
        "guarantees/download.html",
        status=200 if is_valid else 422,
        form=form,
        found=_count(form, is_bonds=is_bonds) if is_valid else None,
        columns=BOND_COLUMNS if is_bonds else GUARANTEE_COLUMNS,
    )


def _count(form: DownloadForm, *, is_bonds: bool) -> Any:
    """How many there are, as far as it is counted."""
    if is_bonds:
        return find_bonds(db.session(), _bond_wish(form))
    return find_guarantees(db.session(), _wish(form))
