"""中間前払金: what its 前払金保証 says, and the application that hangs on it."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety.domain.amount_rule import DecisiveDates
from surety.domain.application_draft import Draft
from surety.domain.errors import NotFound
from surety.domain.interim import AdvanceBehind, InterimFacts
from surety.domain.products import Product
from surety.domain.workflow import ApplicationState, GuaranteeState, RequestState
from surety.models import Application, Guarantee
from surety.queries.certificates import read_certificate, version_in_force
from surety.queries.rulebook import get_handling
from surety.queries.year_amounts import year_amount_of


def load_interim_facts(session: Session, guarantee: Guarantee) -> InterimFacts:
    """The facts as the certificate in force states them, under the agency's rule on the contract's dates.

    Raises NotFound for a guarantee of another product, Tampered for an altered certificate.
    """
    if guarantee.product is not Product.ADVANCE:
        raise NotFound(f"no advance payment guarantee: {guarantee.number}")
    content = read_certificate(version_in_force(guarantee))
    contract, handling = guarantee.works_contract, get_handling(session, guarantee.agency_id)
    yearly = year_amount_of(session, guarantee)
    dates = DecisiveDates(
        contract=content.contracted_on, announcement=contract.announced_on, notice=contract.notified_on
    )
    return InterimFacts(
        agency=handling.name,
        work_kind=content.work_kind,
        price_yen=content.contract_amount,
        base_yen=yearly or content.contract_amount,
        is_yearly=yearly is not None,
        advance_yen=content.guaranteed_amount,
        begins=content.works_from,
        ends=content.works_until,
        guaranteed_until=content.guaranteed_until,
        is_in_force=guarantee.state is GuaranteeState.IN_FORCE,
        finding=handling.find_rule(
            Product.INTERIM, work_kind=content.work_kind, dates=dates, is_low_bid=contract.is_low_bid
        ),
    )


def find_advance(session: Session, number: str) -> AdvanceBehind | None:
    """The 前払金保証 behind an application for an interim payment; None for an empty number."""
    if not number:
        return None
    guarantee = session.scalars(select(Guarantee).where(Guarantee.number == number)).one()
    facts = load_interim_facts(session, guarantee)
    return AdvanceBehind(
        number=number,
        amount_yen=facts.advance_yen,
        is_in_force=facts.is_in_force,
        first_day=facts.halving.first_day,
    )


def find_interim_application(session: Session, guarantee: Guarantee) -> Application | None:
    """The application for the interim payment on this 前払金保証 that is under way or has led to a guarantee.

    One that was thrown away, withdrawn or declined, or whose guarantee is no longer in force, makes room for another.
    """
    return next(_list_live(session, guarantee), None)


def find_interim_twin(session: Session, application: Application) -> Application | None:
    """Another sent application for the same interim payment, as when a thrown-away draft was brought back."""
    number = Draft.from_json(application.draft).advance_number
    guarantee = session.scalars(select(Guarantee).where(Guarantee.number == number)).one_or_none()
    if guarantee is None:
        return None
    live = _list_live(session, guarantee)
    return next((one for one in live if one.id != application.id and one.submitted_at is not None), None)


def _list_live(session: Session, guarantee: Guarantee) -> Iterator[Application]:
    found = session.scalars(
        select(Application)
        .where(
            Application.works_contract_id == guarantee.works_contract_id,
            Application.contractor_id == guarantee.contractor_id,
            Application.state.not_in((ApplicationState.DISCARDED, ApplicationState.WITHDRAWN)),
        )
        .order_by(Application.id.desc())
    ).all()
    for application in found:
        if Draft.from_json(application.draft).advance_number == guarantee.number and _is_live(
            session, application
        ):
            yield application


def _is_live(session: Session, application: Application) -> bool:
    if application.state is not ApplicationState.DECIDED:
        return True
    states = {request.state for request in application.requests}
    if RequestState.ISSUED not in states:
        return bool(states - {RequestState.DECLINED, RequestState.WITHDRAWN})
    return any(
        state is GuaranteeState.IN_FORCE
        for state in session.scalars(
            select(Guarantee.state).where(
                Guarantee.request_id.in_([request.id for request in application.requests])
            )
        )
    )
