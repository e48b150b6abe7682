"""The fields of a 契約保証予約申込: their names, parts, labels and how each is read.

No source lists them (docs/rules/bid-bonds.md); they are what a promise of a 契約保証 needs.
"""

from dataclasses import dataclass
from decimal import Decimal

from surety.domain.application_fields import AdvancePlan, Kind
from surety.domain.products import LabelledEnum, PaymentMethod, WorkKind


class BondRatio(LabelledEnum):
    """契約保証割合: the share of the price that the 契約保証 will have to cover."""

    TENTH = "10", "10分の1以上（10%）"
    THREE_TENTHS = "30", "10分の3以上（30%）低入札など"

    @property
    def percent(self) -> Decimal:
        """10 or 30."""
        return Decimal(self.value)


class Part(LabelledEnum):
    """The parts of the form, in order."""

    BID = "bid", "入札の情報"
    BOND = "bond", "予約の内容"
    FEE = "fee", "予約手数料"
    CONTACT = "contact", "連絡先"


@dataclass(frozen=True, slots=True, kw_only=True)
class BidBondField:
    """One field. `max_length` in signs; `choices` for a choice."""

    name: str
    part: Part
    label: str
    kind: Kind
    max_length: int = 60
    choices: type[LabelledEnum] | None = None


def _field(part: Part, name: str, label: str, kind: Kind, **more: object) -> BidBondField:
    return BidBondField(name=name, part=part, label=label, kind=kind, **more)  # type: ignore[arg-type]  # keywords handed through


FIELDS: tuple[BidBondField, ...] = (
    _field(Part.BID, "agency_id", "発注者", Kind.ROW, max_length=12),
    _field(Part.BID, "work_kind", "種類", Kind.CHOICE, choices=WorkKind),
    _field(Part.BID, "work_number", "案件番号", Kind.NAME, max_length=40),
    _field(Part.BID, "work_name", "案件名", Kind.NAME, max_length=120),
    _field(Part.BID, "bid_on", "入札日（開札日）", Kind.DATE),
    _field(Part.BID, "bid_price", "入札予定金額", Kind.YEN),
    _field(Part.BID, "joint_venture_name", "JV名", Kind.NAME),
    _field(Part.BID, "representative", "JVの代表者", Kind.NAME, max_length=80),
    _field(Part.BOND, "ratio", "契約保証割合", Kind.CHOICE, choices=BondRatio),
    _field(Part.BOND, "amount", "予約金額", Kind.YEN),
    _field(Part.BOND, "award_on", "落札予定日", Kind.DATE),
    _field(Part.BOND, "valid_until", "予約の有効期限", Kind.DATE),
    _field(Part.BOND, "advance_plan", "前払金の予定", Kind.CHOICE, choices=AdvancePlan),
    _field(Part.FEE, "payment_method", "予約手数料の支払方法", Kind.CHOICE, choices=PaymentMethod),
    _field(Part.FEE, "bill_to", "予約手数料の請求先", Kind.NAME, max_length=80),
    _field(Part.CONTACT, "branch_id", "申込送信先", Kind.ROW, max_length=12),
    _field(Part.CONTACT, "department", "担当部署", Kind.NAME),
    _field(Part.CONTACT, "job_title", "役職", Kind.NAME, max_length=40),
    _field(Part.CONTACT, "contact_name", "担当者名", Kind.NAME),
    _field(Part.CONTACT, "contact_phone", "連絡先電話番号", Kind.PHONE, max_length=40),
    _field(Part.CONTACT, "message", "お客様から弊社への連絡事項", Kind.NOTES, max_length=1000),
)
BY_NAME = {spec.name: spec for spec in FIELDS}
NAMES = tuple(BY_NAME)
CONTACT_NAMES = ("department", "job_title", "contact_name", "contact_phone")
# What the live figures need of the form.
FIGURE_NAMES = ("bid_price", "ratio", "amount")


def label_of(name: str) -> str:
    """The words for a field; an empty name is the whole application."""
    return BY_NAME[name].label if name in BY_NAME else "申込全体"
