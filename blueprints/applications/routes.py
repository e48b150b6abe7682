"""保証を申し込む and 手続状況: the lists, and one application as it stands."""

from dataclasses import replace
from datetime import date

from flask import flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._converters import row_number
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.applications import blueprint
from blueprints.applications.history import timeline_of
from blueprints.applications.pages import own_application
from blueprints.applications.premiums import statements_of
from forms.applications import WithdrawForm
from surety import clock
from surety.domain.application_comments import asked_fields
from surety.domain.application_draft import Draft
from surety.domain.application_fields import Section
from surety.domain.application_figures import figure_out
from surety.domain.application_reading import read_draft
from surety.domain.application_rows import list_row_groups
from surety.domain.errors import RuleViolation
from surety.domain.procedure_status import ProcedureStatus
from surety.domain.workflow import APPLICATION, ApplicationEvent, ApplicationState, RequestState, allowed
from surety.extensions import db
from surety.queries.application_ground import load_ground
from surety.queries.applications import (
    EDITABLE,
    Stand,
    list_attachments,
    list_branches,
    list_drafts,
    list_history,
    list_sent,
    status_of,
)
from surety.queries.bid_bonds import find_bond_of_application
from surety.queries.changes import list_sent_changes, status_of_change
from surety.security.permissions import Permission
from surety.services.application_discarding import last_day_to_restore, list_restorable
from surety.services.applications import copy_application, create_application, withdraw_application

PAGE = 20
# 手続状況 asks again every 30 seconds, for ten minutes.
POLLS = 20
_FEW_CHANGES = 5


@blueprint.route("")
@requires(Permission.CONTRACTOR_READ)
def index() -> ResponseReturnValue:
    contractor_id = g.identity.contractor_id
    drafts = list_drafts(db.session(), contractor_id=contractor_id)
    discarded = list_restorable(db.session(), contractor_id=contractor_id)
    return render(
        "applications/index.html",
        drafts=[(application, Draft.from_json(application.draft)) for application in drafts],
        discarded=[(application, Draft.from_json(application.draft)) for application in discarded],
        just_discarded_id=request.args.get("discarded", type=row_number),
        last_day=last_day_to_restore,
        rows=list_sent(db.session(), contractor_id=contractor_id, limit=10),
        may_apply=g.identity.may(Permission.CONTRACTOR_APPLY),
    )


@blueprint.route("", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def create() -> ResponseReturnValue:
    application = create_application(
        db.session(), contractor_id=g.identity.contractor_id, actor=g.identity.actor
    )
    return go_to(url_for(".edit", application_id=application.id, section="works"))


@blueprint.route("/<int:application_id>/copy", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def copy(application_id: int) -> ResponseReturnValue:
    copied = copy_application(db.session(), own_application(application_id), actor=g.identity.actor)
    flash("前回の申込から複写しました。工事名・金額・日付は、あらためて入力してください。", "info")
    return go_to(url_for(".edit", application_id=copied.id, section="works"))


@blueprint.route("/status")
@requires(Permission.CONTRACTOR_READ)
def status() -> ResponseReturnValue:
    before_id = request.args.get("before", type=row_number)
    stand = next((one for one in Stand if one.value == request.args.get("stand")), None)
    kept = {"stand": stand.value} if stand else {}
    polled = min(max(request.args.get("polled", 0, type=int), 0), POLLS)
    rows = list_sent(
        db.session(),
        contractor_id=g.identity.contractor_id,
        stand=stand,
        before_id=before_id,
        limit=PAGE + 1,
    )
    more = len(rows) > PAGE
    again = (
        None if before_id is not None or polled >= POLLS else url_for(".status", polled=polled + 1, **kept)
    )
    return render(
        "applications/status.html",
        fragment="procedure_list",
        rows=rows[:PAGE],
        older=url_for(".status", before=rows[PAGE - 1].application.id, **kept) if more else None,
        is_first=before_id is None,
        newest=url_for(".status", **kept),
        tabs=[
            ("すべて", url_for(".status"), stand is None),
            *((one.label, url_for(".status", stand=one.value), stand is one) for one in Stand),
        ],
        stand=stand,
        again=again,
        changes=_changes_shown(is_first=before_id is None and stand is None),
        may_apply=g.identity.may(Permission.CONTRACTOR_APPLY),
    )


def _changes_shown(*, is_first: bool) -> list[tuple[object, ProcedureStatus]]:
    """The newest changes of issued guarantees, beside the newest applications."""
    if not is_first:
        return []
    page = list_sent_changes(db.session(), contractor_id=g.identity.contractor_id, limit=_FEW_CHANGES)
    return [(change, status_of_change(change)) for change in page.rows]


@blueprint.route("/<int:application_id>")
@requires(Permission.CONTRACTOR_READ)
def detail(application_id: int) -> ResponseReturnValue:
    application = own_application(application_id)
    draft = Draft.from_json(application.draft)
    shown = replace(draft, texts=draft.sent) if draft.sent else draft
    reading = read_draft(shown)
    ground = load_ground(db.session(), application, reading=reading)
    branches = {branch.id: branch.name for branch in list_branches(db.session())}
    row = status_of(db.session(), application)
    may_apply = g.identity.may(Permission.CONTRACTOR_APPLY)
    asked = asked_fields(application.comments, work_kind=reading.works.work_kind)
    return render(
        "applications/detail.html",
        application=application,
        row=row,
        bid_bond=find_bond_of_application(db.session(), application),
        groups=list_row_groups(
            reading,
            agency_name=ground.handling.name if ground.handling else "",
            branch_name=branches.get(reading.other.branch_id or 0, ""),
        ),
        figures=figure_out(reading, ground=ground),
        requests={request.product: request for request in application.requests},
        numbers={guarantee.product: guarantee.number for guarantee in row.guarantees},
        comments=application.comments,
        asked=[(one.label, _box_url(application_id, one.section, one.field)) for one in asked],
        first_asked=asked[0].section if asked else Section.WORKS,
        statements=statements_of(application),
        timeline=timeline_of(row, list_history(db.session(), application)),
        attachments=list_attachments(db.session(), application),
        may_apply=may_apply,
        may_edit=may_apply and application.state in EDITABLE,
        may_withdraw=may_apply and _may_withdraw(application),
        may_discard=may_apply and application.state is ApplicationState.DRAFT,
        restorable_until=_restorable_until(application),
    )


def _box_url(application_id: int, section: Section, name: str) -> str:
    return url_for(".edit", application_id=application_id, section=section.value, _anchor=f"f-{name}")


@blueprint.route("/<int:application_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.CONTRACTOR_APPLY)
@keeps_typing
@commits
def withdraw(application_id: int) -> ResponseReturnValue:
    application = own_application(application_id)
    form = WithdrawForm(request.form)
    if request.method == "GET" or not form.validate():
        code = 200 if request.method == "GET" else 422
        return render("applications/withdraw.html", form=form, application=application, status=code)
    try:
        withdraw_application(db.session(), application, actor=g.identity.actor, reason=form.reason.data)
    except RuleViolation as violation:
        form.attach(violation)
        return render("applications/withdraw.html", form=form, application=application, status=409)
    flash(f"申込（{application.receipt_number}）を取り下げました。", "ok")
    return go_to(url_for(".detail", application_id=application_id))


def _restorable_until(application) -> date | None:
    if application.state is not ApplicationState.DISCARDED:
        return None
    last = last_day_to_restore(application)
    return last if clock.today() <= last else None


def _may_withdraw(application) -> bool:
    issued = any(request.state is RequestState.ISSUED for request in application.requests)
    return not issued and ApplicationEvent.WITHDRAW in allowed(APPLICATION, application.state)
