"""Writing an application: three pages, saved as they are typed."""

from dataclasses import dataclass

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from blueprints._access import keeps_typing, requires
from blueprints._htmx import go_to, wants_fragment
from blueprints._rendering import render
from blueprints._transaction import commits, keep_changes
from blueprints.applications import blueprint
from blueprints.applications.pages import (
    STEPS,
    Opened,
    agency_results,
    days_understood,
    members_shown,
    open_draft,
    own_application,
    section_links,
    section_page,
)
from blueprints.applications.row_changes import do_row_action, is_row_action, members_left
from forms.applications import AgencySearchForm
from surety import clock
from surety.domain.application_checks import needed_dates
from surety.domain.application_draft import Draft, changed_texts
from surety.domain.application_fields import (
    ATTACHMENTS_FIELD,
    NAMES,
    RECOGNITION_FIELD,
    Block,
    Section,
    label_of,
)
from surety.domain.errors import RuleViolation, Stale
from surety.extensions import db
from surety.queries.applications import EDITABLE, get_attachment
from surety.security.permissions import Permission
from surety.services.application_attachments import attach_file, remove_attachment
from surety.services.application_discarding import Discarded, restore_draft
from surety.services.applications import clear_block, restore_block, save_draft

_ORDER = list(Section)
_PAPERS = {Section.WORKS: ATTACHMENTS_FIELD, Section.GUARANTEES: RECOGNITION_FIELD}
_PATH = "/<int:application_id>/<any(works, guarantees, other):section>"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field that two pages saved differently."""

    label: str
    saved: str
    here: str


@blueprint.route(_PATH)
@requires(Permission.CONTRACTOR_APPLY)
def edit(application_id: int, section: str) -> ResponseReturnValue:
    application = own_application(application_id)
    if application.state not in EDITABLE:
        return go_to(url_for(".detail", application_id=application_id))
    opened = open_draft(application)
    context = section_page(opened, Section(section), checks="check" in request.args)
    context["cleared"] = request.args.get("cleared", "") if opened.draft.cleared_block else ""
    return _show(opened, Section(section), context)


@blueprint.route(_PATH, methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@keeps_typing
@commits
def save(application_id: int, section: str) -> ResponseReturnValue:
    application, page = own_application(application_id), Section(section)
    action, _, argument = request.form.get("action", "save").partition(":")
    try:
        if action == "revive":
            restore_draft(db.session(), application, actor=g.identity.actor)
        save_page(application, page, overwrites=action in {"overwrite", "revive"})
    except Stale:
        return show_conflict(application, page)
    except Discarded:
        return show_discarded(application, page)
    refused = _attach(application, _PAPERS[page]) if page in _PAPERS else []
    if refused:
        return _show_refused(application, page, refused)
    if action == "clear":
        return _clear(application, page, argument)
    if action == "restore":
        restore_block(db.session(), application, tab=tab_of_page())
        flash("元に戻しました。", "ok")
    if action == "remove":
        _remove(application, argument)
    if page is Section.WORKS and is_row_action(action):
        do_row_action(application, request.form["action"], tab=tab_of_page())
    if action in {"save", "overwrite", "revive"}:
        flash(f"{clock.to_jst(application.draft_saved_at):%H:%M} に下書きを保存しました。", "ok")
    return redirect(_after(application, page, action), code=303)


@blueprint.route(f"{_PATH}/autosave", methods=["POST"])
@requires(Permission.CONTRACTOR_APPLY)
@commits
def autosave(application_id: int, section: str) -> ResponseReturnValue:
    application, page = own_application(application_id), Section(section)
    save_page(application, page, overwrites=False)
    if not wants_fragment():
        return go_to(url_for(".edit", application_id=application_id, section=section))
    opened = open_draft(application)
    context = section_page(opened, page, tab=tab_of_page()) if _dates_changed(opened, page) else None
    return render(
        "applications/autosaved.html",
        application=application,
        figures=opened.figures,
        sections=section_links(opened, current=page),
        version_id=application.version_id,
        tab=tab_of_page(),
        dates=context,
        works=opened.reading.works if page is Section.WORKS else None,
        days=days_understood(opened, shown=request.form) if page is Section.WORKS else (),
    )


@blueprint.route("/<int:application_id>/agencies")
@requires(Permission.CONTRACTOR_APPLY)
def find_agencies(application_id: int) -> ResponseReturnValue:
    """The list under the search box while one types; as an address of its own, the page with that list."""
    application = own_application(application_id)
    if not wants_fragment():
        asked = {name: request.args.get(name, "")[:60] for name in ("agency_words", "agency_prefecture")}
        page = url_for(
            ".edit", application_id=application_id, section="works", **asked, _anchor="agency-results"
        )
        return go_to(page)
    opened = open_draft(application)
    form = AgencySearchForm(request.args)
    found = agency_results(opened, words=form.agency_words.data, prefecture=form.agency_prefecture.data)
    return render(
        "applications/agencies.html",
        found=found,
        searched=bool(form.agency_words.data or form.agency_prefecture.data),
    )


def _dates_changed(opened: Opened, page: Section) -> bool:
    """Whether the page lacks a date's box, or shows boxes of which none is needed any more.

    A box that merely became needless stays: somebody may be typing in it.
    """
    if page is not Section.WORKS or opened.reading.has_given_works:
        return False
    shown = {name for name in ("announced_on", "notified_on") if name in request.form}
    needed = set(needed_dates(opened.reading, ground=opened.ground))
    return bool(needed - shown) or bool(shown and not needed)


def save_page(application, page: Section, *, overwrites: bool) -> None:
    """Keep the page as the request holds it."""
    typed = {name: request.form[name] for name in NAMES[page] if name in request.form}
    save_draft(
        db.session(),
        application,
        section=page,
        typed=typed,
        version_id=request.form.get("version_id", 0, type=int),
        tab=tab_of_page(),
        overwrites=overwrites,
    )


def tab_of_page() -> str:
    """The mark of the browser page that sent the request."""
    return request.form.get("tab", "")[:16]


def _after(application, page: Section, action: str) -> str:
    """Where a press of a button leads."""
    index = _ORDER.index(page)
    if action == "next" and index + 1 == len(_ORDER):
        return url_for(".confirm", application_id=application.id)
    if action == "next":
        page = _ORDER[index + 1]
    if action == "back" and index:
        page = _ORDER[index - 1]
    extra: dict[str, str] = {}
    if page is Section.WORKS and is_row_action(action):
        extra = {"members": str(members_left(action)), "_anchor": "works-rows"}
    if action == "find_agency" or (action == "save" and request.form.get("agency_words")):
        extra = {
            "agency_words": request.form.get("agency_words", "")[:60],
            "agency_prefecture": request.form.get("agency_prefecture", "")[:4],
            "_anchor": "agency-results",
        }
    if action == "recalculate":
        extra = {"_anchor": "summary"}
    return url_for(".edit", application_id=application.id, section=page.value, **extra)


def _clear(application, page: Section, name: str) -> ResponseReturnValue:
    if name not in set(Block):
        abort(404)
    clear_block(db.session(), application, block=Block(name), tab=tab_of_page())
    target = url_for(".edit", application_id=application.id, section=page.value, cleared=name)
    return redirect(target, code=303)


def _attach(application, name: str) -> list[RuleViolation]:
    """Attach every chosen file; those that cannot be taken are told, the others stay."""
    refused = []
    for upload in request.files.getlist(name):
        if not upload.filename:
            continue
        try:
            attach_file(
                db.session(),
                application,
                filename=upload.filename,
                content=upload.read(),
                actor=g.identity.actor,
                kind=name,
            )
        except RuleViolation as violation:
            refused.append(violation)
    return refused


def _remove(application, argument: str) -> None:
    number = int(argument) if argument.isascii() and argument.isdigit() and len(argument) < 12 else 0
    attachment = get_attachment(db.session(), application, attachment_id=number)
    remove_attachment(db.session(), application, attachment, actor=g.identity.actor)
    flash(f"「{attachment.file.filename}」の添付を取り消しました。", "ok")


def _show(
    opened: Opened, page: Section, context: dict[str, object], *, status: int = 200
) -> ResponseReturnValue:
    if page is Section.WORKS:
        asked = request.args.get("members", 0, type=int)
        context["members_shown"] = members_shown(opened.draft, asked=asked)
        search = AgencySearchForm(request.args)
        words, prefecture = search.agency_words.data, search.agency_prefecture.data
        context |= {
            "search": search,
            "found": agency_results(opened, words=words, prefecture=prefecture),
            "searched": bool(words or prefecture),
        }
    return render(
        f"applications/{page.value}.html",
        status=status,
        steps=STEPS,
        messages=context.pop("messages", []),
        **context,
    )


def show_conflict(application, page: Section) -> ResponseReturnValue:
    """Both contents, field by field; this page's stands in the form."""
    saved, here = _saved_and_here(application, page)
    opened = open_draft(application, here)
    kind = opened.reading.works.work_kind
    context = section_page(opened, page)
    context["conflicts"] = tuple(
        Conflict(label_of(name, work_kind=kind), saved.text(name), here.text(name))
        for name in changed_texts(saved, here, names=NAMES[page])
    )
    return _show(opened, page, context, status=409)


def show_discarded(application, page: Section) -> ResponseReturnValue:
    """What was typed after another page threw the draft away: kept in the form, and the way back to the draft."""
    _, here = _saved_and_here(application, page)
    opened = open_draft(application, here)
    context = section_page(opened, page)
    context["discarded"] = True
    context["has_files"] = any(upload.filename for upload in request.files.values())
    return _show(opened, page, context, status=409)


def _saved_and_here(application, page: Section) -> tuple[Draft, Draft]:
    """The draft as it is stored, and with what this page holds."""
    db.session.refresh(application)
    saved = Draft.from_json(application.draft)
    typed = {name: request.form[name] for name in NAMES[page] if name in request.form}
    return saved, saved.with_section(page, typed, tab="")


def _show_refused(application, page: Section, refused: list[RuleViolation]) -> ResponseReturnValue:
    """The page again with a sentence for each file that was not taken; what was taken stays."""
    keep_changes()
    opened = open_draft(application)
    context = section_page(opened, page, tab=tab_of_page())
    context["messages"] = [violation.message for violation in refused]
    return _show(opened, page, context, status=422)
