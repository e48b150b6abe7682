"""What the confirm page, the detail page and the branch show of a 契約保証予約申込: labels and values in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from surety.domain.application_rows import Row
from surety.domain.bid_bond_fields import Part, label_of
from surety.domain.bid_bond_reading import BidBondReading
from surety.domain.dates import echo_date
from surety.domain.money import echo_yen, format_yen
from surety.domain.products import LabelledEnum


@dataclass(frozen=True, slots=True)
class BondRows:
    """The lines of one part of the form."""

    title: str
    rows: tuple[Row, ...]


def list_bond_rows(
    reading: BidBondReading, *, agency_name: str, branch_name: str
) -> tuple[BondRows, ...]:  # fmt: skip
    """The whole application as people read it."""
    return (
        BondRows(Part.BID.label, tuple(_bid(reading, agency_name))),
        BondRows(Part.BOND.label, tuple(_bond(reading))),
        BondRows(
            Part.FEE.label,
            (_row("payment_method", _label(reading.payment_method)), _row("bill_to", reading.bill_to)),
        ),
        BondRows(
            Part.CONTACT.label,
            (
                _row("branch_id", branch_name),
                *(_row(name, str(getattr(reading, name))) for name in
                  ("department", "job_title", "contact_name", "contact_phone", "message")),
            ),
        ),
    )  # fmt: skip


def _bid(reading: BidBondReading, agency_name: str) -> Iterator[Row]:
    yield _row("agency_id", agency_name)
    yield _row("work_kind", reading.work_kind.label)
    yield _row("work_number", reading.work_number)
    yield _row("work_name", reading.work_name)
    yield _day("bid_on", reading.bid_on)
    yield _yen("bid_price", reading.bid_price)
    if reading.joint_venture_name or reading.representative:
        yield _row("joint_venture_name", reading.joint_venture_name)
        yield _row("representative", reading.representative)


def _bond(reading: BidBondReading) -> Iterator[Row]:
    yield _row("ratio", _label(reading.ratio))
    yield _yen("amount", reading.amount)
    yield _day("award_on", reading.award_on)
    yield _day("valid_until", reading.valid_until)
    yield _row("advance_plan", _label(reading.advance_plan))


def _row(name: str, value: str) -> Row:
    return Row(name, label_of(name), value)


def _yen(name: str, amount: int | None) -> Row:
    if amount is None:
        return _row(name, "")
    return Row(name, label_of(name), f"{format_yen(amount)}円", echo_yen(amount))


def _day(name: str, day: date | None) -> Row:
    return _row(name, echo_date(day) if day else "")


def _label(choice: LabelledEnum | None) -> str:
    return choice.label if choice is not None else ""
