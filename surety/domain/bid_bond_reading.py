"""What could be read from a 契約保証予約申込: every text as a value of the domain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from surety.domain.application_fields import AdvancePlan, Kind
from surety.domain.application_reading import read_text
from surety.domain.bid_bond_draft import BidBondDraft
from surety.domain.bid_bond_fields import FIELDS, BondRatio
from surety.domain.errors import Unreadable
from surety.domain.products import PaymentMethod, WorkKind

_TEXT_KINDS = frozenset({Kind.NAME, Kind.NOTES, Kind.PHONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class BidBondReading:
    """The form as values; None or "" where nothing (readable) stands. Yen and JST dates.

    `unreadable` holds a sentence per field that could not be read.
    """

    agency_id: int | None
    work_kind: WorkKind
    work_number: str
    work_name: str
    bid_on: date | None
    bid_price: int | None
    joint_venture_name: str
    representative: str
    ratio: BondRatio | None
    amount: int | None
    award_on: date | None
    valid_until: date | None
    advance_plan: AdvancePlan | None
    payment_method: PaymentMethod | None
    bill_to: str
    branch_id: int | None
    department: str
    job_title: str
    contact_name: str
    contact_phone: str
    message: str
    unreadable: Mapping[str, str]


def read_bid_bond(draft: BidBondDraft) -> BidBondReading:
    """Read every field of a draft; nothing raises, what cannot be read is named in `unreadable`."""
    values: dict[str, object] = {}
    unreadable: dict[str, str] = {}
    for spec in FIELDS:
        try:
            values[spec.name] = read_text(spec, draft.text(spec.name), label=spec.label)
        except Unreadable as refused:
            values[spec.name] = "" if spec.kind in _TEXT_KINDS else None
            unreadable[spec.name] = refused.message
    values["work_kind"] = values["work_kind"] or WorkKind.WORKS
    return BidBondReading(**values, unreadable=unreadable)  # type: ignore[arg-type]  # each name is read by its own kind
