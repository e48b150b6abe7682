"""利用申請 that came by FAX or post: the branch types them in, with the scan beside them."""

from flask import current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to, wants_fragment
from blueprints._rendering import render
from blueprints._transaction import commits, keep_changes
from blueprints.desk import blueprint
from forms.desk_registrations import PaperForm
from forms.registrations import SECTIONS, RegistrationForm
from surety.domain.errors import NotFound, RuleViolation, Stale
from surety.domain.registration_draft import CheckedDraft
from surety.extensions import db
from surety.ingest.attachments import JPEG, PDF, PNG, find_content_type
from surety.ingest.registrations import shown_filename
from surety.mail.letterhead import Letterhead
from surety.queries.registrations import get_registration_for_desk, list_active_branches
from surety.security.permissions import Permission
from surety.services.registration_files import Upload
from surety.services.registration_notes import notes_of
from surety.services.registration_submission import submit_registration
from surety.services.registrations import (
    EDITABLE,
    check_now,
    is_untouched,
    save_draft,
    start_paper_registration,
)

_SCANS = (PDF, JPEG, PNG)


@blueprint.route("/registrations/new", methods=["GET", "POST"])
@requires(Permission.DESK_REGISTRATIONS)
@keeps_typing
@commits
def new_registration() -> ResponseReturnValue:
    """Begin: how it came, for which branch, and the scan."""
    branches = {
        branch.name: branch
        for branch in list_active_branches(db.session())
        if g.identity.branch_id in (None, branch.id)
    }
    sent = None if request.method == "GET" else request.form | request.files
    form = PaperForm(sent, data={"branch": next(iter(branches))} if len(branches) == 1 else None)
    form.branch.offer([(name, name) for name in branches])
    if request.method == "POST" and form.validate():
        scan, is_readable = _scan(form)
        if is_readable:
            begun = start_paper_registration(
                db.session(),
                actor=g.identity.actor,
                channel=form.channel.data,
                branch=branches[form.branch.data],
                scan=scan,
            )
            return go_to(url_for(".edit_registration", registration_id=begun.id))
        form.attach(
            RuleViolation("scan", "申請書の画像は、PDF・JPEG・PNGのファイルを選んでください", field="scan")
        )
    return render("desk/registration_new.html", form=form, status=200 if request.method == "GET" else 422)


@blueprint.route("/registrations/<int:registration_id>/edit")
@requires(Permission.DESK_REGISTRATIONS)
def edit_registration(registration_id: int) -> ResponseReturnValue:
    """The same form as the applicant's."""
    checked = check_now(db.session(), _get(registration_id))
    return _page(registration_id, checked, rows=request.args.get("rows", 0, type=int))


@blueprint.route("/registrations/<int:registration_id>/edit", methods=["POST"])
@requires(Permission.DESK_REGISTRATIONS)
@keeps_typing
@commits
def save_registration(registration_id: int) -> ResponseReturnValue:
    """Keep what was typed; take it in when nothing is left to mend."""
    found = _get(registration_id)
    form = RegistrationForm.received(request.form, branches=_branches(found))
    action = request.form.get("action", "next")
    draft = form.draft.after(action)
    try:
        checked = save_draft(db.session(), found, draft, version_id=form.version)
    except Stale as stale:
        return _page(registration_id, check_now(db.session(), found, draft), said=stale.message, status=409)
    if action == "add_user":
        rows = len(checked.draft.users) + 1
        return go_to(
            url_for(".edit_registration", registration_id=registration_id, rows=rows, _anchor=f"user-{rows}")
        )
    if action != "next":
        flash("入力内容を保存しました。", "ok")
        return go_to(url_for(".edit_registration", registration_id=registration_id))
    if checked.errors:
        keep_changes()
        return _page(registration_id, checked, status=422)
    letterhead = Letterhead.of(current_app.config["SETTINGS"])
    submit_registration(
        db.session(), found, actor=g.identity.actor, notice_by_mail=False, letterhead=letterhead
    )
    flash(f"受け付けました。受付番号は {found.receipt_number} です。", "ok")
    return go_to(url_for(".registration", registration_id=registration_id))


@blueprint.route("/registrations/<int:registration_id>/fields/<key>", methods=["POST"])
@requires(Permission.DESK_REGISTRATIONS)
def check_registration_field(registration_id: int, key: str) -> ResponseReturnValue:
    """One field as it is understood now; nothing is kept."""
    found = _get(registration_id)
    if not wants_fragment():
        return go_to(url_for(".edit_registration", registration_id=registration_id))
    form = RegistrationForm.received(request.form, branches=_branches(found))
    notes = notes_of(check_now(db.session(), found, form.draft), None)
    if key not in notes:
        raise NotFound(key)
    return render("desk/registration_field_note.html", note=notes[key])


def _page(
    registration_id: int, checked: CheckedDraft, *, rows: int = 0, said: str = "", status: int = 200
) -> ResponseReturnValue:
    found = _get(registration_id)
    shown = checked.draft.with_rows(rows)
    form = RegistrationForm.of(shown, branches=_branches(found), version_id=found.version_id)
    is_fresh = is_untouched(found) and status == 200
    if not is_fresh:
        form.show(checked)
    if said:
        form.form_errors = [said]
    return render(
        "desk/registration_edit.html",
        form=form,
        notes={} if is_fresh else notes_of(checked, None),
        sections=SECTIONS,
        registration=found,
        check=lambda key: url_for(".check_registration_field", registration_id=registration_id, key=key),
        status=status,
    )


def _get(registration_id: int):  # type: ignore[no-untyped-def]  # blueprints may not name the model
    found = get_registration_for_desk(db.session(), registration_id, branch_id=g.identity.branch_id)
    if found.channel not in ("fax", "post") or found.state not in EDITABLE:
        raise NotFound("registration being typed in")
    return found


def _branches(registration) -> list[str]:  # type: ignore[no-untyped-def]  # blueprints may not name the model
    return [registration.branch.name]


def _scan(form: PaperForm) -> tuple[Upload | None, bool]:
    """The scan, and whether it is one we can show later; no scan at all is fine."""
    file = form.scan.data
    if not file or not file.filename:
        return None, True
    content = file.read()
    kind = find_content_type(content)
    if kind not in _SCANS:
        return None, False
    return Upload(shown_filename(file.filename), content, kind), True
