"""保証取扱高: what was guaranteed in a month, by kind of agency, against the year before."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, request
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._downloads import asking, count_download, send
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from forms.statistics import StatisticsForm
from surety import clock
from surety.domain.balance import chart_top
from surety.domain.dates import format_wareki
from surety.domain.download_columns import TURNOVER_COLUMNS
from surety.domain.turnover import (
    compare,
    first_of,
    growth,
    month_totals,
    months_to,
    year_before,
    year_to,
)
from surety.extensions import db
from surety.queries.applications import list_branches
from surety.queries.turnover import TurnoverWish, find_counted_at, load_turnover
from surety.security.permissions import Permission
from surety.services.downloads import download_turnover

_OFFERED_MONTHS = 60
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the chart, in 百万円."""

    label: str
    value: int
    is_expected: bool = False


@blueprint.route("/statistics")
@requires(Permission.DESK_READ)
def statistics() -> ResponseReturnValue:
    return _show(_form(request.args))


@blueprint.route("/statistics/download/<any(xlsx, csv):file_format>", methods=["POST"])
@requires(Permission.DESK_READ)
@commits
def download_statistics(file_format: str) -> ResponseReturnValue:
    """The counted rows behind the page: the fiscal year up to the month, and the same months of the year before."""
    count_download()
    form = _form(request.form)
    if not form.validate():
        return _show(form)
    month = _month(form)
    asked = [
        ("月", month_words(month)),
        ("取扱店", form.branch.chosen_label),
        ("発注者の都道府県", form.prefecture.chosen_label),
        ("保証種類", form.product.chosen_label),
    ]
    whose = ("branch", g.identity.branch_id or "all")
    since = year_before(year_to(month)[0])
    file = download_turnover(
        db.session(),
        _wish(form),
        since=since,
        until=month,
        asking=asking(file_format, whose=whose, asked=asked),
    )
    return send(file)


def month_words(month: date) -> str:
    """令和8年11月."""
    return format_wareki(month).removesuffix("1日")


def _form(given: Any) -> StatisticsForm:
    form = StatisticsForm(given)
    own = g.identity.branch_id
    branches = [branch for branch in list_branches(db.session()) if own in (None, branch.id)]
    form.branch.offer([(str(branch.id), branch.name) for branch in branches])
    if own is not None:
        # Whatever the address says: a branch looks at itself.
        form.branch.data, form.branch.process_errors = str(own), []
    past = months_to(first_of(clock.today()), number=_OFFERED_MONTHS)[:-1]
    form.month.offer([(f"{month:%Y-%m}", month_words(month)) for month in reversed(past)])
    return form


def _month(form: StatisticsForm) -> date:
    return date.fromisoformat(f"{form.month.data}-01") if form.month.data else first_of(clock.today())


def _wish(form: StatisticsForm) -> TurnoverWish:
    return TurnoverWish(
        branch_id=int(form.branch.data) if form.branch.data else None,
        prefecture=form.prefecture.data or "",
        product=form.product.data,
    )


def _show(form: StatisticsForm) -> ResponseReturnValue:
    is_valid = form.validate()
    month = _month(form) if is_valid else first_of(clock.today())
    year, chart = year_to(month), months_to(month)
    first = min(year_before(year[0]), chart[0])
    sums = load_turnover(db.session(), _wish(form), since=first, until=month) if is_valid else {}
    columns = [
        Column(f"{one.month}月", figures.price // _MILLION)
        for one, figures in zip(chart, month_totals(sums, chart), strict=True)
    ]
    return render(
        "desk/statistics.html",
        status=200 if is_valid else 422,
        form=form,
        sees_all=g.identity.branch_id is None,
        month=month_words(month),
        year=f"{month_words(year[0])}から{month_words(month)}まで",
        lines=compare(sums, [month]),
        year_lines=compare(sums, year),
        growth=growth,
        columns=columns,
        top=chart_top([column.value for column in columns]),
        counted_at=find_counted_at(db.session()),
        file_columns=TURNOVER_COLUMNS,
    )
