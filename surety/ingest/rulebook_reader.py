"""An uploaded workbook of the rule book becomes typed rows and a list of what cannot be read, or is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from surety.domain.agency_facts import AgencyFacts
from surety.domain.agency_kinds import AgencyKind
from surety.domain.counts import parse_count
from surety.domain.errors import RuleViolation, Unreadable
from surety.domain.money import parse_yen
from surety.domain.prefectures import PREFECTURES
from surety.domain.rule_fields import FIELDS, FieldType, RuleField
from surety.domain.rule_kinds import RuleKind
from surety.domain.rule_reading import starting_values
from surety.domain.text import split_lines
from surety.ingest.cell_values import date_of, digits_of, percent_of, text_of
from surety.ingest.guard import Inspection, inspect
from surety.ingest.refusal import Refusal, Refused
from surety.ingest.registrations import read_paper
from surety.ingest.rulebook_plan import (
    AGENCY_COLUMNS,
    AGENCY_SHEET,
    CODE,
    NAME,
    NUMBER,
    SHEETS,
    WITHDRAW_MARK,
    WITHDRAWN,
    columns_of,
)
from surety.ingest.workpaper import Cell, Sheet, address

_ADVICE = "「Excelで書き出す」で書き出したファイルを直して、.xlsx のままお送りください。"


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One thing to mend: on which sheet, in which cell, and why."""

    sheet: str
    cell: str
    message: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One row of a kind's sheet; `cells` are the addresses of its fields, `number` is None for a new one."""

    kind: RuleKind
    sheet: str
    number: int | None
    code: str
    name: str
    is_withdrawn: bool
    values: dict[str, object]
    cells: dict[str, str]

    def problem(self, message: str, *, field: str | None = None) -> CellProblem:
        """A problem of this row, at the cell of the field or at its first cell."""
        return CellProblem(self.sheet, self.cells.get(field or "", self.cells[NUMBER]), message)


@dataclass(slots=True)
class RulebookReading:
    """Everything that was read: agencies by code with the cell of the code, rows, and what cannot be read."""

    agencies: dict[str, tuple[AgencyFacts, str]] = field(default_factory=dict)
    rows: list[RuleRow] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)


def read_rulebook(data: bytes) -> RulebookReading | Refusal:
    """Read the bytes of an uploaded workbook; whatever they are, the answer is a reading or a refusal."""
    inspection = inspect(data)
    if not isinstance(inspection, Inspection):
        return _refusal(inspection)
    try:
        paper = read_paper(data, inspection)
    except Refused as refused:
        return _refusal(refused.refusal)
    known = {sheet.name: sheet for sheet in paper.sheets if sheet.cells}
    if not set(known) & {AGENCY_SHEET, *SHEETS.values()}:
        return Refusal("no_sheet", "発注者ごとの取扱いのシートが見つかりません。", _ADVICE)
    reading = RulebookReading()
    if AGENCY_SHEET in known:
        _read_agencies(known[AGENCY_SHEET], reading)
    for kind, name in SHEETS.items():
        if name in known:
            _read_rows(known[name], kind, reading)
    return reading


def _refusal(refusal: Refusal) -> Refusal:
    return Refusal(refusal.code, refusal.message.replace("利用申請書としては", ""), _ADVICE)


def _read_agencies(sheet: Sheet, reading: RulebookReading) -> None:
    columns = _columns(sheet, tuple(title for _, title, _ in AGENCY_COLUMNS), reading)
    if columns is None:
        return
    for row in _filled_rows(sheet):
        facts: dict[str, str] = {}
        place = address(row, columns[CODE])
        for name, title, length in AGENCY_COLUMNS:
            cell = sheet.cells.get((row, columns[title]))
            where = address(row, columns[title])
            try:
                facts[name] = text_of(cell, title, length).strip() or _refuse_blank(title)
            except Unreadable as unreadable:
                reading.problems.append(CellProblem(sheet.name, where, unreadable.message))
        if len(facts) == len(AGENCY_COLUMNS):
            _add_agency(sheet, place, facts, reading)


def _add_agency(sheet: Sheet, place: str, facts: dict[str, str], reading: RulebookReading) -> None:
    kind = next((kind for kind in AgencyKind if kind.label == facts["kind"]), None)
    message = ""
    if kind is None:
        message = "区分は " + "、".join(one.label for one in AgencyKind) + " のどれかを入力してください"
    elif facts["prefecture"] not in PREFECTURES:
        message = "都道府県の名前をご確認ください（例：青森県）"
    elif facts["code"] in reading.agencies:
        message = "同じ発注者コードが2回あります"
    if kind is None or message:
        reading.problems.append(CellProblem(sheet.name, place, message))
        return
    try:
        named = {name: value for name, value in facts.items() if name != "kind"}
        reading.agencies[facts["code"]] = (AgencyFacts(kind=kind, **named), place)
    except RuleViolation as violation:
        reading.problems.append(CellProblem(sheet.name, place, violation.message))


def _read_rows(sheet: Sheet, kind: RuleKind, reading: RulebookReading) -> None:
    columns = _columns(sheet, columns_of(kind), reading)
    if columns is None:
        return
    seen: set[int] = set()
    for row in _filled_rows(sheet):
        cells = {title: sheet.cells.get((row, column)) for title, column in columns.items()}
        places = {title: address(row, column) for title, column in columns.items()}
        places |= {one.name: places[one.label] for one in FIELDS[kind]}
        values = starting_values(kind, today=date.min) | {"source_read_on": None}
        found = len(reading.problems)
        for one in FIELDS[kind]:
            reader = partial(_field_value, one, cells[one.label], values[one.name])
            values[one.name] = _try(reader, sheet, places[one.name], reading)
        number = _try(partial(_number, cells[NUMBER]), sheet, places[NUMBER], reading)
        code = _try(partial(text_of, cells[CODE], CODE, 40), sheet, places[CODE], reading)
        name = _try(partial(text_of, cells[NAME], NAME, 80), sheet, places[NAME], reading)
        mark = _try(partial(_mark, cells[WITHDRAWN]), sheet, places[WITHDRAWN], reading)
        if isinstance(number, int) and number in seen:
            reading.problems.append(CellProblem(sheet.name, places[NUMBER], "同じ行番号が2回あります"))
        if len(reading.problems) == found:
            seen |= {number} if isinstance(number, int) else set()
            reading.rows.append(
                RuleRow(
                    kind,
                    sheet.name,
                    number if isinstance(number, int) else None,
                    str(code).strip(),
                    str(name).strip(),
                    bool(mark),
                    values,
                    places,
                )
            )


def _columns(sheet: Sheet, titles: tuple[str, ...], reading: RulebookReading) -> dict[str, int] | None:
    """Where each title stands in the first row; without all of them the sheet is not read."""
    found: dict[str, int] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if row == 1 and cell.shown.strip() in titles:
            found.setdefault(cell.shown.strip(), column)
    missing = [title for title in titles if title not in found]
    reading.problems.extend(
        CellProblem(sheet.name, "A1", f"1行目に「{title}」の列がありません") for title in missing
    )
    return None if missing else found


def _filled_rows(sheet: Sheet) -> list[int]:
    return sorted({row for row, _column in sheet.cells if row > 1})


def _try(read: Callable[[], object], sheet: Sheet, place: str, reading: RulebookReading) -> object:
    try:
        return read()
    except Unreadable as unreadable:
        reading.problems.append(CellProblem(sheet.name, place, unreadable.message))
        return None


def _refuse_blank(title: str) -> str:
    raise Unreadable("blank", f"{title}を入力してください")


def _number(cell: Cell | None) -> int | None:
    text = text_of(cell, NUMBER, 18).strip()
    return parse_count(text, label=NUMBER, unit="", minimum=1, maximum=10**15) if text else None


def _mark(cell: Cell | None) -> bool:
    text = text_of(cell, WITHDRAWN, 4).strip()
    if text not in ("", WITHDRAW_MARK, "〇", "◯"):
        raise Unreadable(
            "mark", f"「{WITHDRAWN}」の列には、取り消す行にだけ {WITHDRAW_MARK} を入れてください"
        )
    return bool(text)


def _field_value(one: RuleField, cell: Cell | None, usual: object) -> object:
    text = text_of(cell, one.label, one.length)
    if cell is None or not text.strip():
        is_text = one.type in {FieldType.LINE, FieldType.NOTES}
        return "" if is_text else () if one.type is FieldType.LIST else None if one.blank else usual
    readers: dict[FieldType, Callable[[], object]] = {
        FieldType.DATE: lambda: date_of(cell, one.label),
        FieldType.YEN: lambda: parse_yen(digits_of(cell), label=one.label),
        FieldType.COUNT: lambda: parse_count(
            digits_of(cell), label=one.label, unit=one.unit, minimum=1, maximum=9999
        ),
        FieldType.PERCENT: lambda: percent_of(cell, one.label),
        FieldType.CHOICE: lambda: _choice(one, text.strip()),
        FieldType.CHOICES: lambda: frozenset(_choice(one, part.strip()) for part in text.split("、")),
        FieldType.FLAG: lambda: _flag(one, text.strip()),
        FieldType.LIST: lambda: split_lines(text),
    }
    return readers[one.type]() if one.type in readers else text


def _choice(one: RuleField, text: str) -> object:
    if one.blank and text == one.blank:
        return None
    found = next((option for option in one.options if option.label == text), None)
    if found is None:
        words = "、".join(option.label for option in one.options)
        raise Unreadable("choice", f"{one.label}の「{text[:20]}」は使えません。{words} から選んでください")
    return found


def _flag(one: RuleField, text: str) -> bool:
    if text not in one.yes_no:
        raise Unreadable("choice", f"{one.label}は「{one.yes_no[0]}」か「{one.yes_no[1]}」で入力してください")
    return text == one.yes_no[0]
