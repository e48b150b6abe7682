"""入金照合: what a person confirms about a deposit (docs/rules/accounts-monthly.md)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.bank_matching import check_settles
from surety.domain.errors import ForbiddenMove, RuleViolation, Stale
from surety.domain.invoice_states import BANK_LINE, BankLineEvent, BankLineState
from surety.domain.products import PaymentMethod
from surety.domain.workflow import advance
from surety.models import (
    Application,
    BankAllocation,
    BankLine,
    MonthlyInvoice,
    PremiumStatement,
)
from surety.queries.applications import lock_application
from surety.queries.bank_files import lock_bank_line
from surety.queries.invoices import lock_invoice
from surety.queries.open_charges import OpenCharge, list_open_charges
from surety.security.identity import Actor
from surety.services.charges import Receipt
from surety.services.invoices import record_invoice_payment
from surety.services.statement_payments import pay_statement

_MAX_NOTE = 200


def match_line(
    session: Session, line: BankLine, keys: Sequence[str], *, branch_id: int | None, actor: Actor
) -> None:
    """照合する: the deposit pays these open items (their keys) in full, and nothing is left over.

    The same press twice is one match. Raises Stale when somebody else was first or an item is no longer open,
    RuleViolation (field items) when the sums differ.
    """
    line = lock_bank_line(session, line)
    if line.state is BankLineState.MATCHED:
        _refuse_second(line, keys, actor=actor)
        return
    next_state = advance(BANK_LINE, line.state, BankLineEvent.MATCH)
    chosen = _choose(session, keys, branch_id=branch_id)
    check_settles(amount=line.amount, item_amounts=[charge.amount for charge in chosen])
    _lock_all(session, chosen)
    for charge in chosen:
        _pay(session, charge, line, actor=actor)
        session.add(
            BankAllocation(
                line_id=line.id,
                invoice_id=charge.invoice_id,
                statement_id=charge.statement_id,
                amount=charge.amount,
            )
        )
    line.state, line.settled_by_id, line.settled_at = next_state, actor.user_id, clock.now()
    session.flush()
    facts: dict[str, object] = {"paid": [charge.number for charge in chosen]}
    _record(session, "bank_line.matched", line, actor=actor, facts=facts)


def set_line_aside(session: Session, line: BankLine, *, reason: str, actor: Actor) -> None:
    """対象外にする: it is no premium, with a word why. The same press twice is one; raises ForbiddenMove, Stale."""
    line = lock_bank_line(session, line)
    if line.state is BankLineState.ASIDE:
        if (line.settled_by_id, line.reason) == (actor.user_id, reason):
            return
        raise Stale("bank_line.aside", "ほかの方が先に対象外にしました。最新の内容をご確認ください")
    line.state = advance(BANK_LINE, line.state, BankLineEvent.SET_ASIDE)
    line.reason, line.settled_by_id, line.settled_at = reason, actor.user_id, clock.now()
    session.flush()
    _record(session, "bank_line.set_aside", line, actor=actor, facts={"reason": reason})


def take_line_up(session: Session, line: BankLine, *, actor: Actor) -> None:
    """未照合に戻す; one that waits stays as it is. Raises ForbiddenMove for a matched one."""
    line = lock_bank_line(session, line)
    if line.state is BankLineState.OPEN:
        return
    line.state = advance(BANK_LINE, line.state, BankLineEvent.TAKE_UP)
    line.reason, line.settled_by_id, line.settled_at = "", None, None
    session.flush()
    _record(session, "bank_line.taken_up", line, actor=actor, facts={})


def _choose(session: Session, keys: Sequence[str], *, branch_id: int | None) -> list[OpenCharge]:
    waiting = {charge.key: charge for charge in list_open_charges(session, branch_id=branch_id)}
    chosen = [waiting[key] for key in dict.fromkeys(keys) if key in waiting]
    if len(chosen) != len(set(keys)):
        raise Stale(
            "match.gone",
            "選んだものの中に、すでに納付済みか取消になったものがあります。開き直してご確認ください",
        )
    return sorted(chosen, key=lambda charge: charge.key)


def _lock_all(session: Session, chosen: Sequence[OpenCharge]) -> None:
    """Everything that will move is locked, in one order, before the first line of the audit log locks its head."""
    for number in sorted(charge.invoice_id for charge in chosen if charge.invoice_id is not None):
        lock_invoice(session, number)
    for number in sorted(charge.application_id for charge in chosen if charge.application_id is not None):
        lock_application(session, session.get_one(Application, number))


def _pay(session: Session, charge: OpenCharge, line: BankLine, *, actor: Actor) -> None:
    receipt = Receipt(
        amount=charge.amount,
        paid_on=line.paid_on,
        method=PaymentMethod.BANK_TRANSFER,
        note=f"入金照合　{line.payer}"[:_MAX_NOTE],
    )
    try:
        if charge.invoice_id is not None:
            invoice = session.get_one(MonthlyInvoice, charge.invoice_id)
            record_invoice_payment(session, invoice, receipt=receipt, actor=actor)
            return
        statement = session.get_one(PremiumStatement, charge.statement_id)
        pay_statement(session, statement, receipt=receipt, actor=actor)
    except (ForbiddenMove, Stale):
        raise
    except RuleViolation as violation:
        raise RuleViolation(violation.code, violation.message, field="items") from violation


def _refuse_second(line: BankLine, keys: Sequence[str], *, actor: Actor) -> None:
    paid = {f"i{one.invoice_id}" if one.invoice_id else f"s{one.statement_id}" for one in line.allocations}
    if line.settled_by_id != actor.user_id or paid != set(keys):
        raise Stale("bank_line.matched", "ほかの方が先に照合しました。最新の内容をご確認ください")


def _record(session: Session, action: str, line: BankLine, *, actor: Actor, facts: dict[str, object]) -> None:
    audit.record(session, action, actor=actor, object_kind="bank_line", object_id=line.id, facts=facts)
