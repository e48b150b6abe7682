"""利用申請, the applicant's own page: the report of the reader and the form that mends it."""

from collections.abc import Mapping

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import public
from blueprints._htmx import go_to, wants_fragment
from blueprints._rendering import render
from blueprints._throttling import client_address, count
from blueprints._transaction import commits, keep_changes
from blueprints.registrations import blueprint
from blueprints.registrations.routes import read_upload
from forms.registrations import SECTIONS, RegistrationForm, WorkbookForm, sections_with
from surety.domain.errors import NotFound, Stale
from surety.domain.registration_draft import CheckedDraft, label_of
from surety.domain.workflow import RegistrationState
from surety.extensions import db
from surety.ingest.refusal import Refusal
from surety.ingest.registrations import read_registration
from surety.queries.registrations import get_registration_by_token, list_active_branches
from surety.security.throttle import UPLOAD_PER_ADDRESS
from surety.services.registration_files import record_refusal
from surety.services.registration_notes import notes_of
from surety.services.registrations import (
    EDITABLE,
    check_now,
    is_untouched,
    replace_workbook,
    report_of,
    save_draft,
)


@blueprint.route("/<token>")
@public
def edit(token: str) -> ResponseReturnValue:
    """What was read, what is to mend, and the form to do it in."""
    registration = get_registration_by_token(db.session(), token)
    if registration.state not in EDITABLE:
        return go_to(url_for(".done", token=token))
    checked = check_now(db.session(), registration)
    return _page(token, checked, rows=request.args.get("rows", 0, type=int))


@blueprint.route("/<token>", methods=["POST"], endpoint="save")
@public
@commits
def save(token: str) -> ResponseReturnValue:
    """Keep what was typed; on to the confirmation when nothing is left to mend."""
    registration = get_registration_by_token(db.session(), token)
    form = RegistrationForm.received(request.form, branches=_branches())
    action = request.form.get("action", "next")
    draft = form.draft.after(action)
    try:
        checked = save_draft(db.session(), registration, draft, version_id=form.version)
    except Stale as stale:
        return _page(token, check_now(db.session(), registration, draft), said=stale.message, status=409)
    if action == "add_user":
        rows = len(checked.draft.users) + 1
        return go_to(url_for(".edit", token=token, rows=rows, _anchor=f"user-{rows}"))
    if action != "next":
        flash("入力内容を保存しました。", "ok")
        return go_to(url_for(".edit", token=token))
    if checked.errors:
        keep_changes()
        return _page(token, checked, status=422)
    return go_to(url_for(".confirm", token=token))


@blueprint.route("/<token>/fields/<key>", methods=["POST"])
@public
def check(token: str, key: str) -> ResponseReturnValue:
    """One field as it is understood now; nothing is kept."""
    if not wants_fragment():
        return go_to(url_for(".edit", token=token))
    registration = get_registration_by_token(db.session(), token)
    form = RegistrationForm.received(request.form, branches=_branches())
    notes = notes_of(check_now(db.session(), registration, form.draft), report_of(registration))
    if key not in notes:
        raise NotFound(key)
    return render("registrations/field_note.html", note=notes[key])


@blueprint.route("/<token>/file", methods=["POST"])
@public
@commits
def replace_file(token: str) -> ResponseReturnValue:
    """Read another workbook in place of the first one."""
    count(f"upload|{client_address()}", UPLOAD_PER_ADDRESS)
    form = WorkbookForm(request.files)
    if not form.validate():
        registration = get_registration_by_token(db.session(), token)
        if not _may_replace(registration):
            return go_to(url_for(".edit", token=token))
        return _page(token, check_now(db.session(), registration), file_form=form, status=422)
    sent = read_upload(form)
    answer = read_registration(sent.content, filename=sent.filename)
    registration = get_registration_by_token(db.session(), token)
    if isinstance(answer, Refusal):
        if not _may_replace(registration):
            return go_to(url_for(".edit", token=token))
        record_refusal(db.session(), upload=sent, refusal=answer)
        keep_changes()
        return _page(token, check_now(db.session(), registration), refusal=answer, status=422)
    replace_workbook(db.session(), registration, upload=sent, report=answer)
    flash("新しい申請書を読み取りました。", "ok")
    return go_to(url_for(".edit", token=token))


def _page(
    token: str,
    checked: CheckedDraft,
    *,
    rows: int = 0,
    said: str = "",
    refusal: Refusal | None = None,
    file_form: WorkbookForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    registration = get_registration_by_token(db.session(), token)
    shown = checked.draft.with_rows(rows)
    form = RegistrationForm.of(shown, branches=_branches(), version_id=registration.version_id)
    is_fresh = is_untouched(registration) and status == 200
    if not is_fresh:
        form.show(checked)
    if said:
        form.form_errors = [said]
    report = report_of(registration)
    return render(
        "registrations/edit.html",
        form=form,
        file_form=file_form or WorkbookForm(),
        notes={} if is_fresh else notes_of(checked, report),
        sections=SECTIONS,
        asked=_asked(registration.comments),
        report=report,
        registration=registration,
        may_replace=_may_replace(registration),
        refusal=refusal,
        check=lambda key: url_for(".check", token=token, key=key),
        token=token,
        status=status,
    )


def _asked(comments: Mapping[str, str]) -> list[tuple[str, str]]:
    """The boxes the branch has a request for, in the order of the page; a word about the whole belongs to none."""
    keys = [key for _, section in sections_with(comments) for key in section]
    return [(label_of(key), f"#f-{key}") for key in keys if key and key in comments]


def _may_replace(registration) -> bool:  # type: ignore[no-untyped-def]  # blueprints may not name the model
    """Whether the page offers another upload: while an uploaded workbook is being mended, before it is sent."""
    return registration.state is RegistrationState.CHECKED and report_of(registration) is not None


def _branches() -> list[str]:
    return [branch.name for branch in list_active_branches(db.session())]
