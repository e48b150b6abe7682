"""What could be read from the draft of a 保証申込: every text as a value of the domain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from surety.domain.amount_rule import DecisiveDates
from surety.domain.application_draft import NO, YES, Draft
from surety.domain.application_fields import (
    FIELDS,
    NAMES,
    OFFERED_PRODUCTS,
    AdvancePlan,
    Kind,
    ReadableField,
    Section,
    field_name,
    label_of,
    products_on_form,
)
from surety.domain.contact import parse_mail_address, parse_phone
from surety.domain.dates import parse_date
from surety.domain.errors import Unreadable
from surety.domain.fiscal_years import parse_fiscal_year
from surety.domain.joint_ventures import WHOLE, Member, parse_share, total_share, total_share_words
from surety.domain.money import parse_yen
from surety.domain.products import CertificateForm, PaymentMethod, Product, Redeposit, WorkKind
from surety.domain.text import find_unprintable, tidy_name
from surety.domain.works_rows import ROW_NAMES, read_members, read_years
from surety.domain.works_years import (
    ChosenBase,
    WorkYear,
    base_amount,
    planned_total,
    planned_words,
    read_base,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksReading:
    """請負工事の情報 as values; None or "" where nothing (readable) stands. Yen and JST dates."""

    agency_id: int | None
    work_kind: WorkKind
    work_number: str
    work_name: str
    work_place: str
    price: int | None
    period_from: date | None
    period_to: date | None
    contracted_on: date | None
    announced_on: date | None
    notified_on: date | None
    is_low_bid: bool
    joint_venture_name: str
    years: tuple[WorkYear, ...] = ()
    members: tuple[Member, ...] = ()

    @property
    def years_total(self) -> int:
        """The 出来高予定額 of all years in one sum."""
        return planned_total(self.years)

    @property
    def years_words(self) -> str:
        """That sum beside the price, in words."""
        return planned_words(self.years, price=self.price, price_word=self.work_kind.price_label)

    @property
    def shares_are_whole(self) -> bool:
        """Whether the shares of the JV's members are exactly 100 %."""
        return total_share(self.members) == WHOLE

    @property
    def members_words(self) -> str:
        """The sum of the shares, in words."""
        return total_share_words(self.members)

    @property
    def dates(self) -> DecisiveDates:
        """The dates on which a rule can hang."""
        return DecisiveDates(
            contract=self.contracted_on, announcement=self.announced_on, notice=self.notified_on
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReading:
    """One product's block as values.

    `fiscal_year_amount` is 今年度対象額: on a multi-year contract that of the `year_base` chosen, else as typed.
    """

    product: Product
    applies: bool
    form: CertificateForm | None
    fiscal_year_amount: int | None
    amount: int | None
    deposit_bank: str
    redeposit: Redeposit | None
    payment_method: PaymentMethod | None
    bill_to: str
    wants_paper_statement: bool | None
    advance_plan: AdvancePlan | None
    year_base: ChosenBase | None = None

    @property
    def fiscal_year(self) -> int | None:
        """The western year of the fiscal year that is guaranteed; None for the whole contract."""
        return self.year_base.year if self.year_base is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherReading:
    """その他 as values."""

    branch_id: int | None
    wants_issue_mail: bool | None
    issue_mail_address: str
    department: str
    job_title: str
    contact_name: str
    contact_phone: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The whole draft as values. `unreadable` holds a sentence per field that could not be read.

    `is_interim`: it is for an interim payment on a works contract that has its 前払金保証 already; `is_later`: for a later
    advance payment on one that stands already.
    """

    works: WorksReading
    requests: tuple[RequestReading, ...]
    other: OtherReading
    unreadable: Mapping[str, str]
    is_interim: bool = False
    is_later: bool = False

    @property
    def has_given_works(self) -> bool:
        """Whether the works contract stands already and is not written here."""
        return self.is_interim or self.is_later

    def request(self, product: Product) -> RequestReading:
        """The block of a product."""
        return next(request for request in self.requests if request.product is product)

    @property
    def products(self) -> tuple[Product, ...]:
        """The products that this application may ask for."""
        return products_on_form(is_interim=self.is_interim, is_later=self.is_later)

    @property
    def on_form(self) -> tuple[RequestReading, ...]:
        """Their blocks."""
        return tuple(request for request in self.requests if request.product in self.products)

    @property
    def wanted(self) -> tuple[RequestReading, ...]:
        """The blocks whose guarantee is applied for."""
        return tuple(request for request in self.requests if request.applies)


def read_draft(draft: Draft) -> Reading:
    """Read every field of a draft; nothing raises, what cannot be read is named in `unreadable`."""
    kind = _choice(WorkKind, draft.text("work_kind")) or WorkKind.WORKS
    values: dict[str, object] = {}
    unreadable: dict[str, str] = {}
    for spec in FIELDS:
        try:
            values[spec.name] = read_text(spec, draft.text(spec.name), work_kind=kind)
        except Unreadable as refused:
            values[spec.name] = "" if spec.kind in _TEXT_KINDS else None
            unreadable[spec.name] = refused.message
    years = read_years(values, draft.texts)
    works = {name: values[name] for name in NAMES[Section.WORKS] if name not in ROW_NAMES}
    works |= {"work_kind": kind, "years": years, "members": read_members(values, draft.texts)}
    is_interim, is_later = bool(draft.advance_number), bool(draft.contract_id)
    offered = products_on_form(is_interim=is_interim, is_later=is_later)
    return Reading(
        works=WorksReading(**works),  # type: ignore[arg-type]  # each name is read by its own kind
        requests=tuple(
            _request(product, values, is_offered=product in offered, years=years)
            for product in OFFERED_PRODUCTS
        ),
        other=OtherReading(**{name: values[name] for name in NAMES[Section.OTHER]}),  # type: ignore[arg-type]  # as above
        unreadable=unreadable,
        is_interim=is_interim,
        is_later=is_later,
    )


_TEXT_KINDS = frozenset({Kind.NAME, Kind.NOTES, Kind.CODE, Kind.MAIL, Kind.PHONE})


def read_text(
    spec: ReadableField, text: str, *, work_kind: WorkKind = WorkKind.WORKS, label: str = ""
) -> object:
    """The value of one field's text: "" or None for a blank one. Raises Unreadable with a sentence about `label`."""
    if spec.kind is Kind.TICK:
        return text == YES
    if not text.strip() or spec.kind is Kind.FILE:
        return "" if spec.kind in _TEXT_KINDS else None
    if spec.kind is Kind.YES_NO:
        return {YES: True, NO: False}.get(text)
    if spec.kind is Kind.ROW:
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None
    if spec.choices is not None:
        return _choice(spec.choices, text)
    return _read_typed(spec, text, label=label or label_of(spec.name, work_kind=work_kind))


def _read_typed(spec: ReadableField, text: str, *, label: str) -> object:
    if spec.kind is Kind.YEN:
        return parse_yen(text, label=label)
    if spec.kind is Kind.DATE:
        return parse_date(text, label=label)
    if spec.kind is Kind.FISCAL_YEAR:
        return parse_fiscal_year(text, label=label)
    if spec.kind is Kind.SHARE:
        return parse_share(text, label=label)
    return _read_words(spec, text, label=label)


def _read_words(spec: ReadableField, text: str, *, label: str) -> str:
    words = tidy_name(text)
    if len(words) > spec.max_length:
        raise Unreadable(
            "too_long",
            f"{label}は{spec.max_length:,}文字以内で入力してください（いまは{len(words):,}文字です）",
        )
    if spec.kind is Kind.MAIL:
        return parse_mail_address(words, label=label)
    if spec.kind is Kind.PHONE:
        return parse_phone(words, label=label)
    if signs := find_unprintable(words, lines=spec.kind is Kind.NOTES):
        named = "、".join(signs[:3]) + ("など" if len(signs) > 3 else "")
        raise Unreadable(
            "unprintable",
            f"{label}に印刷できない文字があります（{named}）。別の文字に置き換えてください",
        )
    return words


def _request(
    product: Product, values: Mapping[str, object], *, is_offered: bool, years: tuple[WorkYear, ...]
) -> RequestReading:
    def part(name: str) -> object:
        return values.get(field_name(product, name))

    chosen = read_base(str(part("year_base") or "")) if years else None
    return RequestReading(
        product=product,
        applies=is_offered and bool(part("applies")),
        form=part("form"),  # type: ignore[arg-type]  # each name is read by its own kind
        fiscal_year_amount=base_amount(years, chosen) if years else part("fiscal_year_amount"),  # type: ignore[arg-type]  # as above
        amount=part("amount"),  # type: ignore[arg-type]  # as above
        deposit_bank=str(part("deposit_bank") or ""),
        redeposit=part("redeposit"),  # type: ignore[arg-type]  # as above
        payment_method=part("payment_method"),  # type: ignore[arg-type]  # as above
        bill_to=str(part("bill_to") or ""),
        wants_paper_statement=part("paper_statement"),  # type: ignore[arg-type]  # as above
        advance_plan=part("advance_plan"),  # type: ignore[arg-type]  # as above
        year_base=chosen,
    )


def _choice(kind: type[T], text: str) -> T | None:
    try:
        return kind(text)  # type: ignore[call-arg]  # an enum is called with its value
    except ValueError:
        return None
