"""返還 of what was paid for something that never came about: a withdrawn application or bid bond, a dropped change."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit
from surety.config import Settings
from surety.domain.charges import StatementKind
from surety.domain.errors import ForbiddenMove
from surety.domain.products import WorkKind
from surety.domain.row_codec import from_row
from surety.domain.settlement import Charged, RefundReason, settle_unused
from surety.domain.tariff import Tariff
from surety.domain.workflow import PREMIUM, PremiumEvent, advance
from surety.mail.letterhead import Addressee
from surety.models import BidBond, PremiumStatement, RefundStatement
from surety.queries.charges import lock_statement
from surety.queries.refunds import find_refund_of_statement
from surety.security.identity import Actor
from surety.services.bid_bond_mails import bond_addressee
from surety.services.refunds import Refund, announce_refund, state_refund
from surety.services.reviews import addressee_of, told_at


def refund_unused(
    session: Session, statement: PremiumStatement, *, actor: Actor, settings: Settings
) -> RefundStatement:
    """返還計算書 over the whole of a statement that was paid in vain; asked again, the one that is there.

    The company is told by mail. Raises ForbiddenMove where nothing is owed back.
    """
    statement = lock_statement(session, statement)
    if (made := find_refund_of_statement(session, statement)) is not None:
        return made
    next_state = advance(PREMIUM, statement.state, PremiumEvent.GIVE_BACK)
    found = state_refund(session, _refund(statement), actor=actor, settings=settings)
    if found is None:
        raise ForbiddenMove("refund.nothing_paid", "お支払いの額が0円のため、返還はありません")
    statement.state = next_state
    session.flush()
    audit.record(
        session, "refund.stated", actor=actor, object_kind="refund_statement", object_id=found.number
    )
    to, email, work_kind = _told(session, statement)
    announce_refund(session, found, to=to, email=email, work_kind=work_kind, settings=settings)
    return found


def _refund(statement: PremiumStatement) -> Refund:
    kept = statement.body
    is_change = statement.kind is StatementKind.ADDITIONAL
    quote = settle_unused(
        from_row(Tariff, statement.tariff_version.body, where=statement.tariff_version.code),
        product=statement.product,
        paid=Charged(statement.premium, statement.tax),
        reason=RefundReason.CHANGE_DROPPED if is_change else RefundReason.WITHDRAWN,
    )
    return Refund(
        quote=quote,
        contractor=statement.contractor,
        branch=statement.branch,
        tariff=statement.tariff_version,
        agency=str(kept["agency"]),
        works_label=str(kept["works_label"]),
        works_name=str(kept["works_name"]),
        payee=str(kept["contractor"]),
        receipt_number=statement.receipt_number,
        statement=statement,
        facts=(("取りやめた計算書", statement.number),),
    )


def _told(session: Session, statement: PremiumStatement) -> tuple[Addressee, str, WorkKind]:
    """Who hears of it, at which address, and what kind of works it is about."""
    if statement.guarantee is not None:
        application = statement.guarantee.request.application
        return addressee_of(application), told_at(application), statement.guarantee.works_contract.kind
    if statement.request is not None and statement.request.application.works_contract is not None:
        application = statement.request.application
        return (
            addressee_of(application),
            application.created_by.email,
            statement.request.application.works_contract.kind,
        )
    bond = session.scalars(select(BidBond).where(BidBond.receipt_number == statement.receipt_number)).one()
    return bond_addressee(bond), bond.created_by.email, bond.kind or WorkKind.WORKS
