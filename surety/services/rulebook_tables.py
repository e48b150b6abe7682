"""The rule book as a workbook and back: what an uploaded one changes is proposed, agency by agency, or nothing is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import clock
from surety.domain.agency_facts import AgencyFacts
from surety.domain.agency_kinds import AgencyKind
from surety.domain.errors import RuleViolation
from surety.domain.rule_edits import EditAct, KnownRule, RuleEdit, apply_edit
from surety.domain.rule_kinds import Rule, kind_of
from surety.domain.rule_reading import read_rule
from surety.ingest.rulebook_download import draw_rulebook
from surety.ingest.rulebook_plan import AGENCY_SHEET, CODE, NAME, WITHDRAWN
from surety.ingest.rulebook_reader import CellProblem, RulebookReading, RuleRow
from surety.models import Agency, AgencyChange, AgencyRule
from surety.queries.agency_changes import list_known_rules
from surety.security.identity import Actor
from surety.services.agency_changes import propose_agency, propose_edit


@dataclass(slots=True)
class _Wish:
    """What the workbook says about one agency: the rows to take out, and those to put in with where they stand."""

    agency: Agency | None
    facts: AgencyFacts | None
    first: CellProblem
    known: tuple[KnownRule, ...] = ()
    retired: list[int] = field(default_factory=list)
    entered: list[tuple[Rule, RuleRow]] = field(default_factory=list)

    @property
    def edit(self) -> RuleEdit:
        return RuleEdit(tuple(self.retired), tuple(rule for rule, _row in self.entered))


def draw_workbook(session: Session, *, agency: Agency | None = None) -> bytes:
    """The rows that hold, of one agency or of all, as an Excel workbook."""
    wanted = select(Agency).where(Agency.is_active).order_by(Agency.id)
    agencies = [agency] if agency else session.scalars(wanted).all()
    by_id = {one.id: one for one in agencies}
    rows = session.scalars(
        select(AgencyRule)
        .where(AgencyRule.retired_by_id.is_(None))
        .order_by(AgencyRule.agency_id, AgencyRule.id)
    )
    facts = [
        [one.code, one.name, one.name_kana, one.beneficiary_name, one.prefecture, AgencyKind(one.kind).label]
        for one in agencies
    ]
    rules = [
        [row.id, by_id[row.agency_id].code, by_id[row.agency_id].name, row.kind, row.body]
        for row in rows
        if row.agency_id in by_id
    ]
    return draw_rulebook(facts, rules)


def propose_workbook(
    session: Session, reading: RulebookReading, *, reason: str, actor: Actor
) -> tuple[Sequence[AgencyChange], Sequence[CellProblem]]:
    """Propose what a workbook changes, one proposal for each agency; with a single problem nothing is proposed."""
    wishes, problems = _wishes(session, reading)
    problems = [*reading.problems, *problems]
    for wish in wishes:
        problems.extend(_contradictions(wish))
    changes: list[AgencyChange] = []
    with session.begin_nested() as together:
        for wish in () if problems else wishes:
            try:
                changes.append(_propose(session, wish, reason=reason, actor=actor))
            except RuleViolation as violation:
                problems.append(CellProblem(wish.first.sheet, wish.first.cell, violation.message))
        if problems:
            together.rollback()
    return ([], problems) if problems else (changes, [])


def _propose(session: Session, wish: _Wish, *, reason: str, actor: Actor) -> AgencyChange:
    if wish.agency is None and wish.facts is not None:
        return propose_agency(session, wish.facts, rules=wish.edit.entered, reason=reason, actor=actor)
    if wish.agency is None:
        raise ValueError("a wish is about an agency")
    return propose_edit(session, wish.agency, EditAct.TABLE, wish.edit, reason=reason, actor=actor)


def _wishes(session: Session, reading: RulebookReading) -> tuple[list[_Wish], list[CellProblem]]:
    problems: list[CellProblem] = []
    by_code = {one.code: one for one in session.scalars(select(Agency).where(Agency.is_active))}
    wishes: dict[str, _Wish] = {}
    for code, (facts, place) in reading.agencies.items():
        here, agency = CellProblem(AGENCY_SHEET, place, ""), by_code.get(code)
        if agency is not None and _facts_of(agency) != facts:
            words = (
                f"{agency.name}の名前などは、Excelでは変えられません。書き出したときの内容に戻してください"
            )
            problems.append(CellProblem(AGENCY_SHEET, place, words))
        if agency is None:
            wishes[code] = _Wish(None, facts, here)
    for row in reading.rows:
        wish = wishes.get(row.code)
        if wish is None and (agency := by_code.get(row.code)) is not None:
            known = list_known_rules(session, agency.id)
            wish = wishes[row.code] = _Wish(agency, None, row.problem(""), known)
        if wish is None:
            words = "この発注者コードの発注者はありません。新しい発注者は「発注者」のシートにも加えてください"
            problems.append(row.problem(words, field=CODE))
        elif problem := _add_row(wish, row):
            problems.append(problem)
    asked = [wish for wish in wishes.values() if wish.facts or wish.retired or wish.entered]
    return asked, problems


def _add_row(wish: _Wish, row: RuleRow) -> CellProblem | None:
    """Put what a row asks for into the wish; the answer says what stands against it."""
    name = wish.agency.name if wish.agency else wish.facts.name if wish.facts else ""
    if row.name and row.name != name:
        return row.problem(f"発注者コードの発注者は「{name}」です。名前をご確認ください", field=NAME)
    known = next((one for one in wish.known if one.id == row.number), None)
    if row.number is not None and (known is None or kind_of(known.rule) is not row.kind):
        return row.problem("この行番号の取扱いはありません。書き出したあとに変わったか、行番号が違います")
    if not row.is_withdrawn:
        return _add_entered(wish, row, known, name=name)
    if known is None:
        return row.problem("取り消せるのは、行番号のある取扱いだけです", field=WITHDRAWN)
    wish.retired.append(known.id)
    return None


def _add_entered(wish: _Wish, row: RuleRow, known: KnownRule | None, *, name: str) -> CellProblem | None:
    try:
        rule = read_rule(row.kind, row.values, agency=name, today=clock.today())
    except RuleViolation as violation:
        return row.problem(violation.message, field=violation.field)
    if known is not None and rule == known.rule:
        return None
    if known is not None:
        wish.retired.append(known.id)
    wish.entered.append((rule, row))
    return None


def _contradictions(wish: _Wish) -> list[CellProblem]:
    try:
        apply_edit(wish.known, wish.edit)
    except RuleViolation as violation:
        place = violation.facts.get("place")
        if isinstance(place, int):
            return [wish.entered[place][1].problem(violation.message)]
        return [CellProblem(wish.first.sheet, wish.first.cell, violation.message)]
    return []


def _facts_of(agency: Agency) -> AgencyFacts:
    return AgencyFacts(
        code=agency.code,
        name=agency.name,
        name_kana=agency.name_kana,
        beneficiary_name=agency.beneficiary_name,
        prefecture=agency.prefecture,
        kind=AgencyKind(agency.kind),
    )
