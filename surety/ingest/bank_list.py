"""What the bank's list comes to: its deposits, or the rows that cannot be read."""

from dataclasses import dataclass

from surety.domain.bank_lines import Deposit
from surety.ingest.refusal import Refused

MAX_ROWS = 5_000
EXPORT_CSV = "ネットバンキングの入出金明細の画面で「CSV」を選んで保存し、そのままお送りください。"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that cannot be read: its number in the file, from 1, and why."""

    row: int
    message: str


@dataclass(frozen=True, slots=True)
class BankList:
    """The deposits of a list; `withdrawals` and `passed_over` count the rows left out."""

    layout: str
    deposits: tuple[Deposit, ...]
    withdrawals: int = 0
    passed_over: int = 0


class UnreadableRows(Exception):
    """Raised inside the package where rows of the list cannot be read; it carries them."""

    def __init__(self, problems: list[RowProblem]) -> None:
        super().__init__(len(problems))
        self.problems = tuple(problems)


def no_headings(what: str) -> Refused:
    """The refusal of a list whose columns cannot be told apart."""
    return Refused("no_headings", f"{what}が見つからず、明細として読み取れませんでした。", EXPORT_CSV)
