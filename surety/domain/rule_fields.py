"""The fields of each kind of row, as people name them: one list for the form, the history and the workbook."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from surety.domain.amount_rule import RuleCase, ThresholdBasis
from surety.domain.dates import format_wareki
from surety.domain.electronic_acceptance import ELECTRONIC_PRODUCTS, StartPrecision
from surety.domain.handover import Channel
from surety.domain.money import format_yen
from surety.domain.products import DecisiveDate, LabelledEnum, Product, WorkKind
from surety.domain.rule_field import FROM_HINT, SOURCE, TO_HINT, FieldType, RuleField, choice, span
from surety.domain.rule_kinds import Rule, RuleKind, kind_of

__all__ = ["FIELDS", "NONE_WORD", "FieldDifference", "FieldType", "RuleField", "differences", "show_field"]

NONE_WORD = "なし"

_DECISIVE = choice("decisive_date", "基準日", DecisiveDate, "どの日付で、この取扱いかどうかを決めるか。")

_AMOUNT = (
    choice("product", "保証の種類", Product, products=True),
    choice("work_kind", "契約の種類", WorkKind),
    choice("case", "場合", RuleCase),
    _DECISIVE,
    *span("基準日がこの日からのもの"),
    RuleField(
        name="offered",
        label="取扱い",
        type=FieldType.FLAG,
        yes_no=("あり", "なし"),
        hint="「なし」のときは、割合と限度額を空欄にします。",
    ),
    RuleField(
        name="ratio_percent",
        label="割合",
        type=FieldType.PERCENT,
        hint="前払金・中間前払金は上限、契約保証は必要な割合。資料にないときは空欄（一般の割合で「要確認」と表示）。",
    ),
    RuleField(
        name="sure_percent",
        label="条件を満たさないときの割合",
        type=FieldType.PERCENT,
        hint="条件つきの割合のときだけ。例：対象の経費は40%、その他は30%なら 30。",
    ),
    RuleField(
        name="total_percent",
        label="前払金と合わせた割合",
        type=FieldType.PERCENT,
        hint="中間前払金のときだけ。例：60。",
    ),
    RuleField(
        name="cap_yen",
        label="限度額",
        type=FieldType.YEN,
        hint="限度額がないとき、資料に書かれていないときは空欄にします。",
    ),
    RuleField(
        name="is_uncapped",
        label="「上限なし」の記載",
        type=FieldType.FLAG,
        yes_no=("あり", "なし"),
        hint="限度額を撤廃したと資料にあるときは「あり」。書かれていないときと、限度額があるときは「なし」。",
    ),
    RuleField(
        name="rounding_unit",
        label="切捨ての単位",
        type=FieldType.YEN,
        hint="1円まで保証できるときは 1、10万円未満切捨てなら 100,000。",
        is_required=True,
    ),
    RuleField(name="threshold_yen", label="対象となる金額", type=FieldType.YEN, hint="例：1,300,000。"),
    RuleField(
        name="threshold_inclusive",
        label="金額の境目",
        type=FieldType.FLAG,
        yes_no=("以上（その額を含む）", "超（その額を含まない）"),
    ),
    choice("threshold_basis", "比べる金額", ThresholdBasis),
    RuleField(name="min_days", label="対象となる日数", type=FieldType.COUNT, unit="日"),
    RuleField(name="min_months", label="対象となる月数", type=FieldType.COUNT, unit="か月"),
    RuleField(
        name="period_inclusive",
        label="期間の境目",
        type=FieldType.FLAG,
        yes_no=("以上（その期間を含む）", "超（その期間を含まない）"),
    ),
    RuleField(name="conditions", label="条件", type=FieldType.NOTES, hint="申込の画面と一覧に表示します。"),
    RuleField(name="note", label="補足", type=FieldType.NOTES, hint="発注者の取扱いのページに表示します。"),
    *SOURCE,
)

_ACCEPTANCE = (
    _DECISIVE,
    RuleField(
        name="accepted_from",
        label="いつから",
        type=FieldType.DATE,
        hint=f"基準日がこの日からのもの。{FROM_HINT}",
    ),
    choice("start_precision", "始まりの細かさ", StartPrecision, "月までしか分からないときは、その月の1日を入れて「月」を選びます。"),
    RuleField(name="accepted_to", label="いつまで", type=FieldType.DATE, hint=TO_HINT),
    RuleField(
        name="products",
        label="対象の保証",
        type=FieldType.CHOICES,
        is_required=True,
        options=tuple(product for product in Product if product in ELECTRONIC_PRODUCTS),
    ),
    RuleField(
        name="work_kinds",
        label="対象の契約",
        type=FieldType.CHOICES,
        is_required=True,
        options=tuple(WorkKind),
    ),
    RuleField(
        name="first_contract_only",
        label="紙の証書で始まった契約の変更",
        type=FieldType.FLAG,
        yes_no=("紙の証書で手続き", "電子保証も可"),
    ),
    RuleField(name="excluded", label="対象外", type=FieldType.NOTES),
    RuleField(name="note", label="補足", type=FieldType.NOTES),
    *SOURCE,
)  # fmt: skip

_HANDOVER = (
    RuleField(
        name="product",
        label="保証の種類",
        type=FieldType.CHOICE,
        options=tuple(product for product in Product if product in ELECTRONIC_PRODUCTS),
        blank="すべての保証",
    ),
    *span("認証キーを出す日"),
    choice("channel", "出し方", Channel),
    RuleField(name="addressee", label="提出先の課・係", type=FieldType.LINE),
    RuleField(
        name="address",
        label="宛先",
        type=FieldType.LINE,
        hint="公表されているメールアドレス、申請フォームのアドレス、ファクス番号。案件ごとに異なるときは空欄にします。",
    ),
    RuleField(
        name="subject_template",
        label="件名",
        type=FieldType.LINE,
        hint="発注者が決めているときだけ。{work_name} のように書くと、契約の内容に置き換わります。",
    ),
    RuleField(
        name="body_template",
        label="本文",
        type=FieldType.NOTES,
        hint="発注者が決めているときだけ。空欄のメールには、標準の文例を使います。",
        length=4000,
    ),
    RuleField(name="extra_papers", label="いっしょに出すもの", type=FieldType.LIST, hint="1行に1つ。"),
    RuleField(name="refuses", label="受け付けないもの", type=FieldType.LIST, hint="1行に1つ。"),
    RuleField(name="notes", label="ご注意", type=FieldType.NOTES),
    *SOURCE,
)

_PRICE_CHANGE = (
    *span("変更契約の日"),
    RuleField(
        name="line_percent",
        label="契約保証の変更が必要になる割合",
        type=FieldType.PERCENT,
        hint="当初の請負金額に対する割合。1.25倍なら 125。資料に数字がないときは空欄にします。",
    ),
    RuleField(name="note", label="補足", type=FieldType.NOTES),
    *SOURCE,
)

_OVERHEAD = (
    _DECISIVE,
    *span("基準日がこの日からのもの"),
    RuleField(
        name="percent",
        label="現場管理費等に使える割合",
        type=FieldType.PERCENT,
        hint="前払金に対する割合。例：25。",
        is_required=True,
    ),
    RuleField(
        name="products",
        label="対象の前払金",
        type=FieldType.CHOICES,
        is_required=True,
        options=(Product.ADVANCE, Product.INTERIM),
        hint="資料が中間前払金を除いているとき、触れていないときは、前払金だけを選びます。",
    ),
    RuleField(
        name="work_kinds",
        label="対象の契約",
        type=FieldType.CHOICES,
        is_required=True,
        options=tuple(WorkKind),
        hint="資料が業務委託を除いているとき、触れていないときは、工事だけを選びます。",
    ),
    RuleField(
        name="older_by_change",
        label="始まりの日より前の契約",
        type=FieldType.FLAG,
        yes_no=("変更契約をすれば対象", "対象外、または記載なし"),
    ),
    RuleField(name="note", label="補足", type=FieldType.NOTES),
    *SOURCE,
)

FIELDS: dict[RuleKind, tuple[RuleField, ...]] = {
    RuleKind.ACCEPTANCE: _ACCEPTANCE,
    RuleKind.HANDOVER: _HANDOVER,
    RuleKind.AMOUNT: _AMOUNT,
    RuleKind.PRICE_CHANGE: _PRICE_CHANGE,
    RuleKind.OVERHEAD: _OVERHEAD,
}


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field of a row before and after, in words; `before` is empty for a new row."""

    label: str
    before: str
    after: str


def show_field(field: RuleField, value: object) -> str:
    """A field's value in words; nothing for an empty one, except for a choice that names its blank."""
    if value is None or value == "":
        return field.blank
    if isinstance(value, tuple | frozenset):
        parts = [option for option in field.options if option in value] if field.options else value
        return "、".join(str(getattr(part, "label", part)) for part in parts)
    return _show_single(field, value)


def _show_single(field: RuleField, value: object) -> str:
    match value:
        case bool():
            words = field.yes_no[0] if value else field.yes_no[1]
        case LabelledEnum():
            words = value.label
        case date():
            words = format_wareki(value)
        case Decimal():
            words = f"{value.normalize():f}%"
        case int() if field.type is FieldType.YEN:
            words = f"{format_yen(value)}円"
        case _:
            words = f"{value}{field.unit}"
    return words


def differences(before: Rule | None, after: Rule) -> tuple[FieldDifference, ...]:
    """The fields in which two rows of one kind differ; for a new row all fields that say something."""
    found = []
    for field in FIELDS[kind_of(after)]:
        old = show_field(field, getattr(before, field.name)) if before else ""
        new = show_field(field, getattr(after, field.name))
        if (before is None and new) or (before is not None and old != new):
            found.append(FieldDifference(field.label, old or NONE_WORD, new or NONE_WORD))
    return tuple(found)
