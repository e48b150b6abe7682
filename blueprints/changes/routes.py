"""The contractor's changes: the list, one of them, its papers, 取下げ."""

from io import BytesIO

from flask import flash, g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._change_applications import list_paper_rows
from blueprints._htmx import go_to
from blueprints._rendering import render
from blueprints._transaction import commits
from blueprints.changes import blueprint
from blueprints.changes.pages import may_write, moments_of, own_change, word_of
from forms.change_applications import ChangeWithdrawalForm
from surety.domain.change_effect import effect_from_json
from surety.domain.workflow import CHANGE, ChangeEvent, allowed
from surety.extensions import db
from surety.queries.changes import (
    UNSENT_CHANGES,
    describe_items,
    get_change_paper,
    list_sent_changes,
    list_writable_changes,
    read_change_differences,
)
from surety.security.permissions import Permission
from surety.services.change_decisions import withdraw_change

_PATH = "/<int:guarantee_change_id>"


@blueprint.route("")
@requires(Permission.CONTRACTOR_READ)
def index() -> ResponseReturnValue:
    before = request.args.get("before", "")
    place = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    session, contractor_id = db.session(), g.identity.contractor_id
    page = list_sent_changes(session, contractor_id=contractor_id, before_id=place)
    drafts = [] if place else list_writable_changes(session, contractor_id=contractor_id)
    return render(
        "changes/index.html",
        rows=[(change, word_of(change)) for change in page.rows],
        drafts=[(change, change.state) for change in drafts],
        older=url_for(".index", before=page.before) if page.before else "",
        is_first=place is None,
    )


@blueprint.route(_PATH)
@requires(Permission.CONTRACTOR_READ)
def detail(guarantee_change_id: int) -> ResponseReturnValue:
    change = own_change(guarantee_change_id)
    may_apply = g.identity.may(Permission.CONTRACTOR_APPLY)
    if change.state in UNSENT_CHANGES:
        return render("changes/draft.html", change=change, may_apply=may_apply and may_write(change))
    return render(
        "changes/detail.html",
        change=change,
        word=word_of(change),
        rows=describe_items(change),
        effects=[(item, effect_from_json(item.effect)) for item in change.items],
        differences=read_change_differences(change),
        papers=list_paper_rows(change, endpoint="changes.paper"),
        moments=moments_of(change),
        may_write=may_apply and may_write(change),
        may_withdraw=may_apply and ChangeEvent.WITHDRAW in allowed(CHANGE, change.state),
    )


@blueprint.route(f"{_PATH}/papers/<int:paper_id>")
@requires(Permission.CONTRACTOR_READ)
def paper(guarantee_change_id: int, paper_id: int) -> ResponseReturnValue:
    found = get_change_paper(db.session(), own_change(guarantee_change_id), paper_id=paper_id)
    return send_file(
        BytesIO(found.file.content),
        mimetype=found.file.content_type,
        as_attachment=True,
        download_name=found.file.filename,
        max_age=0,
    )


@blueprint.route(f"{_PATH}/withdraw", methods=["GET", "POST"])
@requires(Permission.CONTRACTOR_APPLY)
@keeps_typing
@commits
def withdraw(guarantee_change_id: int) -> ResponseReturnValue:
    change = own_change(guarantee_change_id)
    given = request.form if request.method == "POST" else None
    form = ChangeWithdrawalForm(given, data={"version_id": change.version_id})
    if given is None or not form.validate():
        status = 200 if given is None else 422
        return render("changes/withdraw.html", status=status, form=form, change=change)
    withdraw_change(
        db.session(), change, reason=form.reason.data, version_id=form.version, actor=g.identity.actor
    )
    flash(f"変更の申込（{change.receipt_number}）を取り下げました。", "ok")
    return go_to(url_for(".detail", guarantee_change_id=change.id))
