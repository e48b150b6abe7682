"""変更の要否 on the screen: the same form and answers for the contractor's people and the branch's."""

from dataclasses import dataclass
from typing import Any

from flask import Response, g, request

from blueprints._htmx import wants_fragment
from blueprints._rendering import render
from forms.change_checks import ChangeCheckForm
from surety import clock
from surety.domain.change_case import Answer
from surety.domain.change_check import most_urgent
from surety.domain.change_letter import LetterFacts, change_letter
from surety.domain.contract_facts import ContractFacts, Difference
from surety.domain.errors import ForbiddenMove, RuleViolation, Stale
from surety.domain.price_change import ChangeNeed
from surety.extensions import db
from surety.queries.change_checks import ChangeGround, load_change_ground, office_of
from surety.services.change_notices import report_change, require_ground

# The page and the answer that follows the typing are one template; these are its living parts.
LIVING = ("answer", "said", "understood")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the page shows beside the form."""

    differences: tuple[Difference, ...]
    answers: tuple[Answer, ...]
    letter: str

    @property
    def need(self) -> ChangeNeed:
        """The most urgent answer."""
        return most_urgent(answer.need for answer in self.answers)

    @property
    def counts(self) -> list[tuple[ChangeNeed, int]]:
        """How many guarantees have which answer, without zeros."""
        needs = [answer.need for answer in self.answers]
        return [(need, needs.count(need)) for need in ChangeNeed if need in needs]


def show_change_check(template: str, guarantee: Any, **context: object) -> Response:
    """The form as the certificate fills it; for a POST what was typed, with the answers."""
    ground = load_change_ground(db.session(), guarantee)
    if ground is None:
        return render(template, guarantee=guarantee, form=None, checked=None, **context)
    is_asked = request.method == "POST"
    form = _bound(ground)
    if is_asked and form["mark"].data != ground.mark:
        raise Stale("change.stale", "この画面を開いた後に、証書が新しくなりました。開き直してください")
    is_valid = not is_asked or form.validate()
    checked = _check(ground, guarantee, form) if is_asked and is_valid else None
    return _draw(template, guarantee, form, checked=checked, status=200 if is_valid else 422, **context)


def bound_check(
    template: str, guarantee: Any, **context: object
) -> tuple[ChangeCheckForm, ChangeGround, Any]:
    """What was typed over the certificates in force, and the page with its errors where it cannot be read."""
    ground = require_ground(db.session(), guarantee)
    form = _bound(ground)
    is_readable = form.validate()
    page = None if is_readable else _draw(template, guarantee, form, checked=None, status=422, **context)
    return form, ground, page


def take_change_report(template: str, guarantee: Any, **context: object) -> Any:
    """Make the 変更の連絡 of what was typed; a page with its errors where that cannot be."""
    ground = require_ground(db.session(), guarantee)
    form = _bound(ground)
    if not form.validate():
        return _draw(template, guarantee, form, checked=None, status=422, **context)
    try:
        return report_change(
            db.session(),
            guarantee,
            after=form.facts,
            message=form["message"].data,
            mark=form["mark"].data,
            actor=g.identity.actor,
        )
    except (ForbiddenMove, Stale):
        raise
    except RuleViolation as violation:
        form.attach(violation)
        return _draw(template, guarantee, form, checked=None, status=422, **context)


def _bound(ground: ChangeGround) -> ChangeCheckForm:
    return ChangeCheckForm.over(
        ground.before,
        work_kind=ground.work_kind,
        payments=ground.payment_labels,
        mark=ground.mark,
        members=ground.members,
        data=request.form if request.method == "POST" else None,
    )


def _letter(guarantee: Any, differences: Any, answers: Any, *, before: ContractFacts, message: str) -> str:
    facts = LetterFacts(
        office=office_of(guarantee),
        written_on=clock.today(),
        work_kind=guarantee.works_contract.kind,
        before=before,
        writer=g.identity.actor.label,
        phone=guarantee.contractor.phone,
        message=message,
    )
    return change_letter(facts, differences=differences, answers=answers)


def _check(ground: ChangeGround, guarantee: Any, form: ChangeCheckForm) -> Checked:
    differences = ground.find_differences(form.facts)
    answers = ground.check(form.facts) if differences else ()
    letter = _letter(guarantee, differences, answers, before=ground.before, message=form["message"].data)
    return Checked(differences=differences, answers=answers, letter=letter)


def _draw(
    template: str,
    guarantee: Any,
    form: ChangeCheckForm,
    *,
    checked: Checked | None,
    status: int,
    **context: object,
) -> Response:
    return render(
        template,
        fragment=LIVING,
        status=status,
        guarantee=guarantee,
        form=form,
        checked=checked,
        echoed=_echoed(form),
        office=office_of(guarantee),
        **context,
    )


def _echoed(form: ChangeCheckForm) -> Any:
    """The box that is being typed in, if its amount or date is repeated under it as understood."""
    name = request.headers.get("HX-Trigger-Name", "") if wants_fragment() else ""
    return next((box for box in form.echoed_boxes if box.name == name), None)
