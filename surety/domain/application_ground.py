"""What a 保証申込 is judged against: the agency's handling, the tariff, the company's own terms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from surety.domain.amount_rule import AmountRule, DecisiveDates, RuleFinding
from surety.domain.application_reading import Reading, RequestReading, WorksReading
from surety.domain.coverage import guaranteed_from, guaranteed_until
from surety.domain.electronic_acceptance import ElectronicAcceptance, ElectronicVerdict
from surety.domain.interim import AdvanceBehind
from surety.domain.products import Product, WorkKind
from surety.domain.tariff import Tariff
from surety.domain.work_scope import days_between


class Handling(Protocol):
    """発注者ごとの取扱い, as the queries give it."""

    @property
    def name(self) -> str:
        """The agency's name."""

    @property
    def acceptances(self) -> tuple[ElectronicAcceptance, ...]:
        """The agency's dated words that it takes electronic surety."""

    def find_rule(
        self, product: Product, *, work_kind: WorkKind, dates: DecisiveDates, is_low_bid: bool = False
    ) -> RuleFinding:
        """The amount rule to apply."""

    def judge_electronic(
        self, product: Product, *, work_kind: WorkKind, dates: DecisiveDates
    ) -> ElectronicVerdict:
        """Whether electronic surety is offered, and why not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """`handling` None = no agency chosen yet; `branch_ids` are the offices one may send to.

    `locked` are products whose request is already decided: their blocks can no longer change. For an interim
    payment, `advance` is the 前払金保証 behind it, `recognition_reports` counts the attached 認定調書, and `twin` is
    the receipt number of another application for the same payment. `company` is the applying contractor,
    `works_are_fixed` says that a guarantee was approved on the works contract already, and `taken_years` names by
    fiscal year (None = the whole contract) the other 前払金保証 on it.
    """

    handling: Handling | None
    tariff: Tariff | None
    has_monthly_account: bool
    branch_ids: frozenset[int]
    locked: frozenset[Product] = frozenset()
    advance: AdvanceBehind | None = None
    recognition_reports: int = 0
    twin: str = ""
    company: str = ""
    works_are_fixed: bool = False
    taken_years: Mapping[int | None, str] = field(default_factory=dict)

    def advance_yen(self, product: Product) -> int:
        """The 前払金 that counts toward a product's limit: an interim payment shares one with it."""
        return self.advance.amount_yen if self.advance is not None and product is Product.INTERIM else 0


def rule_of(works: WorksReading, product: Product, *, handling: Handling | None) -> AmountRule | None:
    """The amount rule of the chosen agency for a product; None without an agency or a rule."""
    return finding_of(works, product, handling=handling).rule


def finding_of(works: WorksReading, product: Product, *, handling: Handling | None) -> RuleFinding:
    """As rule_of, with the date that is still needed."""
    if handling is None:
        return RuleFinding(None)
    return handling.find_rule(
        product, work_kind=works.work_kind, dates=works.dates, is_low_bid=works.is_low_bid
    )


def electronic_of(
    works: WorksReading, product: Product, *, handling: Handling | None
) -> ElectronicVerdict | None:
    """Whether the chosen agency takes a product electronically; None without an agency."""
    if handling is None:
        return None
    return handling.judge_electronic(product, work_kind=works.work_kind, dates=works.dates)


def base_of(reading: Reading, request: RequestReading) -> tuple[int | None, str]:
    """The yen an amount is measured against and its name: 今年度対象額 if given, else 請負金額 (design 7)."""
    works = reading.works
    if request.product is not Product.PERFORMANCE and request.fiscal_year_amount is not None:
        return request.fiscal_year_amount, "今年度対象額"
    return works.price, works.work_kind.price_label


def days_covered(works: WorksReading, request: RequestReading) -> int | None:
    """The days a guarantee would hold, from the contract date (else the begin of the 工期); both ends counted.

    That of a later fiscal year begins with that year.
    """
    starts_on = works.contracted_on or works.period_from
    if starts_on is None or works.period_to is None:
        return None
    ends_on = guaranteed_until(
        request.product,
        starts_on=starts_on,
        period_to=works.period_to,
        has_fiscal_year_amount=request.fiscal_year_amount is not None,
        in_fiscal_year=request.fiscal_year,
    )
    days = days_between(guaranteed_from(starts_on, in_fiscal_year=request.fiscal_year), ends=ends_on)
    return days if days >= 1 else None
