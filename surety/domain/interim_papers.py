"""認定請求書 and 工事履行報告書: the papers by which an agency is asked to recognise the right to an interim payment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from surety.domain.amount_rule import AmountRule
from surety.domain.dates import format_wareki
from surety.domain.handover import HandOver
from surety.domain.interim import HALF_PERCENT
from surety.domain.money import format_yen
from surety.domain.parties import Party
from surety.domain.percent import least_amount_at
from surety.domain.products import WorkKind

# What one page of the report holds in readable type.
MOST_MONTHS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class InterimPapers:
    """Everything both papers say that is known beforehand; what the contractor alone knows stays blank on them.

    Yen are whole, dates JST, texts exactly as typed. `begins` and `ends` are the whole 工期, `counted_from` and
    `counted_until` the days that are halved (those of one fiscal year where `is_yearly`). `base_yen` is 今年度対象額 there,
    else the price. `guarantor` is whose service made the file.
    """

    prepared_on: date
    beneficiary: str
    principal: Party
    joint_venture: str
    work_kind: WorkKind
    work_number: str
    works_name: str
    works_place: str
    contracted_on: date | None
    begins: date
    ends: date
    contract_amount: int
    is_yearly: bool
    base_yen: int
    counted_from: date
    counted_until: date
    first_day: date
    advance_yen: int
    advance_number: str
    guarantor: str
    is_sample: bool

    @property
    def request_title(self) -> str:
        """The name of the request."""
        return "中間前払金認定請求書"

    @property
    def report_title(self) -> str:
        """工事履行報告書, or 業務履行報告書."""
        return report_title(self.work_kind)

    @property
    def opening(self) -> str:
        """The sentence of the request."""
        return f"下記の{_thing(self.work_kind)}について、中間前払金の支払いに係る認定を請求します。"

    @property
    def sender(self) -> tuple[str, ...]:
        """受注者: address, JV, name and representative, one to a line."""
        lines = (
            self.principal.address,
            self.joint_venture,
            self.principal.name,
            self.principal.representative,
        )
        return tuple(line for line in lines if line)

    @property
    def half_value_yen(self) -> int:
        """What the finished work has to be worth at least: half of the base, the next whole yen."""
        return least_amount_at(self.base_yen, percent=HALF_PERCENT)

    @property
    def base_word(self) -> str:
        """今年度対象額, 請負金額 or 業務委託料."""
        return "今年度対象額" if self.is_yearly else self.work_kind.price_label

    @property
    def period_words(self) -> str:
        """The whole 工期 in words."""
        return f"{format_wareki(self.begins)}から{format_wareki(self.ends)}まで"

    def request_rows(self) -> tuple[tuple[str, str], ...]:
        """Label and value of the request's table; an empty value is left to the pen."""
        kind = self.work_kind
        yearly = (
            ("今年度対象額", f"{format_yen(self.base_yen)} 円"),
            (
                "今年度の期間",
                f"{format_wareki(self.counted_from)}から{format_wareki(self.counted_until)}まで",
            ),
        )
        return (
            (_number_label(kind), self.work_number),
            (kind.name_label, self.works_name),
            (f"{_thing(kind)}場所", self.works_place),
            ("契約年月日", format_wareki(self.contracted_on) if self.contracted_on else ""),
            (kind.period_label, self.period_words),
            (kind.price_label, f"{format_yen(self.contract_amount)} 円"),
            *(yearly if self.is_yearly else ()),
            ("前払金の額", f"{format_yen(self.advance_yen)} 円（保証契約番号 {self.advance_number}）"),
        )

    def conditions(self) -> tuple[str, ...]:
        """The three conditions, with the figures of this contract, to be ticked on the request."""
        span = "今年度の期間" if self.is_yearly else self.work_kind.period_label
        return (
            f"{span}の2分の1を経過していること（{format_wareki(self.first_day)}以後）",
            f"工程表により、{span}の2分の1を経過するまでに実施すべきものとされている作業が行われていること",
            f"すでに行われた作業に要する経費が、{self.base_word}の2分の1（{format_yen(self.half_value_yen)}円）以上であること",
        )

    def enclosures(self) -> tuple[str, ...]:
        """What goes with the request, to be ticked on it."""
        return (self.report_title, "工程表", "その他（　　　　　　　　　　　　　　　　　　　　）")

    def report_rows(self) -> tuple[tuple[str, str], ...]:
        """Label and value of the report's head."""
        kind = self.work_kind
        return (
            (kind.name_label, self.works_name),
            (kind.period_label, self.period_words),
            (kind.price_label, f"{format_yen(self.contract_amount)} 円"),
        )

    def months(self) -> tuple[str, ...]:
        """The months of the report, 令和7年6月 and so on; of a long work those around the first day that counts."""
        first, last = _month(self.counted_from), _month(self.counted_until)
        if last - first >= MOST_MONTHS:
            last = min(last, max(_month(self.first_day), first + MOST_MONTHS - 1))
            first = max(first, last - MOST_MONTHS + 1)
        return tuple(
            format_wareki(date(month // 12, month % 12 + 1, 1)).removesuffix("1日")
            for month in range(first, last + 1)
        )


def report_title(kind: WorkKind) -> str:
    """The name of the report on works or services."""
    return "工事履行報告書" if kind is WorkKind.WORKS else "業務履行報告書"


def wanted_besides(rule: AmountRule | None, ways: Sequence[HandOver]) -> tuple[str, ...]:
    """What the agency asks for beyond the three conditions: its own conditions, and the papers and refusals of its hand-over.

    Needs the rule of the 中間前払金 (None = unknown) and the ways in which its key is handed over today.
    """
    found = [rule.conditions, rule.note] if rule is not None and not rule.is_general else []
    for way in ways:
        found += [f"請求のときに添えるもの：{paper}" for paper in way.extra_papers]
        found += [f"請求のときに受け付けないもの：{paper}" for paper in way.refuses]
    return tuple(dict.fromkeys(words for words in found if words))


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _thing(kind: WorkKind) -> str:
    return "工事" if kind is WorkKind.WORKS else "業務"


def _number_label(kind: WorkKind) -> str:
    return "工事番号" if kind is WorkKind.WORKS else "業務番号"
