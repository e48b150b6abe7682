"""An application as typed, and what it is judged against."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from surety.data.loading import load_agencies, load_tariffs
from surety.domain.amount_rule import AmountRule, DecisiveDates, RuleCase, RuleFinding, find_amount_rule
from surety.domain.application_checks import (
    Problem,
    find_problems,
)
from surety.domain.application_draft import Draft
from surety.domain.application_figures import figure_out
from surety.domain.application_ground import Ground
from surety.domain.application_reading import read_draft
from surety.domain.electronic_acceptance import ElectronicAcceptance, ElectronicVerdict, electronic_verdict
from surety.domain.general_frame import GENERAL_RULES
from surety.domain.products import Product, WorkKind

TEXTS = {
    "agency_id": "7",
    "work_kind": "works",
    "work_name": "市道〇〇線道路改良工事",
    "price": "５，０００万円",
    "period_from": "R7.12.4",
    "period_to": "2026/3/20",
    "contracted_on": "令和7年12月4日",
    "advance_applies": "1",
    "advance_form": "electronic",
    "advance_amount": "20,000,000",
    "advance_deposit_bank": "〇〇銀行　××支店",
    "advance_redeposit": "not_used",
    "advance_payment_method": "bank_transfer",
    "advance_bill_to": "〇〇建設株式会社",
    "advance_paper_statement": "0",
    "performance_applies": "1",
    "performance_form": "electronic",
    "performance_amount": "500万",
    "performance_payment_method": "bank_transfer",
    "performance_bill_to": "〇〇建設株式会社",
    "performance_paper_statement": "0",
    "branch_id": "1",
    "wants_issue_mail": "1",
    "issue_mail_address": "soumu@example.co.jp",
}
AGENCIES, TARIFF = load_agencies(), load_tariffs()[0]


class Agency:
    """発注者ごとの取扱い from the shipped data or from rows given."""

    def __init__(
        self,
        name: str = "平川市",
        *,
        rules: tuple[AmountRule, ...] | None = None,
        acceptances: tuple[ElectronicAcceptance, ...] | None = None,
    ) -> None:
        seed = next((agency for agency in AGENCIES if agency.name == name), None)
        self.name = name
        self.rules = rules if rules is not None else (seed.amount_rules if seed else ())
        self.acceptances = acceptances if acceptances is not None else (seed.acceptances if seed else ())

    def find_rule(
        self, product: Product, *, work_kind: WorkKind, dates: DecisiveDates, is_low_bid: bool = False
    ) -> RuleFinding:
        return find_amount_rule(
            self.rules,
            agency=self.name,
            product=product,
            work_kind=work_kind,
            dates=dates,
            general=GENERAL_RULES,
            case=RuleCase.LOW_BID if is_low_bid else RuleCase.NORMAL,
        )

    def judge_electronic(
        self, product: Product, *, work_kind: WorkKind, dates: DecisiveDates
    ) -> ElectronicVerdict:
        return electronic_verdict(
            self.acceptances, agency=self.name, product=product, work_kind=work_kind, dates=dates
        )


def own_rule(product: Product = Product.ADVANCE, percent: str = "40", **more: object) -> AmountRule:
    return AmountRule(
        agency="〇〇市", product=product, work_kind=WorkKind.WORKS, ratio_percent=Decimal(percent),
        source_url="https://example.lg.jp/", source_read_on=date(2026, 11, 22), **more,
    )  # fmt: skip


def ground(agency: Agency | None = None, **more: object) -> Ground:
    base = Ground(
        handling=agency or Agency(),
        tariff=TARIFF,
        has_monthly_account=False,
        branch_ids=frozenset({1}),
    )
    return replace(base, **more)


def problems(
    agency: Agency | None = None, *, under: Ground | None = None, **texts: str
) -> dict[str, Problem]:
    content = {name: text for name, text in {**TEXTS, **texts}.items() if text}
    found = find_problems(read_draft(Draft(texts=content)), ground=under or ground(agency))
    return {problem.field: problem for problem in found}


def figures(agency: Agency | None = None, **texts: str):
    content = {name: text for name, text in {**TEXTS, **texts}.items() if text}
    return figure_out(read_draft(Draft(texts=content)), ground=ground(agency))
