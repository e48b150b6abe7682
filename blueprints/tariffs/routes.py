"""The versions of the tariff, and one of them."""

from flask import request
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._rendering import render
from blueprints.tariffs import blueprint
from forms.tariffs import PreviewForm
from surety import clock
from surety.domain.errors import NotFound
from surety.domain.tariff import Tariff, tariff_in_force
from surety.domain.tariff_versions import PREVIEW_AMOUNTS, PREVIEW_DAYS, compare_premiums, period_words
from surety.extensions import db
from surety.queries.tariffs import get_tariff_version, list_proposals, list_tariffs
from surety.security.permissions import Permission


@blueprint.route("")
@requires(Permission.DESK_TARIFFS)
def index() -> ResponseReturnValue:
    tariffs = list_tariffs(db.session())
    try:
        now = tariff_in_force(tariffs, on=clock.today()).version
    except NotFound:
        now = ""
    return render(
        "tariffs/index.html",
        versions=[(tariff, period_words(tariff), tariff.version == now) for tariff in tariffs],
        waiting=list_proposals(db.session(), only_open=True),
        decided=[each for each in list_proposals(db.session(), only_open=False) if each.decided_at],
    )


@blueprint.route("/<code>")
@requires(Permission.DESK_TARIFFS)
def version(code: str) -> ResponseReturnValue:
    """One version with its figures, and what it makes of premiums beside the one before it."""
    tariff = get_tariff_version(db.session(), code)
    form = PreviewForm(request.args)
    is_valid = form.validate()
    return render(
        "tariffs/version.html",
        status=200 if is_valid else 422,
        tariff=tariff,
        period=period_words(tariff),
        form=form,
        **preview(tariff, form),
    )


def preview(tariff: Tariff, form: PreviewForm) -> dict[str, object]:
    """What a page shows of a version beside the one that holds on the day before its first."""
    others = [each for each in list_tariffs(db.session()) if each.version != tariff.version]
    earlier = [each for each in others if each.effective_from < tariff.effective_from]
    before = max(earlier, key=lambda each: (each.is_verified, each.effective_from), default=None)
    amounts = (form.amount.data,) if form.amount.data else PREVIEW_AMOUNTS
    days = form.days.data or PREVIEW_DAYS
    return {
        "before": before,
        "days": days,
        "compared": compare_premiums(before, tariff, amounts=amounts, days=days),
    }
