"""保証契約: the branch's own guarantees, looked at and taken away as a file."""

from typing import Any

from flask import g, request
from flask.typing import ResponseReturnValue

from blueprints._access import requires
from blueprints._downloads import asking, count_download, send
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.desk import blueprint
from forms.desk_guarantees import BranchRangeForm
from surety import clock
from surety.domain.download_columns import GUARANTEE_COLUMNS
from surety.domain.errors import RuleViolation
from surety.extensions import db
from surety.queries.applications import list_branches
from surety.queries.branch_guarantees import SHOWN, BranchSource, look_at_first
from surety.queries.desk_search import MOST_COMPANIES, list_companies
from surety.queries.guarantees import statuses_of
from surety.security.permissions import Permission
from surety.services.downloads import day_span, download_guarantees


@blueprint.route("/guarantees")
@requires(Permission.DESK_READ)
def guarantees() -> ResponseReturnValue:
    return _show(_form(request.args))


@blueprint.route("/guarantees/download/<any(xlsx, csv):file_format>", methods=["POST"])
@requires(Permission.DESK_READ)
@commits
def download_file(file_format: str) -> ResponseReturnValue:
    count_download()
    form = _form(request.form)
    source = _source(form)
    if source is None:
        return _show(form)
    asked = [
        ("取扱店", form.branch.chosen_label),
        ("契約者", form.company.data or "すべて"),
        ("保証種類", form.product.chosen_label),
        ("発行日", day_span(form.since.data, form.until.data)),
    ]
    whose = ("branch", g.identity.branch_id or "all")
    return send(download_guarantees(db.session(), source, asking(file_format, whose=whose, asked=asked)))


def _form(given: Any) -> BranchRangeForm:
    form = BranchRangeForm(given)
    own = g.identity.branch_id
    branches = [branch for branch in list_branches(db.session()) if own in (None, branch.id)]
    form.branch.offer([(str(branch.id), branch.name) for branch in branches])
    if own is not None:
        # Whatever the address says: a branch looks at itself.
        form.branch.data, form.branch.process_errors = str(own), []
    return form


def _source(form: BranchRangeForm) -> BranchSource | None:
    """Where the wish is read from; None with the reason on the form when it cannot be read."""
    if not form.validate():
        return None
    companies = None
    if form.company.data:
        companies = tuple(list_companies(db.session(), form.company.data))
        if len(companies) == MOST_COMPANIES:
            form.attach(
                RuleViolation(
                    "too_many_companies",
                    f"{MOST_COMPANIES}社以上の契約者が当てはまります。会社名をもう少し詳しく入力してください",
                    field="company",
                )
            )
            return None
    offered = [int(choice.value) for choice in form.branch.choices if choice.value]
    return BranchSource(
        branch_ids=(int(form.branch.data),) if form.branch.data else tuple(offered),
        contractor_ids=companies,
        product=form.product.data,
        since=form.since.data,
        until=form.until.data,
    )


def _show(form: BranchRangeForm) -> ResponseReturnValue:
    source = _source(form)
    found = look_at_first(db.session(), source) if source else None
    return render(
        "desk/guarantees.html",
        status=422 if found is None else 200,
        form=form,
        sees_all=g.identity.branch_id is None,
        found=found,
        shown=SHOWN,
        statuses=statuses_of(db.session(), found.guarantees, today=clock.today()) if found else {},
        columns=GUARANTEE_COLUMNS,
    )
