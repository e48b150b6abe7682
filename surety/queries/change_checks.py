"""What 変更の要否 starts from: the guarantees of one works contract as their certificates show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from surety import clock
from surety.domain.agency_rules import DecisiveDates
from surety.domain.certificate import CertificateContent
from surety.domain.change_case import Answer, Covered
from surety.domain.change_check import check_changes
from surety.domain.contract_facts import ContractFacts, Difference, Fact, find_differences
from surety.domain.joint_ventures import Member
from surety.domain.parties import Office
from surety.domain.price_change import PriceChangeRule
from surety.domain.products import Product, WorkKind
from surety.domain.workflow import GuaranteeState
from surety.models import Guarantee, GuaranteeRequest, WorksContract
from surety.queries.certificates import first_in_history, read_certificate, version_in_force
from surety.queries.rulebook import AgencyHandling, get_handling
from surety.queries.sent_applications import read_contract_members
from surety.queries.year_amounts import year_amount_of

_PAYMENTS = (Product.ADVANCE, Product.INTERIM)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGround:
    """The guarantees in force that are checked together, and the contract as the opened one's certificate shows it.

    `mark` names the certificates it was read from; a page with another one is stale.
    """

    work_kind: WorkKind
    before: ContractFacts
    guarantees: tuple[Covered, ...]
    mark: str
    members: tuple[Member, ...] = ()

    @property
    def payment_labels(self) -> dict[str, str]:
        """What their boxes are called, by number; with the number where two would be called the same."""
        words = {
            each.number: "中間前払金額" if each.product is Product.INTERIM else Fact.PAID.label
            for each in self.guarantees
            if each.product in _PAYMENTS
        }
        several = {word for word in words.values() if list(words.values()).count(word) > 1}
        return {number: f"{word}（{number}）" if word in several else word for number, word in words.items()}

    def find_differences(self, after: ContractFacts) -> tuple[Difference, ...]:
        """What changed since the opened guarantee's certificate."""
        interim = frozenset(each.number for each in self.guarantees if each.product is Product.INTERIM)
        return find_differences(self.before, after, work_kind=self.work_kind, interim=interim)

    def check(self, after: ContractFacts) -> tuple[Answer, ...]:
        """The answers, as of today."""
        return check_changes(self.guarantees, after=after, today=clock.today())


def load_change_ground(session: Session, guarantee: Guarantee) -> ChangeGround | None:
    """The ground of a check from this guarantee's page; None when it is no longer in force."""
    if guarantee.state is not GuaranteeState.IN_FORCE:
        return None
    together = _list_together(session, guarantee)
    contents = {each.id: read_certificate(version_in_force(each)) for each in together}
    paid = {
        each.number: contents[each.id].guaranteed_amount for each in together if each.product in _PAYMENTS
    }
    years = {each.number: amount for each in together if (amount := year_amount_of(session, each))}
    handling = get_handling(session, guarantee.agency_id)
    facts = {each.id: _facts(contents[each.id], paid=paid, years=years) for each in together}
    return ChangeGround(
        work_kind=contents[guarantee.id].work_kind,
        before=facts[guarantee.id],
        guarantees=tuple(
            _cover(each, contents[each.id], before=facts[each.id], handling=handling) for each in together
        ),
        mark="-".join(str(version_in_force(each).id) for each in together),
        members=read_contract_members(guarantee.works_contract),
    )


def office_of(guarantee: Guarantee) -> Office:
    """The branch that handles the guarantee, as it can be reached today."""
    branch = guarantee.branch
    return Office(name=branch.name, phone=branch.phone, fax=branch.fax)


def _list_together(session: Session, guarantee: Guarantee) -> Sequence[Guarantee]:
    works = guarantee.works_contract
    same = and_(
        Guarantee.agency_id == guarantee.agency_id,
        Guarantee.work_name_search == guarantee.work_name_search,
        WorksContract.period_from == works.period_from,
    )
    return session.scalars(
        select(Guarantee)
        .join(Guarantee.works_contract)
        .where(
            Guarantee.contractor_id == guarantee.contractor_id,
            Guarantee.branch_id == guarantee.branch_id,
            Guarantee.state == GuaranteeState.IN_FORCE,
            or_(Guarantee.works_contract_id == works.id, same),
        )
        .options(
            joinedload(Guarantee.works_contract),
            joinedload(Guarantee.request).joinedload(GuaranteeRequest.application),
            selectinload(Guarantee.certificates),
        )
        .order_by(Guarantee.id)
        # A certificate that was issued while the caller waited for its lock is seen.
        .execution_options(populate_existing=True)
    ).all()


def _facts(content: CertificateContent, *, paid: dict[str, int], years: dict[str, int]) -> ContractFacts:
    return ContractFacts(
        price=content.contract_amount,
        period_from=content.works_from,
        period_to=content.works_until,
        work_name=content.works_name,
        beneficiary=content.beneficiary,
        contractor=content.principal.name,
        representative=content.principal.representative,
        address=content.principal.address,
        joint_venture=content.joint_venture,
        paid=paid,
        year_amounts=years,
    )


def _cover(
    guarantee: Guarantee, content: CertificateContent, *, before: ContractFacts, handling: AgencyHandling
) -> Covered:
    works = guarantee.works_contract
    dates = DecisiveDates(
        contract=works.contracted_on, announcement=works.announced_on, notice=works.notified_on
    )
    found = handling.find_rule(
        guarantee.product, work_kind=content.work_kind, dates=dates, is_low_bid=works.is_low_bid
    )
    return Covered(
        number=guarantee.number,
        product=guarantee.product,
        work_kind=content.work_kind,
        agency=handling.name,
        amount=content.guaranteed_amount,
        until=content.guaranteed_until,
        starts_on=works.contracted_on or content.works_from,
        first_price=read_certificate(first_in_history(guarantee)).contract_amount,
        before=before,
        fiscal_year=guarantee.request.fiscal_year,
        rule=found.rule,
        price_rule=_line(handling, works),
    )


def _line(handling: AgencyHandling, works: WorksContract) -> PriceChangeRule | None:
    """The agency's line in force on the contract's date."""
    day = works.contracted_on or works.period_from
    for rule in handling.price_changes:
        if (rule.valid_from is None or rule.valid_from <= day) and (
            rule.valid_to is None or day <= rule.valid_to
        ):
            return rule
    return None
