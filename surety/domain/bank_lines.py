"""A deposit on the bank's list, and by what it is known again when the same list comes twice."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from surety.domain.payer_names import payer_key


@dataclass(frozen=True, slots=True)
class Deposit:
    """Money that came in: whole yen, the JST day, the payer as the bank wrote it, further words; `row` is its place in the file."""

    row: int
    paid_on: date
    amount: int
    payer: str
    note: str = ""


def line_keys(deposits: Sequence[Deposit]) -> list[str]:
    """For each deposit its identity: day, amount, payer, and the how-manieth such deposit of the list it is.

    Two lists that overlap name the same money alike, whatever their width, columns and remarks; two equal deposits
    of one day stay two.
    """
    seen: Counter[str] = Counter()
    keys = []
    for deposit in deposits:
        said = f"{deposit.paid_on.isoformat()}|{deposit.amount}|{payer_key(deposit.payer)}"
        seen[said] += 1
        keys.append(hashlib.sha256(f"{said}|{seen[said]}".encode()).hexdigest())
    return keys
