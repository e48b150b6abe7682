"""What the pages of one application show, gathered from draft, domain and database."""

import secrets
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date

from flask import g, url_for

from forms.application_sections import FORMS, GuaranteesForm, OtherForm, SectionForm, WorksForm
from surety.domain.application_checks import Problem, find_problems, needed_dates
from surety.domain.application_comments import asked_fields
from surety.domain.application_draft import Draft
from surety.domain.application_fields import ATTACHMENTS_FIELD, RECOGNITION_FIELD, Section
from surety.domain.application_figures import Figures, figure_out, rule_words_for
from surety.domain.application_ground import Ground, electronic_of
from surety.domain.application_progress import progress_of
from surety.domain.application_reading import Reading, read_draft
from surety.domain.application_rows import RowGroup, list_row_groups
from surety.domain.electronic_acceptance import ElectronicReason, ElectronicVerdict
from surety.domain.joint_ventures import LEAST_MEMBERS
from surety.domain.products import CertificateForm, PaymentMethod
from surety.domain.works_rows import MEMBERS, last_row
from surety.domain.works_years import list_bases
from surety.extensions import db
from surety.queries.agencies import search_agencies
from surety.queries.application_ground import load_ground
from surety.queries.applications import find_same_work, get_application, list_attachments, list_branches
from surety.services.applications import locked_names, starting_draft

# Not yet decidable or nothing chosen yet: both forms stay on offer, the sentence says what is missing.
_UNDECIDED = frozenset({ElectronicReason.DATE_MISSING})
STEPS = ["申込作成", "申込確認", "送信完了"]


@dataclass(frozen=True, slots=True)
class SectionLink:
    """One entry of the list of pages beside the form."""

    name: str
    url: str
    state: str
    is_current: bool
    has_errors: bool
    asked: int


@dataclass(frozen=True, slots=True)
class Opened:
    """An application with its draft read and judged."""

    application: object
    draft: Draft
    reading: Reading
    ground: Ground
    problems: tuple[Problem, ...]

    @property
    def figures(self) -> Figures:
        """The live figures."""
        return figure_out(self.reading, ground=self.ground)


def own_application(application_id: int):
    """The application of the asking person's own company (NotFound otherwise)."""
    return get_application(db.session(), application_id, contractor_id=g.identity.contractor_id)


def open_draft(application, draft: Draft | None = None) -> Opened:
    """The application's draft (or the one given) as values, with everything that is wrong."""
    draft = draft or Draft.from_json(application.draft)
    reading = read_draft(draft)
    ground = load_ground(db.session(), application, reading=reading)
    return Opened(application, draft, reading, ground, find_problems(reading, ground=ground))


def section_links(
    opened: Opened, *, current: Section | None, counts_blanks: bool = False
) -> tuple[SectionLink, ...]:
    """The list of pages with their states; `counts_blanks` once the person asked what is missing."""
    application = opened.application
    began = starting_draft(application.contractor, application.created_by)
    problems = [Problem(p.field, p.message) for p in opened.problems] if counts_blanks else opened.problems
    asked = [one.section for one in asked_fields(application.comments)]
    return tuple(
        SectionLink(
            name=progress.section.label,
            url=_section_url(application.id, progress.section, check=counts_blanks),
            state=progress.words,
            is_current=progress.section is current,
            has_errors=progress.wrong > 0,
            asked=asked.count(progress.section),
        )
        for progress in progress_of(opened.draft, problems, began_with=began)
    )


def section_page(
    opened: Opened, section: Section, *, checks: bool = False, tab: str | None = None
) -> dict[str, object]:
    """Everything a page of the form needs. `checks`: empty boxes are told, too."""
    application = opened.application
    form = FORMS[section](opened.draft, work_kind=opened.reading.works.work_kind)
    context: dict[str, object] = {
        "application": application,
        "section": section,
        "form": form,
        "sections": section_links(opened, current=section, counts_blanks=checks),
        "figures": opened.figures,
        "reading": opened.reading,
        "note": _notes(opened),
        "locked": opened.ground.locked,
        "locked_names": locked_names(application),
        "tab": tab or secrets.token_hex(4),
        "version_id": application.version_id,
        "draft": opened.draft,
        "checks": checks,
        "conflicts": (),
        "cleared": "",
        "discarded": False,
        "has_files": False,
    }
    context |= _EXTRAS[section](opened, form)
    form.show_problems(
        [problem for problem in opened.problems if problem.section is section], with_blanks=checks
    )
    return context


def days_understood(opened: Opened, *, shown: Container[str]) -> list[tuple[str, date | None, str]]:
    """Each date whose box is shown: its name, the day that was understood, and what is wrong with it."""
    works = opened.reading.works
    names = ("period_from", "period_to", "contracted_on", *needed_dates(opened.reading, ground=opened.ground))
    wrong = {problem.field: problem.message for problem in reversed(opened.problems) if not problem.is_blank}
    return [(name, getattr(works, name), wrong.get(name, "")) for name in names if name in shown]


def papers_of(application, kind: str) -> Sequence[object]:
    """The attached papers of one kind."""
    return [paper for paper in list_attachments(db.session(), application) if paper.kind == kind]


def members_shown(draft: Draft, *, asked: int) -> int:
    """How many rows of JV members the page draws: those that hold something, those asked for, two once there is one."""
    filled = max(last_row(draft, MEMBERS), int(bool(draft.text("joint_venture_name"))))
    shown = max(filled, min(asked, MEMBERS.most))
    return max(shown, LEAST_MEMBERS) if shown else 0


def same_work_as(opened: Opened):
    """Another sent application with the same 工事名; on a works contract that stands already there always is one."""
    if opened.reading.has_given_works:
        return None
    return find_same_work(
        db.session(),
        contractor_id=opened.application.contractor_id,
        work_name=opened.reading.works.work_name,
        but=opened.application.id,
    )


def agency_results(opened: Opened, *, words: str, prefecture: str | None) -> Sequence[object]:
    """Agencies that match, without the one that is chosen already; nothing for an empty search."""
    if not words and not prefecture:
        return ()
    chosen = opened.reading.works.agency_id
    found = search_agencies(db.session(), words, prefecture=prefecture or None, limit=20)
    return [agency for agency in found if agency.id != chosen]


def _notes(opened: Opened) -> Callable[[str], dict[str, object]]:
    """What stands beside a field: the branch's comment and 前回の内容."""
    comments = opened.application.comments

    def note(name: str) -> dict[str, object]:
        return {"comment": comments.get(name), "previous": name in opened.draft.copied}

    return note


def _works_extras(opened: Opened, form: SectionForm) -> dict[str, object]:
    if not isinstance(form, WorksForm):
        raise TypeError("the page of the works has its own form")
    application = opened.application
    return {
        "handling": opened.ground.handling,
        "works_group": _works_group(opened),
        "needed_dates": needed_dates(opened.reading, ground=opened.ground),
        "attachments": papers_of(application, ATTACHMENTS_FIELD),
        "same_work": same_work_as(opened),
    }


def _works_group(opened: Opened) -> RowGroup:
    """請負工事の情報 as rows, for applications that may not change it."""
    handling = opened.ground.handling
    groups = list_row_groups(opened.reading, agency_name=handling.name if handling else "", branch_name="")
    return next(group for group in groups if group.section is Section.WORKS)


def _guarantees_extras(opened: Opened, form: SectionForm) -> dict[str, object]:
    if not isinstance(form, GuaranteesForm):
        raise TypeError("the page of the guarantees has its own form")
    reading, ground = opened.reading, opened.ground
    methods = [
        m for m in PaymentMethod if m is not PaymentMethod.MONTHLY_ACCOUNT or ground.has_monthly_account
    ]
    electronic = {}
    for product in reading.products:
        verdict = electronic_of(reading.works, product, handling=ground.handling)
        electronic[product] = verdict
        form.offer(product, forms=_forms_for(verdict), methods=methods)
    free = [
        (one, words) for one, words in list_bases(reading.works.years) if one.year not in ground.taken_years
    ]
    form.advance_year_base.offer([(one.code, words) for one, words in free])
    form.advance_year_base.errors = []
    return {
        "electronic": electronic,
        "advance": ground.advance,
        "recognition_reports": papers_of(opened.application, RECOGNITION_FIELD),
        "rule_words": {
            request.product: rule_words_for(reading, request, ground=ground) for request in reading.on_form
        },
    }


def _other_extras(opened: Opened, form: SectionForm) -> dict[str, object]:
    if not isinstance(form, OtherForm):
        raise TypeError("the last page has its own form")
    branches = list_branches(db.session())
    form.branch_id.offer([(str(branch.id), branch.name) for branch in branches])
    form.branch_id.errors = []
    chosen = next((branch for branch in branches if branch.id == opened.reading.other.branch_id), None)
    return {"branch": chosen}


def _forms_for(verdict: ElectronicVerdict | None) -> list[CertificateForm]:
    if verdict is None or verdict.offered or verdict.reason in _UNDECIDED:
        return list(CertificateForm)
    return [CertificateForm.PAPER]


def _section_url(application_id: int, section: Section, *, check: bool) -> str:
    return url_for(
        "applications.edit",
        application_id=application_id,
        section=section.value,
        check="1" if check else None,
    )


_EXTRAS = {
    Section.WORKS: _works_extras,
    Section.GUARANTEES: _guarantees_extras,
    Section.OTHER: _other_extras,
}
