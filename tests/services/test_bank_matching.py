"""The bank's deposits: each counted once, and recorded only when a person confirms."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from surety.domain.bid_bond_states import BidBondState
from surety.domain.charges import StatementKind
from surety.domain.errors import ForbiddenMove, RuleViolation, Stale
from surety.domain.invoice_states import BankLineState, InvoiceState
from surety.domain.products import PaymentMethod
from surety.domain.states import PremiumState
from surety.domain.workflow import RequestState
from surety.extensions import db
from surety.models import (
    AuditEvent,
    BankAllocation,
    BankLine,
    MonthlyInvoice,
    Payment,
    PremiumStatement,
)
from surety.queries.open_charges import count_overdue, list_open_charges, list_overdue
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.services.bank_matching import match_line, set_line_aside, take_line_up
from surety.services.charges import Receipt, state_charge
from surety.services.invoice_cancelling import propose_cancellation
from surety.services.invoices import record_invoice_payment
from tests.account_cases import (
    DUE,
    bank_list,
    close,
    lines_of,
    make_invoice,
    make_on_account,
    on,
    settings,
    statements_of,
    take_in,
)
from tests.bid_bond_cases import make_approved_bond
from tests.factories import get_branch, make_contractor, make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee
from tests.services.test_charges import make_charge
from tests.services.test_premiums import approved


def clerk() -> Actor:
    return actor_of(make_user(Role.STAFF_ISSUER))


def match(line: BankLine, *keys: str, who: Actor | None = None, branch_id: int | None = None) -> None:
    with on(DUE):
        match_line(db.session(), line, keys, branch_id=branch_id, actor=who or clerk())
        db.session.commit()


def one_line(amount: int, payer: str = "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ") -> BankLine:
    (line,) = lines_of(take_in(bank_list((amount, payer))))
    return line


def test_a_confirmed_match_pays_the_invoice_and_each_of_its_statements(app: Flask) -> None:
    company = make_contractor()
    make_on_account(company, work_name="〇〇川護岸工事")
    invoice = make_invoice(company)
    line, who = one_line(invoice.amount), clerk()
    for _twice in range(2):
        match(line, f"i{invoice.id}", who=who)
    assert (invoice.state, invoice.paid_on) == (InvoiceState.PAID, DUE)
    assert {one.state for one in statements_of(invoice)} == {PremiumState.PAID}
    assert line.state is BankLineState.MATCHED
    assert db.session.scalar(select(func.sum(Payment.amount))) == invoice.amount
    assert db.session.scalar(select(func.count()).select_from(BankAllocation)) == 1
    with pytest.raises(Stale, match="先に照合"):
        match(line, f"i{invoice.id}")


def test_one_deposit_pays_several_items_of_both_kinds(app: Flask) -> None:
    company = make_contractor()
    invoice = make_invoice(company)
    with on(DUE - timedelta(days=2)):
        request = approved(PaymentMethod.BANK_TRANSFER, contractor=company)
    single = next(one for one in list_open_charges(db.session()) if one.statement_id)
    line = one_line(invoice.amount + single.amount)
    match(line, f"i{invoice.id}", single.key)
    assert request.state is RequestState.PAID, "the guarantee can be issued now"
    assert invoice.state is InvoiceState.PAID
    assert list_open_charges(db.session()) == []


@pytest.mark.parametrize("difference", [-1, 1])
def test_too_little_and_too_much_stay_open(app: Flask, difference: int) -> None:
    invoice = make_invoice()
    line = one_line(invoice.amount + difference)
    with pytest.raises(RuleViolation, match="1円") as refused:
        match(line, f"i{invoice.id}")
    assert refused.value.field == "items"
    db.session.rollback()
    assert (line.state, invoice.state) == (BankLineState.OPEN, InvoiceState.UNPAID)


def test_what_is_paid_or_being_cancelled_or_of_another_branch_is_no_longer_open(app: Flask) -> None:
    invoice = make_invoice()
    first, second = lines_of(
        take_in(bank_list((invoice.amount, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ"), (invoice.amount, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ")))
    )
    with pytest.raises(Stale):
        match(first, f"i{invoice.id}", branch_id=get_branch("011").id)
    db.session.rollback()
    match(first, f"i{invoice.id}")
    for line in (second, first):
        with pytest.raises(Stale):
            match(line, f"i{invoice.id}")
        db.session.rollback()
    other = make_invoice(make_contractor("△△建設株式会社"))
    propose_cancellation(db.session(), other, reason="誤り", actor=clerk())
    db.session.commit()
    with pytest.raises(Stale, match="開き直して"):
        match(second, f"i{other.id}")


def test_the_same_list_and_lists_that_overlap_bring_nothing_twice(app: Flask) -> None:
    deposits = [(55_000, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ"), (55_000, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ"), (7_320, "ｻﾝｶｸ")]
    first = take_in(bank_list(*deposits))
    assert (first.new, first.file.known, first.is_again) == (3, 0, False)
    again = take_in(bank_list(*deposits), filename="別の名前.csv")
    assert (again.new, again.is_again, again.file.id) == (0, True, first.file.id)
    longer = take_in(bank_list(*deposits, (1_000, "ｼｶｸ")).replace("ｶ)ﾏﾙﾏﾙｹﾝｾﾂ", "マルマルケンセツ（カ"))
    assert (longer.new, longer.file.known, longer.file.deposits) == (1, 3, 4)
    assert db.session.scalar(select(func.count()).select_from(BankLine)) == 4


def test_what_is_no_premium_is_set_aside_and_taken_up_again(app: Flask) -> None:
    line, who = one_line(55_000), clerk()
    for _twice in range(2):
        set_line_aside(db.session(), line, reason="利息", actor=who)
    with pytest.raises(Stale):
        set_line_aside(db.session(), line, reason="利息", actor=clerk())
    with pytest.raises(ForbiddenMove):
        match(line, "i1")
    for _twice in range(2):
        take_line_up(db.session(), line, actor=who)
    assert (line.state, line.reason, line.settled_by_id) == (BankLineState.OPEN, "", None)


def receipt(invoice: MonthlyInvoice, **more: object) -> Receipt:
    values = {"amount": invoice.amount, "paid_on": DUE, "method": PaymentMethod.CASH}
    return Receipt(**(values | more))  # type: ignore[arg-type]  # as the class says


def test_an_invoice_may_be_paid_in_another_way(app: Flask) -> None:
    invoice, who = make_invoice(), clerk()
    with on(DUE):
        for wrong, field in (
            (receipt(invoice, amount=1), "amount"),
            (receipt(invoice, paid_on=DUE + timedelta(1)), "paid_on"),
        ):
            with pytest.raises(RuleViolation) as refused:
                record_invoice_payment(db.session(), invoice, receipt=wrong, actor=who)
            assert refused.value.field == field
        for _twice in range(2):
            record_invoice_payment(db.session(), invoice, receipt=receipt(invoice), actor=who)
        with pytest.raises(Stale):
            record_invoice_payment(db.session(), invoice, receipt=receipt(invoice), actor=clerk())
    assert db.session.scalar(select(func.count()).select_from(Payment)) == 1


def test_overdue_begins_the_day_after(app: Flask) -> None:
    invoice = make_invoice()
    assert list_overdue(db.session(), today=DUE) == []
    single = charge_of(StatementKind.ADDITIONAL)
    assert single.body["payment_due"] == "2026-12-28"
    for day in (DUE, DUE + timedelta(days=3), DUE + timedelta(days=30)):
        for branch_id in (None, get_branch().id, get_branch("011").id):
            listed = list_overdue(db.session(), today=day, branch_id=branch_id)
            assert count_overdue(db.session(), today=day, branch_id=branch_id) == len(listed)
    (late,) = list_overdue(db.session(), today=DUE + timedelta(days=3))
    assert (late.number, late.days_over(DUE + timedelta(days=3))) == (invoice.number, 3)
    assert list_overdue(db.session(), today=DUE + timedelta(days=3), branch_id=get_branch("011").id) == []
    assert close() == []


def charge_of(kind: StatementKind) -> PremiumStatement:
    """A single statement of this kind that waits for its transfer."""
    with on(DUE - timedelta(days=2)):
        charge = make_charge(make_issued_guarantee(), kind=kind)
        statement = state_charge(db.session(), charge, actor=clerk(), settings=settings())
        db.session.commit()
        return statement


def test_an_additional_premium_is_paid_by_its_own_statement(app: Flask) -> None:
    statement = charge_of(StatementKind.ADDITIONAL)
    match(one_line(statement.amount), f"s{statement.id}")
    assert statement.state is PremiumState.PAID
    acts = db.session.scalars(
        select(AuditEvent.action).order_by(AuditEvent.sequence).where(AuditEvent.object_kind == "statement")
    ).all()
    assert acts == ["statement.paid"]


def test_the_fee_of_a_bid_bond_moves_the_bond_too(app: Flask) -> None:
    with on(DUE - timedelta(days=2)):
        bond = make_approved_bond(payment_method=PaymentMethod.BANK_TRANSFER.value)
    single = next(one for one in list_open_charges(db.session()) if one.statement_id == bond.statement_id)
    match(one_line(single.amount), single.key)
    assert bond.state is BidBondState.PAID


def test_two_deposits_at_once_pay_an_invoice_once(app: Flask) -> None:
    invoice = make_invoice()
    amount, key = invoice.amount, f"i{invoice.id}"
    numbers = [line.id for line in lines_of(take_in(bank_list((amount, "ｶ)ﾏﾙﾏﾙ"), (amount, "ｼｶｸ"))))]
    presses = list(zip(numbers, (clerk(), clerk()), strict=True))
    db.session.remove()
    ready = Barrier(len(presses))

    def press(number: int, who: Actor) -> str:
        with app.app_context():
            ready.wait(10)
            try:
                line = db.session.get_one(BankLine, number)
                match_line(db.session(), line, [key], branch_id=None, actor=who)
                db.session.commit()
            except (Stale, ForbiddenMove) as refused:
                db.session.rollback()
                return refused.code
            return "matched"

    with on(DUE), ThreadPoolExecutor(len(presses)) as pool:
        said = sorted(pool.map(lambda one: press(*one), presses))
    assert said[0] in {"invoice.paid", "match.gone"}
    assert said[1] == "matched"
    assert db.session.scalar(select(func.count()).select_from(Payment)) == 1
