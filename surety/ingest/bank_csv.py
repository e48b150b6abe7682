"""The CSV of a net bank, row by row."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from surety.domain.bank_lines import Deposit
from surety.domain.errors import RuleViolation
from surety.domain.money import MAX_YEN, parse_yen
from surety.domain.text import normalise_code, to_showable
from surety.ingest.bank_columns import DEPOSIT_MARKS, Columns, find_columns
from surety.ingest.bank_days import parse_bank_day
from surety.ingest.bank_list import MAX_ROWS, BankList, RowProblem, UnreadableRows, no_headings
from surety.ingest.refusal import Refused

_HEADING_ROWS = 30
_LONGEST_CELL = 1_000
MAX_PAYER = 120
# What a spreadsheet takes for a formula; banks begin amounts with a minus, which is none.
_FORMULA = re.compile(r"[\s\u3000]*(?:[=+@＝＋＠]|[-－](?![\s\d.,,]*$))")
_BLANK_AMOUNTS = {"", "-", "--", "*", "0"}


@dataclass(slots=True)
class _Reading:
    """What was found so far."""

    columns: Columns
    today: date
    deposits: list[Deposit] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    withdrawals: int = 0
    passed_over: int = 0


def has_headings(text: str) -> bool:
    """Whether one of the first rows holds the headings of a list."""
    try:
        return any(find_columns(cells) for _row, cells in _rows(text, most=_HEADING_ROWS))
    except Refused:
        return False


def read_csv_rows(text: str, *, today: date) -> BankList:
    """The deposits below the headings. Raises Refused, or UnreadableRows with every row that cannot be read."""
    reading: _Reading | None = None
    for row, cells in _rows(text, most=MAX_ROWS + _HEADING_ROWS):
        if reading is None:
            columns = find_columns(cells) if row <= _HEADING_ROWS else None
            reading = _Reading(columns, today) if columns else None
            continue
        _read_row(reading, row, cells)
    if reading is None:
        raise no_headings("見出し（日付・入金額・摘要など）")
    if reading.problems:
        raise UnreadableRows(reading.problems)
    return BankList("CSV", tuple(reading.deposits), reading.withdrawals, reading.passed_over)


def _rows(text: str, *, most: int) -> list[tuple[int, list[str]]]:
    """The rows with their numbers from 1, without those that are blank."""
    found = []
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            if row > most:
                if most > MAX_ROWS:
                    raise Refused(
                        "too_many_rows",
                        f"明細が{MAX_ROWS:,}行を超えています。",
                        "期間を短く分けて保存し、1つずつお送りください。",
                    )
                break
            if any(cell.strip() for cell in cells):
                found.append((row, cells))
    except csv.Error:
        raise no_headings("区切りの整った行") from None
    return found


def _read_row(reading: _Reading, row: int, cells: list[str]) -> None:
    try:
        _refuse_formula(cells)
        columns = reading.columns
        day = _day(cells, columns)
        if not normalise_code(day):
            reading.passed_over += 1  # sums and carried balances stand without a day
            return
        amount = _deposited(cells, columns)
        paid_on = parse_bank_day(day, today=reading.today)
        if amount == 0:
            reading.withdrawals += 1
            return
        payer = to_showable(_cell(cells, columns.payer)).strip()[:MAX_PAYER]
        note = to_showable(_cell(cells, columns.note)).strip()[:MAX_PAYER]
        if not payer:
            payer, note = note, ""
        reading.deposits.append(Deposit(row, paid_on, amount, payer, note))
    except RuleViolation as refused:
        reading.problems.append(RowProblem(row, refused.message))


def _refuse_formula(cells: list[str]) -> None:
    for place, cell in enumerate(cells, start=1):
        if len(cell) > _LONGEST_CELL:
            raise RuleViolation("cell_long", f"{place}列目の文字が多すぎます")
        if _FORMULA.match(cell):
            raise RuleViolation(
                "cell_formula",
                f"{place}列目が計算式の形（＝・＋・＠・－で始まる）になっています。値だけにしてください",
            )


def _day(cells: list[str], columns: Columns) -> str:
    parts = [_cell(cells, at).strip() for at in columns.days]
    return "/".join(parts) if any(parts) else ""


def _deposited(cells: list[str], columns: Columns) -> int:
    """The yen that came in on this row, 0 for money that went out. Raises Unreadable."""
    read: Callable[[str], int] = partial(parse_yen, label="入金額", minimum=0)
    if columns.deposit is not None:
        text = _amount_text(cells, columns.deposit)
        out = _amount_text(cells, columns.withdrawal)
        if text in _BLANK_AMOUNTS and out in _BLANK_AMOUNTS:
            raise RuleViolation("amount_missing", "入金額も出金額もありません")
        return 0 if text in _BLANK_AMOUNTS else _within(read(text))
    if columns.mark is not None and normalise_code(_cell(cells, columns.mark)) not in DEPOSIT_MARKS:
        return 0
    return _within(read(_amount_text(cells, columns.amount)))


def _amount_text(cells: list[str], at: int | None) -> str:
    return normalise_code(_cell(cells, at)).lstrip("*")


def _within(amount: int) -> int:
    if amount > MAX_YEN:
        raise RuleViolation("amount_large", "入金額が大きすぎます")
    return amount


def _cell(cells: list[str], at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""
