"""One field of a row of the rule book, and the fields that rows of several kinds share."""

from dataclasses import dataclass
from enum import StrEnum

from surety.domain.electronic_acceptance import ELECTRONIC_PRODUCTS
from surety.domain.products import LabelledEnum


class FieldType(StrEnum):
    """How a field is typed and shown."""

    LINE = "line"
    NOTES = "notes"
    LIST = "list"
    DATE = "date"
    YEN = "yen"
    COUNT = "count"
    PERCENT = "percent"
    CHOICE = "choice"
    CHOICES = "choices"
    FLAG = "flag"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleField:
    """One field: its name in the row, its label, how it is read, and what it offers.

    `blank` is the word for an empty choice, `yes_no` the two words of a flag, `length` the most signs of a text.
    """

    name: str
    label: str
    type: FieldType
    hint: str = ""
    is_required: bool = False
    options: tuple[LabelledEnum, ...] = ()
    blank: str = ""
    yes_no: tuple[str, str] = ("はい", "いいえ")
    unit: str = ""
    length: int = 500


FROM_HINT = "この日を含みます。資料に始まりの日がないときは空欄にします。"
TO_HINT = "この日を含みます。終わりが決まっていないときは空欄にします。"
SOURCE = (
    RuleField(
        name="source_url",
        label="出典",
        type=FieldType.LINE,
        hint="発注者のページのアドレス、または資料の名前と日付。",
        is_required=True,
    ),
    RuleField(name="source_read_on", label="出典を確認した日", type=FieldType.DATE, is_required=True),
)


def span(kind: str = "契約日") -> tuple[RuleField, RuleField]:
    """The first and the last day of a row, whose days are of this kind."""
    return (
        RuleField(name="valid_from", label="いつから", type=FieldType.DATE, hint=f"{kind}。{FROM_HINT}"),
        RuleField(name="valid_to", label="いつまで", type=FieldType.DATE, hint=TO_HINT),
    )


def choice(
    name: str, label: str, options: type[LabelledEnum], hint: str = "", *, products: bool = False
) -> RuleField:
    """One choice that has to be made; `products` leaves out what no agency's row speaks of."""
    offered = tuple(option for option in options if not products or option in ELECTRONIC_PRODUCTS)
    return RuleField(
        name=name, label=label, type=FieldType.CHOICE, hint=hint, is_required=True, options=offered
    )
