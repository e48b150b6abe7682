"""契約保証を申し込む: an application that begins from a won bid bond, with nothing to type again."""

from sqlalchemy.orm import Session

from surety import clock
from surety.domain.application_draft import YES, Draft
from surety.domain.application_fields import AdvancePlan, field_name
from surety.domain.bid_bond_amounts import least_bond_amount
from surety.domain.bid_bond_fields import BondRatio
from surety.domain.bid_bond_states import BidBondEvent, BidBondState
from surety.domain.bid_bond_workflow import BID_BOND
from surety.domain.money import format_yen
from surety.domain.products import Product
from surety.domain.workflow import ApplicationState, Guard, RequestState, advance
from surety.domain.works_rows import with_own_member
from surety.models import Application, BidBond, User
from surety.queries.bid_bonds import lock_bid_bond
from surety.security.identity import Actor
from surety.services.applications import add_draft, starting_draft
from surety.services.bid_bond_steps import record_bond

_COME_TO_NOTHING = frozenset({ApplicationState.WITHDRAWN, ApplicationState.DISCARDED})
_NOT_GIVEN = frozenset({RequestState.DECLINED, RequestState.WITHDRAWN})


def convert_bid_bond(session: Session, bid_bond: BidBond, *, with_advance: bool, actor: Actor) -> Application:
    """A draft for the 契約保証 (and the 前払金保証 if wished) of a won bid; pressed again, the one under way.

    One that was thrown away, withdrawn or declined as a whole makes room for another. Raises ForbiddenMove where the
    bid was not noted as won, and once the 有効期限 has passed.
    """
    bid_bond = lock_bid_bond(session, bid_bond)
    successor = bid_bond.application
    if successor is not None and not has_come_to_nothing(successor):
        return successor
    in_time = bid_bond.valid_until is not None and clock.today() <= bid_bond.valid_until
    next_state = advance(BID_BOND, bid_bond.state, BidBondEvent.CONVERT, guards={Guard.STILL_VALID: in_time})
    user = session.get_one(User, actor.user_id)
    began = starting_draft(bid_bond.contractor, user)
    texts = {**began.texts, **_works_texts(bid_bond), **_guarantee_texts(bid_bond, with_advance=with_advance)}
    texts |= {"branch_id": str(bid_bond.branch_id), **bid_bond.contact}
    draft = Draft(texts={name: text for name, text in texts.items() if text})
    if bid_bond.joint_venture_name:
        company = bid_bond.contractor
        draft = with_own_member(draft, name=company.name, address=company.address)
    application = add_draft(session, bid_bond.contractor, draft, actor=actor)
    bid_bond.state, bid_bond.application_id = next_state, application.id
    session.flush()
    record_bond(session, bid_bond, "bid_bond.converted", actor=actor, facts={"application": application.id})
    return application


def has_come_to_nothing(application: Application) -> bool:
    """Whether the application that came of a bid bond was thrown away, withdrawn, or declined as a whole."""
    if application.state in _COME_TO_NOTHING:
        return True
    is_decided = application.state is ApplicationState.DECIDED
    return is_decided and all(request.state in _NOT_GIVEN for request in application.requests)


def may_convert(bid_bond: BidBond) -> bool:
    """Whether pressing 契約保証を申し込む would begin a new application."""
    if bid_bond.valid_until is None or clock.today() > bid_bond.valid_until:
        return False
    successor = bid_bond.application
    if bid_bond.state is BidBondState.CONVERTED:
        return successor is None or has_come_to_nothing(successor)
    return bid_bond.state is BidBondState.WON


def _works_texts(bid_bond: BidBond) -> dict[str, str]:
    return {
        "agency_id": str(bid_bond.agency_id),
        "work_kind": bid_bond.kind.value if bid_bond.kind else "",
        "work_number": bid_bond.work_number,
        "work_name": bid_bond.work_name,
        "price": format_yen(bid_bond.won_price) if bid_bond.won_price else "",
        # Three tenths are asked for where the bid is low (domain of the trade); the box can be unticked.
        "is_low_bid": YES if bid_bond.ratio is BondRatio.THREE_TENTHS else "",
        "joint_venture_name": bid_bond.joint_venture_name,
    }


def _guarantee_texts(bid_bond: BidBond, *, with_advance: bool) -> dict[str, str]:
    method = bid_bond.payment_method.value if bid_bond.payment_method else ""
    products = (Product.ADVANCE, Product.PERFORMANCE) if with_advance else (Product.PERFORMANCE,)
    texts: dict[str, str] = {}
    for product in products:
        parts = {"applies": YES, "payment_method": method, "bill_to": bid_bond.bill_to}
        texts |= {field_name(product, part): text for part, text in parts.items()}
    if not with_advance:
        texts[field_name(Product.PERFORMANCE, "advance_plan")] = AdvancePlan.PLANNED.value
    if bid_bond.won_price and bid_bond.ratio is not None:
        least = least_bond_amount(bid_bond.won_price, ratio=bid_bond.ratio)
        texts[field_name(Product.PERFORMANCE, "amount")] = format_yen(least)
    return texts
