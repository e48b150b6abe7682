"""Mail about a 契約保証予約（入札ボンド）. None holds an amount: they stand on the page behind `path`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from surety.mail.letterhead import Addressee, Letterhead, Message
from surety.mail.rendering import compose
from surety.mail.wording import day
from surety.models import Branch


@dataclass(frozen=True, slots=True, kw_only=True)
class BondMatter:
    """What every mail about a bid bond names: where it lies, to whom, and which bid it is for."""

    branch: Branch
    to: Addressee
    receipt_number: str
    agency: str
    work_name: str
    path: str


def bid_bond_received(letterhead: Letterhead, matter: BondMatter) -> Message:
    """予約申込の受付."""
    return _compose("bid_bond_received", letterhead, matter)


def bid_bond_returned(letterhead: Letterhead, matter: BondMatter, *, items: Sequence[str]) -> Message:
    """修正のお願い; `items` are the labels of the fields to mend."""
    return _compose("bid_bond_returned", letterhead, matter, items=list(items))


def bid_bond_declined(letterhead: Letterhead, matter: BondMatter) -> Message:
    """引受不可; the reason stands on the page."""
    return _compose("bid_bond_declined", letterhead, matter)


def bid_bond_issued(letterhead: Letterhead, matter: BondMatter, *, number: str, valid_until: date) -> Message:
    """予約証書の発行; `valid_until` is the last JST day of the promise."""
    return _compose("bid_bond_issued", letterhead, matter, number=number, valid_until=day(valid_until))


def _compose(kind: str, letterhead: Letterhead, matter: BondMatter, **more: object) -> Message:
    return compose(
        kind,
        letterhead,
        branch=matter.branch,
        to=matter.to,
        path=matter.path,
        receipt_number=matter.receipt_number,
        agency=matter.agency,
        work_name=matter.work_name,
        **more,
    )
