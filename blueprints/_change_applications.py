"""Writing a 変更の申込 on the screen: the same form for the contractor's people and for the branch that enters one for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, g, request, url_for
from werkzeug.datastructures import MultiDict

from blueprints._change_checks import bound_check
from blueprints._rendering import render
from blueprints._transaction import keep_changes
from forms.change_applications import ChangeApplicationForm
from surety.domain.change_wish import ChangedItem, describe_wish, propose_wish
from surety.domain.errors import RuleViolation, Stale
from surety.domain.price_change import ChangeNeed
from surety.extensions import db
from surety.queries.change_checks import ChangeGround
from surety.queries.changes import contents_of, get_change_paper, list_change_papers
from surety.services.change_drafts import (
    PAPER_FIELD,
    attach_change_paper,
    begin_change,
    remove_change_paper,
    save_change,
)
from surety.services.change_notices import require_ground
from surety.services.change_sending import find_problems_now

_NEWER = "この申込を書き始めた後に、証書が新しくなりました。いまの証書の内容と見くらべて、変わるところだけを書き直してください"


@dataclass(frozen=True, slots=True)
class Written:
    """A change as it is being written: its ground, and its form over what was typed."""

    change: Any
    ground: ChangeGround
    form: ChangeApplicationForm

    @property
    def is_stale(self) -> bool:
        """Whether a certificate was issued since this was typed."""
        return bool(self.form["mark"].data != self.ground.mark)

    def describe(self) -> list[ChangedItem]:
        """What each chosen guarantee becomes; ask only after the form was validated."""
        contents, wish = contents_of(db.session(), self.ground), self.form.wish
        return [describe_wish(contents[one.number], one, after=wish.after) for one in wish.wishes]

    def find_faults(self) -> bool:
        """Put everything that stands in the way on the form; whether there is anything."""
        if not self.form.validate():
            return True
        problems = find_problems_now(db.session(), self.form.wish, ground=self.ground)
        for problem in problems:
            self.form.attach(RuleViolation("change.problem", problem.message, field=problem.field))
        return bool(problems)


def open_written(change: Any, *, data: "MultiDict[str, str] | None" = None) -> Written:
    """The change with its form, over the stored texts or over what was just sent. Raises ForbiddenMove for one that ended."""
    ground = require_ground(db.session(), change.guarantee)
    form = ChangeApplicationForm.for_guarantees(
        ground.before,
        ground.guarantees,
        payments=ground.payment_labels,
        mark=ground.mark,
        members=ground.members,
        data=MultiDict(change.texts) if data is None else data,
    )
    return Written(change, ground, form)


def take_begun_change(template: str, guarantee: Any, **context: object) -> Any:
    """Make the draft of what was typed into the check, without typing it again; the check's page where that cannot be read."""
    form, ground, page = bound_check(template, guarantee, **context)
    if page is not None:
        return page
    after = form.facts
    asked = {answer.number for answer in ground.check(after) if answer.need is not ChangeNeed.NOT_NEEDED}
    proposals = [propose_wish(each, after) for each in ground.guarantees if each.number in asked]
    written = ChangeApplicationForm.for_guarantees(
        after,
        ground.guarantees,
        payments=ground.payment_labels,
        mark=ground.mark,
        members=ground.members,
        data=None,
        proposals=proposals,
    )
    texts = written.texts | form.member_texts | {"message": form["message"].data}
    if "members" in form:
        texts["members"] = after.members
    return begin_change(db.session(), guarantee, texts=texts, mark=form["mark"].data, actor=g.identity.actor)


def list_paper_rows(change: Any, *, endpoint: str) -> list[dict[str, object]]:
    """The attached papers as ui.file_list draws them."""
    return [
        {
            "name": paper.file.filename,
            "url": url_for(endpoint, guarantee_change_id=change.id, paper_id=paper.id),
            "size": paper.file.size,
            "note": "",
        }
        for paper in list_change_papers(db.session(), change)
    ]


def show_form(
    template: str, written: Written, *, status: int = 200, messages: Sequence[str] = (), **context: object
) -> Response:
    """The page of the form; a stale one is told, and from then on counts as drawn from the certificates in force."""
    is_stale = written.is_stale
    if is_stale:
        written.form["mark"].data = written.ground.mark
        written.form["mark"].raw_data = None
    return render(
        template,
        status=status,
        change=written.change,
        form=written.form,
        papers=list_change_papers(db.session(), written.change),
        paper_field=PAPER_FIELD,
        differences=_differences(written),
        warning=_NEWER if is_stale else "",
        messages=list(messages),
        **context,
    )


def take_form(template: str, change: Any, **context: object) -> tuple[Response | None, str]:
    """Keep what was sent and attach its files. Gives a page where something stands in the way, and which button was pressed."""
    action, _, argument = request.form.get("action", "next").partition(":")
    written = open_written(change, data=request.form)
    if written.is_stale:
        return show_form(template, written, status=409, **context), action
    names = [box.name for box in written.form]
    texts = {name: request.form[name] for name in names if name in request.form}
    try:
        save_change(db.session(), change, texts=texts, version_id=request.form.get("version_id", 0, type=int))
    except Stale as stale:
        db.session.refresh(change)
        return show_form(template, written, status=409, messages=[stale.message], **context), action
    refused = _attach(change)
    if action == "remove":
        number = int(argument) if argument.isascii() and argument.isdigit() and len(argument) < 12 else 0
        paper = get_change_paper(db.session(), change, paper_id=number)
        remove_change_paper(db.session(), change, paper, actor=g.identity.actor)
    has_faults = action == "next" and written.find_faults()
    if refused or has_faults:
        keep_changes()
        return show_form(template, written, status=422, messages=refused, **context), action
    return None, action


def _attach(change: Any) -> list[str]:
    """Attach every chosen file; those that cannot be taken are told, the others stay."""
    refused = []
    for upload in request.files.getlist(PAPER_FIELD):
        if not upload.filename:
            continue
        try:
            attach_change_paper(
                db.session(),
                change,
                filename=upload.filename,
                content=upload.read(),
                actor=g.identity.actor,
            )
        except RuleViolation as violation:
            refused.append(violation.message)
    return refused


def _differences(written: Written) -> Sequence[object]:
    """What changed so far, as far as the boxes can be read."""
    form = written.form
    boxes = [*form.echoed_boxes, *form.name_boxes]
    if any(box.process_errors or box.data in (None, "") for box in boxes):
        return ()
    return written.ground.find_differences(form.facts)
