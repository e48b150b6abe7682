"""Examining a sent application: every check, and the premium each guarantee would cost."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surety import clock
from surety.config import Guarantor
from surety.domain.application_ground import days_covered
from surety.domain.contract_checks import check_contract
from surety.domain.errors import NotFound, RuleViolation
from surety.domain.exposure import Exposure, check_credit
from surety.domain.interim_checks import check_interim
from surety.domain.premium import PremiumQuote, quote_premium
from surety.domain.products import Product
from surety.domain.underwriting_checks import (
    CaseFacts,
    Check,
    Mark,
    RequestFacts,
    check_request,
    check_works,
)
from surety.domain.workflow import RequestState
from surety.models import Application, GuaranteeRequest
from surety.queries.cases import load_case
from surety.queries.exposure import load_exposure
from surety.queries.rulebook import get_tariff
from surety.queries.sent_applications import read_sent
from surety.services.certificate_content import cover_end
from surety.services.certificate_preview import find_printing_problem


@dataclass(frozen=True, slots=True)
class ExaminedRequest:
    """One guarantee under review; without a `quote`, `quote_problem` says why there is none."""

    request: GuaranteeRequest
    checks: tuple[Check, ...]
    quote: PremiumQuote | None
    quote_problem: str = ""


@dataclass(frozen=True, slots=True)
class Examination:
    """The checks of the works contract and of every guarantee in review; `exposure` is the contractor's without these."""

    works: tuple[Check, ...]
    requests: tuple[ExaminedRequest, ...]
    exposure: Exposure

    def checks_for(self, request_ids: frozenset[int]) -> tuple[Check, ...]:
        """What counts for these guarantees: the common checks and their own."""
        own = [check for one in self.requests if one.request.id in request_ids for check in one.checks]
        return (*self.works, *own)

    @property
    def checks(self) -> tuple[Check, ...]:
        """All checks, the common ones first."""
        return self.checks_for(frozenset(one.request.id for one in self.requests))


def examine(session: Session, application: Application, *, guarantor: Guarantor) -> Examination:
    """Examine a sent application as it stands. Raises ValueError for a draft never sent."""
    case = load_case(session, application)
    open_requests = [r for r in application.requests if r.state is RequestState.REQUESTED]
    exposure = load_exposure(session, application.contractor_id, today=case.today)
    asked = sum(request.amount for request in open_requests)
    return Examination(
        works=(
            *check_works(case),
            *check_contract(case),
            check_credit(exposure, asked=asked, today=case.today),
        ),
        exposure=exposure,
        requests=tuple(_examine(session, request, case, guarantor=guarantor) for request in open_requests),
    )


def refuse_unaccepted(checks: tuple[Check, ...], *, accepted: Mapping[str, str]) -> None:
    """Raises RuleViolation for a × and for a 要確認 without the underwriter's own words in `accepted`."""
    for check in checks:
        if check.mark is Mark.BAD:
            raise RuleViolation(
                "review.bad_check",
                f"「{check.label}」が×のため、承認できません。修正をお願いするか、お断りしてください",
            )
    for check in checks:
        if check.mark is Mark.CHECK and not accepted.get(check.key, "").strip():
            raise RuleViolation(
                "review.unaccepted",
                f"「{check.label}」を確認した内容を入力してください",
                field=check.key,
            )


def quote_request(session: Session, request: GuaranteeRequest) -> PremiumQuote:
    """The premium by the tariff in force today.

    Raises NotFound without a tariff for the product, RuleViolation for what cannot be priced.
    """
    reading = read_sent(request.application)
    return quote_premium(
        get_tariff(session, on=clock.today()),
        product=request.product,
        amount=request.amount,
        period_days=days_covered(reading.works, reading.request(request.product)),
    )


def _examine(
    session: Session, request: GuaranteeRequest, case: CaseFacts, *, guarantor: Guarantor
) -> ExaminedRequest:
    contract = request.application.works_contract
    if contract is None:
        raise ValueError("an application without a works contract was not sent yet")
    facts = RequestFacts(
        request=case.reading.request(request.product),
        cover_end=cover_end(request, contract),
        printing_problem=find_printing_problem(request, guarantor=guarantor),
    )
    checks = check_request(case, facts)
    if request.product is Product.INTERIM:
        checks += check_interim(case)
    try:
        return ExaminedRequest(request, checks, quote_request(session, request))
    except RuleViolation as refused:
        return ExaminedRequest(request, checks, None, f"{refused.message}。")
    except NotFound as missing:
        return ExaminedRequest(request, checks, None, f"{missing}。")
