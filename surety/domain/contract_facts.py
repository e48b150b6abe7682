"""What a works contract says at one time, and what differs between then and now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from surety.domain.dates import format_wareki
from surety.domain.joint_ventures import MemberChange
from surety.domain.money import format_yen
from surety.domain.products import LabelledEnum, WorkKind


class Fact(LabelledEnum):
    """One fact of a works contract that a guarantee hangs on or a certificate shows."""

    PRICE = "price", "請負金額"
    PAID = "paid", "前払金額"
    YEAR_AMOUNT = "year_amount", "今年度対象額"
    PERIOD_FROM = "period_from", "工期の始まり"
    PERIOD_TO = "period_to", "工期の終わり"
    WORK_NAME = "work_name", "工事名"
    BENEFICIARY = "beneficiary", "発注者名"
    CONTRACTOR = "contractor", "受注者名"
    REPRESENTATIVE = "representative", "代表者"
    ADDRESS = "address", "受注者の住所"
    JOINT_VENTURE = "joint_venture", "JV名"
    MEMBERS = "members", "JV構成員"

    def label_for(self, kind: WorkKind) -> str:
        """The label as it stands on a 工事 or a 業務委託."""
        match self:
            case Fact.PRICE:
                return kind.price_label
            case Fact.PERIOD_FROM:
                return f"{kind.period_label}の始まり"
            case Fact.PERIOD_TO:
                return f"{kind.period_label}の終わり"
            case Fact.WORK_NAME:
                return kind.name_label
            case _:
                return self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFacts:
    """A works contract as a change sees it: yen, JST dates, texts exactly as typed.

    `paid` is what the agency pays in advance, `year_amounts` the 今年度対象額, each by the number of the guarantee it
    belongs to. `members` is empty unless the members of the 共同企業体 changed; it then says how, and `member_change` holds
    them one by one where they were entered so.
    """

    price: int
    period_from: date
    period_to: date
    work_name: str
    beneficiary: str
    contractor: str
    representative: str
    address: str
    joint_venture: str = ""
    members: str = ""
    member_change: MemberChange | None = None
    paid: Mapping[str, int] = field(default_factory=dict)
    year_amounts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One fact that changed: before and after in words, and the new `value` for machines (yen, ISO date or text).

    `number` is the guarantee that the fact belongs to, empty for one of the whole contract.
    """

    fact: Fact
    label: str
    before: str
    after: str
    value: str
    number: str = ""


_SINGLE = tuple(fact for fact in Fact if fact not in (Fact.PAID, Fact.YEAR_AMOUNT))


def find_differences(
    before: ContractFacts, after: ContractFacts, *, work_kind: WorkKind, interim: frozenset[str] = frozenset()
) -> tuple[Difference, ...]:
    """What changed, in the order of Fact; `interim` are the numbers whose payment is a 中間前払金."""
    found = []
    for fact in Fact:
        if fact in _SINGLE:
            pairs = [("", getattr(before, fact.value), getattr(after, fact.value))]
        else:
            old, new = _by_number(before, fact), _by_number(after, fact)
            pairs = [(number, old.get(number), new.get(number)) for number in sorted({*old, *new})]
        for number, was, now in pairs:
            if was == now:
                continue
            is_interim = fact is Fact.PAID and number in interim
            label = "中間前払金額" if is_interim else fact.label_for(work_kind)
            found.append(
                Difference(
                    fact=fact,
                    label=label,
                    before=_words(was),
                    after=_words(now),
                    value=_plain(now),
                    number=number,
                )
            )
    return tuple(found)


def _by_number(facts: ContractFacts, fact: Fact) -> Mapping[str, int]:
    return facts.paid if fact is Fact.PAID else facts.year_amounts


def _words(value: object) -> str:
    match value:
        case int():
            return f"{format_yen(value)}円"
        case date():
            return format_wareki(value)
        case _:
            return str(value or "－")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value if value is not None else "")
