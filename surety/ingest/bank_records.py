"""全銀協: the fixed records of 200 characters, 振込入金通知 (01) and 入出金取引明細 (03)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from surety.domain.bank_lines import Deposit
from surety.domain.errors import RuleViolation
from surety.ingest.bank_days import short_day
from surety.ingest.bank_list import MAX_ROWS, BankList, RowProblem, UnreadableRows
from surety.ingest.refusal import Refused

_LENGTH = 200
_AGAIN = "ネットバンキングで明細をもう一度保存し、手を加えずにお送りください。"


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the fields of a data record and of the trailer stand: (from, to), counted from 0."""

    name: str
    day: tuple[int, int]
    amount: tuple[int, int]
    payer: tuple[int, int]
    note: tuple[int, int]
    direction: tuple[int, int] | None
    reversal: tuple[int, int] | None
    trailer_count: tuple[int, int]
    trailer_sum: tuple[int, int]


_LAYOUTS = {
    "01": _Layout(
        name="全銀協 振込入金通知",
        day=(7, 13),
        amount=(19, 29),
        payer=(49, 97),
        note=(128, 148),
        direction=None,
        reversal=(127, 128),
        trailer_count=(1, 7),
        trailer_sum=(7, 19),
    ),
    "03": _Layout(
        name="全銀協 入出金取引明細",
        day=(9, 15),
        amount=(24, 36),
        payer=(81, 129),
        note=(159, 179),
        direction=(21, 22),
        reversal=None,
        trailer_count=(1, 7),
        trailer_sum=(7, 20),
    ),
}


def seems_records(text: str) -> bool:
    """Whether the text begins like fixed records rather than a CSV."""
    return text[:1] == "1" and text[1:3] in _LAYOUTS and text[3:4] in {"0", "1"} and "," not in text[:120]


def read_records(text: str, *, today: date) -> BankList:
    """The deposits of the data records. Raises Refused where counts or sums do not agree, UnreadableRows for bad records."""
    records = list(_records(text))
    layout = _LAYOUTS[records[0][1:3]]
    deposits: list[Deposit] = []
    problems: list[RowProblem] = []
    withdrawals = 0
    for row, record in enumerate(records, start=1):
        if record[0] != "2":
            continue
        if layout.direction is not None and _part(record, layout.direction) != "1":
            withdrawals += 1
        else:
            try:
                deposits.append(_deposit(record, row, layout, today=today))
            except RuleViolation as refused:
                problems.append(RowProblem(row, refused.message))
    if problems:
        raise UnreadableRows(problems)
    _check_trailer(records, layout, deposits)
    return BankList(layout.name, tuple(deposits), withdrawals)


def _records(text: str) -> Iterator[str]:
    """The records, with or without line ends between them. Raises Refused for other lengths."""
    lines = text.rstrip("\x1a\r\n ").splitlines()
    if len(lines) == 1:
        lines = [text[at : at + _LENGTH] for at in range(0, len(text.rstrip("\x1a\r\n ")), _LENGTH)]
    if len(lines) > MAX_ROWS:
        raise Refused(
            "too_many_rows",
            f"明細が{MAX_ROWS:,}行を超えています。",
            "期間を短く分けて、1つずつお送りください。",
        )
    for row, line in enumerate(lines, start=1):
        if len(line) > _LENGTH or not line:
            raise Refused("record_length", f"{row}行目の長さが200文字ではありません。", _AGAIN)
        yield line.ljust(_LENGTH)


def _deposit(record: str, row: int, layout: _Layout, *, today: date) -> Deposit:
    day, amount = _part(record, layout.day), _part(record, layout.amount)
    if not (day.isascii() and day.isdigit() and amount.isascii() and amount.isdigit()):
        raise RuleViolation("record_digits", "勘定日または金額が数字ではありません")
    if layout.reversal is not None and _part(record, layout.reversal) == "1":
        raise RuleViolation("record_reversal", "取消の行が含まれています。取消の済んだ明細をお送りください")
    if int(amount) == 0:
        raise RuleViolation("record_zero", "金額が0円です")
    paid_on = short_day(int(day[:2]), int(day[2:4]), int(day[4:]), today=today)
    return Deposit(row, paid_on, int(amount), _part(record, layout.payer), _part(record, layout.note))


def _check_trailer(records: list[str], layout: _Layout, deposits: list[Deposit]) -> None:
    """The bank's own count and sum: a list that was cut or touched is refused."""
    trailers = [record for record in records if record[0] == "8"]
    if len(trailers) != 1:
        raise Refused("no_trailer", "ファイルが途中で切れています（合計の行がありません）。", _AGAIN)
    count, total = _part(trailers[0], layout.trailer_count), _part(trailers[0], layout.trailer_sum)
    said = (str(len(deposits)), str(sum(deposit.amount for deposit in deposits)))
    if (count.lstrip("0") or "0", total.lstrip("0") or "0") != said:
        raise Refused("trailer", "件数または金額の合計が、明細と合いません。", _AGAIN)


def _part(record: str, place: tuple[int, int]) -> str:
    return record[place[0] : place[1]].strip()
