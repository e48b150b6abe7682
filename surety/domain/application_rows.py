"""What the confirm page, the detail page and the branch show of a 保証申込: labels and values in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from surety.domain.application_fields import DEPOSITED_PRODUCTS, Block, Section, field_name, label_of
from surety.domain.application_reading import Reading, RequestReading, WorksReading
from surety.domain.dates import echo_date
from surety.domain.fiscal_years import format_fiscal_year
from surety.domain.money import echo_yen, format_yen
from surety.domain.products import LabelledEnum, Product


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the field it comes from, its words, its value in words ("" = nothing) and a small line."""

    field: str
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RowGroup:
    """The lines of one block; `product` for a guarantee's block."""

    section: Section
    title: str
    rows: tuple[Row, ...]
    product: Product | None = None


def list_row_groups(reading: Reading, *, agency_name: str, branch_name: str) -> tuple[RowGroup, ...]:
    """The whole application as people read it; blocks that are not applied for are left out."""
    return (
        RowGroup(Section.WORKS, Section.WORKS.label, tuple(_works(reading, agency_name))),
        *(
            RowGroup(Section.GUARANTEES, request.product.label, tuple(_request(reading, request)), request.product)
            for request in reading.wanted
        ),
        RowGroup(Section.OTHER, Block.INFORMATION.label, tuple(_information(reading, branch_name))),
        RowGroup(Section.OTHER, Block.CONTACT.label, tuple(_contact(reading))),
    )  # fmt: skip


def _works(reading: Reading, agency_name: str) -> Iterator[Row]:
    works = reading.works

    def label(name: str) -> str:
        return label_of(name, work_kind=works.work_kind)

    yield Row("agency_id", label("agency_id"), agency_name)
    yield Row("work_kind", label("work_kind"), works.work_kind.label)
    yield Row("work_number", label("work_number"), works.work_number)
    yield Row("work_name", label("work_name"), works.work_name)
    yield Row("work_place", label("work_place"), works.work_place)
    yield _yen("price", label("price"), works.price)
    yield _day("period_from", label("period_from"), works.period_from)
    yield _day("period_to", label("period_to"), works.period_to)
    yield _day("contracted_on", label("contracted_on"), works.contracted_on)
    if works.announced_on:
        yield _day("announced_on", label("announced_on"), works.announced_on)
    if works.notified_on:
        yield _day("notified_on", label("notified_on"), works.notified_on)
    yield Row("is_low_bid", "低入札", "該当する" if works.is_low_bid else "該当しない")
    yield from _years(works)
    yield Row("joint_venture_name", label("joint_venture_name"), works.joint_venture_name)
    yield from _members(works)


def _years(works: WorksReading) -> Iterator[Row]:
    for year in works.years:
        head = format_fiscal_year(year.year) if year.year is not None else f"年度（{year.row}行目）"
        note = ""
        if year is works.years[-1]:
            note = works.years_words
        yield Row(f"year{year.row}", head, year.words.partition("　")[2], note.removesuffix("。"))


def _members(works: WorksReading) -> Iterator[Row]:
    for member in works.members:
        yield Row(f"member{member.row}_name", "JV構成員", member.words)


def _request(reading: Reading, request: RequestReading) -> Iterator[Row]:
    product = request.product

    def name(part: str) -> str:
        return field_name(product, part)

    def row(part: str, value: str) -> Row:
        return Row(name(part), label_of(name(part)), value)

    yield row("form", _label(request.form))
    if request.year_base is not None:
        chosen = f"{format_fiscal_year(request.year_base.year)}の{request.year_base.base.label}"
        yield row("year_base", chosen)
    if product in DEPOSITED_PRODUCTS and request.fiscal_year_amount is not None:
        yield _yen(name("fiscal_year_amount"), "今年度対象額", request.fiscal_year_amount)
    if product is Product.PERFORMANCE and not reading.request(Product.ADVANCE).applies:
        yield row("advance_plan", _label(request.advance_plan))
    yield _yen(name("amount"), label_of(name("amount")), request.amount)
    if product in DEPOSITED_PRODUCTS:
        yield row("deposit_bank", request.deposit_bank)
        yield row("redeposit", _label(request.redeposit))
    yield row("payment_method", _label(request.payment_method))
    yield row("bill_to", request.bill_to)
    yield row("paper_statement", _wish(request.wants_paper_statement))


def _information(reading: Reading, branch_name: str) -> Iterator[Row]:
    other = reading.other
    yield Row("branch_id", label_of("branch_id"), branch_name)
    yield Row("wants_issue_mail", label_of("wants_issue_mail"), _wish(other.wants_issue_mail))
    if other.wants_issue_mail:
        yield Row("issue_mail_address", label_of("issue_mail_address"), other.issue_mail_address)


def _contact(reading: Reading) -> Iterator[Row]:
    other = reading.other
    for name in ("department", "job_title", "contact_name", "contact_phone", "message"):
        yield Row(name, label_of(name), str(getattr(other, name)))


def _yen(name: str, label: str, amount: int | None) -> Row:
    if amount is None:
        return Row(name, label, "")
    return Row(name, label, f"{format_yen(amount)}円", echo_yen(amount))


def _day(name: str, label: str, day: date | None) -> Row:
    return Row(name, label, echo_date(day) if day else "")


def _label(choice: LabelledEnum | None) -> str:
    return choice.label if choice is not None else ""


def _wish(wanted: object) -> str:
    return "" if wanted is None else ("希望する" if wanted else "希望しない")
