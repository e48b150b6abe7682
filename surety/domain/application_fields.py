"""The fields of a 保証申込: their names, sections, blocks, labels and how each is read."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from surety.domain.joint_ventures import MOST_MEMBERS
from surety.domain.products import (
    CertificateForm,
    LabelledEnum,
    PaymentMethod,
    Product,
    Redeposit,
    WorkKind,
)
from surety.domain.works_years import MOST_YEARS

OFFERED_PRODUCTS = (Product.ADVANCE, Product.INTERIM, Product.PERFORMANCE)
# Their money is kept in an account of its own until it is spent.
DEPOSITED_PRODUCTS = frozenset({Product.ADVANCE, Product.INTERIM})


class Section(LabelledEnum):
    """The leaflet's three pages of the form, in order."""

    WORKS = "works", "請負工事の情報"
    GUARANTEES = "guarantees", "保証の申込内容"
    OTHER = "other", "その他"


class Block(LabelledEnum):
    """Parts of a page that can be cleared on their own."""

    WORKS = "works", "請負工事の情報"
    ADVANCE = "advance", "前払金保証"
    INTERIM = "interim", "中間前払金保証"
    PERFORMANCE = "performance", "契約保証"
    INFORMATION = "information", "インフォメーション"
    CONTACT = "contact", "連絡先"


class Kind(StrEnum):
    """How a text is read."""

    ROW = "row"
    NAME = "name"
    NOTES = "notes"
    CODE = "code"
    YEN = "yen"
    DATE = "date"
    MAIL = "mail"
    PHONE = "phone"
    CHOICE = "choice"
    TICK = "tick"
    YES_NO = "yes_no"
    FISCAL_YEAR = "fiscal_year"
    SHARE = "share"
    FILE = "file"


class AdvancePlan(LabelledEnum):
    """前払金の予定: a performance guarantee is a rider of the advance payment guarantee."""

    PLANNED = "planned", "予定がある（保証済みを含む）"
    NONE = "none", "予定はない"


class ReadableField(Protocol):
    """What reading a field's text asks of it; other forms have fields of their own."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def max_length(self) -> int: ...
    @property
    def choices(self) -> type[LabelledEnum] | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field. `max_length` in signs; `choices` for a choice; `is_copied` = 複写 takes it along."""

    name: str
    section: Section
    block: Block
    label: str
    kind: Kind
    max_length: int = 60
    choices: type[LabelledEnum] | None = None
    is_copied: bool = False


def _works(name: str, label: str, kind: Kind, **more: object) -> FieldSpec:
    return FieldSpec(name=name, section=Section.WORKS, block=Block.WORKS, label=label, kind=kind, **more)  # type: ignore[arg-type]  # keywords handed through


def _guarantee(block: Block, name: str, label: str, kind: Kind, **more: object) -> FieldSpec:
    return FieldSpec(
        name=f"{block.value}_{name}",
        section=Section.GUARANTEES,
        block=block,
        label=label,
        kind=kind,
        **more,  # type: ignore[arg-type]  # keywords handed through
    )


def _years() -> tuple[FieldSpec, ...]:
    """The rows of a multi-year contract: 年度, 出来高予定額, 支払限度額."""
    parts = (
        ("", "年度", Kind.FISCAL_YEAR),
        ("_planned", "出来高予定額", Kind.YEN),
        ("_limit", "支払限度額", Kind.YEN),
    )
    return tuple(
        _works(f"year{row}{part}", f"{label}（{row}行目）", kind)
        for row in range(1, MOST_YEARS + 1)
        for part, label, kind in parts
    )


def _members() -> tuple[FieldSpec, ...]:
    """The rows of a JV: 会社名, 住所, 出資割合."""
    parts = (
        ("name", "会社名", Kind.NAME, 80),
        ("address", "住所", Kind.NAME, 160),
        ("share", "出資割合", Kind.SHARE, 12),
    )
    return tuple(
        _works(
            f"member{row}_{part}",
            f"構成員の{label}（{row}行目）",
            kind,
            max_length=most,
            is_copied=True,
        )
        for row in range(1, MOST_MEMBERS + 1)
        for part, label, kind, most in parts
    )


def _other(block: Block, name: str, label: str, kind: Kind, **more: object) -> FieldSpec:
    return FieldSpec(
        name=name, section=Section.OTHER, block=block, label=label, kind=kind, is_copied=True, **more  # type: ignore[arg-type]  # keywords handed through
    )  # fmt: skip


def _product(block: Block, product: Product) -> tuple[FieldSpec, ...]:
    word = product.label
    rest = (
        _guarantee(
            block, "payment_method", f"{word}料支払方法", Kind.CHOICE, choices=PaymentMethod, is_copied=True
        ),
        _guarantee(block, "bill_to", f"{word}料請求先", Kind.NAME, max_length=80, is_copied=True),
        _guarantee(block, "paper_statement", "保証料計算書（紙）", Kind.YES_NO, is_copied=True),
    )
    head = (
        _guarantee(block, "applies", f"{word}を申し込む", Kind.TICK, is_copied=True),
        _guarantee(block, "form", "保証証書の形式", Kind.CHOICE, choices=CertificateForm, is_copied=True),
    )
    amount = _guarantee(block, "amount", f"{word}金額", Kind.YEN)
    if product is Product.PERFORMANCE:
        plan = _guarantee(block, "advance_plan", "前払金の予定", Kind.CHOICE, choices=AdvancePlan)
        return (*head, plan, amount, *rest)
    papers = (_guarantee(block, "recognition", "認定調書", Kind.FILE),) if product is Product.INTERIM else ()
    return (
        *head,
        _guarantee(block, "year_base", "今年度対象額とする年度", Kind.CODE, max_length=12),
        _guarantee(block, "fiscal_year_amount", "今年度対象額", Kind.YEN),
        amount,
        *papers,
        _guarantee(block, "deposit_bank", "預託金融機関", Kind.NAME, max_length=80, is_copied=True),
        _guarantee(
            block, "redeposit", "再預託利用区分", Kind.CHOICE, choices=Redeposit, is_copied=True
        ),
        *rest,
    )  # fmt: skip


FIELDS: tuple[FieldSpec, ...] = (
    _works("agency_id", "発注者", Kind.ROW, max_length=12, is_copied=True),
    _works("work_kind", "工事・業務の種類", Kind.CHOICE, choices=WorkKind, is_copied=True),
    _works("work_number", "工事番号", Kind.NAME, max_length=40),
    _works("work_name", "工事名", Kind.NAME, max_length=120),
    _works("work_place", "工事場所", Kind.NAME, max_length=120),
    _works("price", "請負金額", Kind.YEN),
    _works("period_from", "工期の始まり", Kind.DATE),
    _works("period_to", "工期の終わり", Kind.DATE),
    _works("contracted_on", "請負契約日", Kind.DATE),
    _works("announced_on", "入札公告日", Kind.DATE),
    _works("notified_on", "指名通知日", Kind.DATE),
    _works("is_low_bid", "調査基準価格を下回る価格での契約（低入札）である", Kind.TICK),
    *_years(),
    _works("joint_venture_name", "JV名", Kind.NAME, is_copied=True),
    *_members(),
    _works("representative", "JVの代表者", Kind.ROW, max_length=2, is_copied=True),
    *_product(Block.ADVANCE, Product.ADVANCE),
    *_product(Block.INTERIM, Product.INTERIM),
    *_product(Block.PERFORMANCE, Product.PERFORMANCE),
    _other(Block.INFORMATION, "branch_id", "申込送信先", Kind.ROW, max_length=12),
    _other(Block.INFORMATION, "wants_issue_mail", "電子保証発行完了のお知らせ", Kind.YES_NO),
    _other(Block.INFORMATION, "issue_mail_address", "メールアドレス", Kind.MAIL, max_length=254),
    _other(Block.CONTACT, "department", "担当部署", Kind.NAME),
    _other(Block.CONTACT, "job_title", "役職", Kind.NAME, max_length=40),
    _other(Block.CONTACT, "contact_name", "担当者名", Kind.NAME),
    _other(Block.CONTACT, "contact_phone", "連絡先電話番号", Kind.PHONE, max_length=40),
    FieldSpec(
        name="message",
        section=Section.OTHER,
        block=Block.CONTACT,
        label="お客様から弊社への連絡事項",
        kind=Kind.NOTES,
        max_length=1000,
    ),
)
BY_NAME = {spec.name: spec for spec in FIELDS}
NAMES = {section: tuple(spec.name for spec in FIELDS if spec.section is section) for section in Section}
BLOCK_NAMES = {block: tuple(spec.name for spec in FIELDS if spec.block is block) for block in Block}
# Comments of the branch may also speak of the attached papers or, with an empty name, of the whole.
ATTACHMENTS_FIELD = "contract_copy"
RECOGNITION_FIELD = "interim_recognition"

_SERVICES_LABELS = {
    "work_number": WorkKind.SERVICES.number_label,
    "work_name": WorkKind.SERVICES.name_label,
    "work_place": WorkKind.SERVICES.place_label,
    "price": WorkKind.SERVICES.price_label,
    "period_from": "履行期間の始まり",
    "period_to": "履行期間の終わり",
    "contracted_on": WorkKind.SERVICES.signed_label,
}


def label_of(name: str, *, work_kind: WorkKind | None = None) -> str:
    """The words for a field; those of 業務委託 differ a little."""
    if work_kind is WorkKind.SERVICES and name in _SERVICES_LABELS:
        return _SERVICES_LABELS[name]
    if name == ATTACHMENTS_FIELD:
        return "請負契約書などの写し"
    return BY_NAME[name].label if name in BY_NAME else "申込全体"


def products_on_form(*, is_interim: bool, is_later: bool = False) -> tuple[Product, ...]:
    """What one application may ask for: an interim payment alone, or what goes with a new works contract.

    `is_later`: an advance payment on a works contract that stands already, as in the next fiscal year.
    """
    if is_later:
        return (Product.ADVANCE,)
    return tuple(product for product in OFFERED_PRODUCTS if (product is Product.INTERIM) == is_interim)


def field_name(product: Product, part: str) -> str:
    """advance_amount, performance_form …"""
    return f"{product.value}_{part}"
