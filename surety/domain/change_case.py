"""One guarantee before a change of its works contract: what it covers, and what can be found out about it."""

from dataclasses import dataclass
from datetime import date

from surety.domain.agency_rules import AmountRule, Judgement, judge_amount
from surety.domain.contract_facts import ContractFacts, Fact
from surety.domain.price_change import ChangeNeed, PriceChangeRule
from surety.domain.products import LabelledEnum, Product, WorkKind


class Ground(LabelledEnum):
    """What an answer rests on."""

    PRICE_NOTE = "price_note", "保証証書の（注）2"
    MORE_ADVANCE = "more_advance", "請負契約の条項（前払金を追加するときの保証契約の変更）"
    EXCESS = "excess", "請負契約の条項（減額したときの前払金の返還）"
    COVERS_PERIOD = "covers_period", "請負契約の条項（契約保証の期間）"
    LEAST_AMOUNT = "least_amount", "請負契約の条項（契約保証の金額）"
    AGENCY_LINE = "agency_line", "発注者の定め（契約保証の金額の変更）"
    RIDER = "rider", "契約保証は前払金保証の特約"
    SILENT = "silent", "当システムで確認できる定めはありません"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A guarantee in force as the check sees it: what its latest certificate says, and its agency's rules.

    `before` is the works contract as that certificate shows it. `fiscal_year` is the one that is guaranteed; without it
    `starts_on` decides. `first_price` is the 請負金額 of its first certificate, `rule` the amount rule of its product and `price_rule` the agency's line for raising it, None where none is known.
    """

    number: str
    product: Product
    work_kind: WorkKind
    agency: str
    amount: int
    until: date
    starts_on: date
    first_price: int
    before: ContractFacts
    fiscal_year: int | None = None
    rule: AmountRule | None = None
    price_rule: PriceChangeRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one changed fact means for one guarantee; `source_url` where the agency itself says so."""

    subject: str
    need: ChangeNeed
    reason: str
    ground: Ground
    source_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer for one guarantee: the most urgent of its findings; without any, nothing that changed concerns it."""

    number: str
    product: Product
    need: ChangeNeed
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCase:
    """A guarantee with its works contract before and after, ready to be judged.

    `advance_yen` is the 前払金 of the new contract beside it; `loses_advance` says that none is paid any more.
    """

    covered: Covered
    after: ContractFacts
    advance_yen: int
    loses_advance: bool = False

    @property
    def payment(self) -> str:
        """前払金 or 中間前払金."""
        return "中間前払金" if self.covered.product is Product.INTERIM else "前払金"

    @property
    def paid_now(self) -> int:
        """What the agency pays under the new contract, in yen."""
        return self.after.paid.get(self.covered.number, self.covered.amount)

    def judge(self, amount: int) -> Judgement:
        """The amount against the agency's rule at the new contract's base."""
        base = self.after.year_amounts.get(self.covered.number, 0)
        word = Fact.YEAR_AMOUNT.label if base else self.covered.work_kind.price_label
        return judge_amount(
            self.covered.rule,
            amount=amount,
            base=base or self.after.price,
            base_word=word,
            advance_yen=self.advance_yen if self.covered.product is Product.INTERIM else 0,
        )
