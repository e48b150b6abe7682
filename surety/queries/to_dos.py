"""あなたの対応が必要なもの: one row of the contractor's home."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from surety.domain.bid_bond_states import BidBondState
from surety.domain.procedure_status import ProcedureStatus


class Wait(StrEnum):
    """What the contractor is to do."""

    HAND_OVER = "hand_over"
    CORRECT = "correct"
    PAY = "pay"
    EXTEND = "extend"


class Matter(StrEnum):
    """What a row is about."""

    APPLICATION = "application"
    GUARANTEE = "guarantee"
    CHANGE = "change"
    BID_BOND = "bid_bond"


@dataclass(frozen=True, slots=True)
class ToDo:
    """One row. `on` is the JST date it waits since, or for EXTEND the one it must be done by.

    `key` is the 保証契約番号, or the id of whatever else the row is about.
    """

    on: date
    wait: Wait
    status: ProcedureStatus | BidBondState
    work_name: str
    beneficiary: str
    matter: Matter
    key: str
