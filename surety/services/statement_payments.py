"""The payment of one statement, recorded by the service of what it is about, so that the case goes on."""

from sqlalchemy.orm import Session

from surety import audit
from surety.domain.states import PremiumState
from surety.models import PremiumStatement
from surety.queries.cases import find_payment
from surety.queries.charges import find_bond_of, lock_statement
from surety.security.identity import Actor
from surety.services.bid_bond_fees import record_fee_payment
from surety.services.charges import Receipt, record_charge_payment
from surety.services.premiums import record_payment


def pay_statement(session: Session, statement: PremiumStatement, *, receipt: Receipt, actor: Actor) -> None:
    """入金の確認 of a statement of any kind, for the whole amount. Lock its application before, if it has one.

    Of a statement that is no step of a case the same press twice is one payment. Raises ForbiddenMove, Stale, RuleViolation (field amount or paid_on).
    """
    if statement.request is not None:
        version = statement.request.application.version_id
        record_payment(session, statement.request, receipt=receipt, version_id=version, actor=actor)
        return
    bond = find_bond_of(session, statement)
    if bond is not None:
        record_fee_payment(session, bond, receipt=receipt, version_id=bond.version_id, actor=actor)
        return
    statement = lock_statement(session, statement)
    if (paid := find_payment(session, statement)) is not None:
        same = (paid.recorded_by_id, paid.paid_on, paid.amount)
        if statement.state is PremiumState.PAID and same == (actor.user_id, receipt.paid_on, receipt.amount):
            return
    record_charge_payment(session, statement, receipt=receipt, actor=actor)
    audit.record(
        session,
        "statement.paid",
        actor=actor,
        object_kind="statement",
        object_id=statement.id,
        facts={"number": statement.number},
    )
