"""What goes back: by the tariff of issue, told, noted once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from surety import clock
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.domain.products import PaymentMethod
from surety.domain.settlement import Charged, RefundReason
from surety.domain.states import PremiumState, RefundState
from surety.extensions import db
from surety.models import Guarantee, OutgoingMail, PremiumStatement, RefundStatement
from surety.queries.certificates import read_certificate, version_in_force
from surety.queries.charges import list_live_statements
from surety.queries.refunds import find_money, list_unreturned
from surety.security.permissions import Role
from surety.services.applications import withdraw_application
from surety.services.charges import record_charge_payment
from surety.services.issuing import issue_guarantee
from surety.services.refunds import PayBack, pay_back, refund_content, refund_paper
from surety.services.settlements import quote_change, quote_end, state_change, state_refund_of
from surety.services.unused_payments import refund_unused
from tests.factories import make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee, make_issuer
from tests.services.test_charges import whole
from tests.services.test_premiums import approved, pay, receipt
from tests.services.test_underwriting import underwriter


@pytest.fixture
def guarantee(app: Flask) -> Guarantee:
    """前払金保証 of 20,000,000 yen, its premium of 55,000 yen paid."""
    request = approved()
    pay(request, receipt(request))
    issued = issue_guarantee(
        db.session(), request, actor=actor_of(make_user(Role.STAFF_ISSUER)), issuer=make_issuer()
    )
    db.session.commit()
    return issued


def refund_of(guarantee: Guarantee) -> RefundStatement:
    """The refund of a 解約 after about half of the days."""
    quote = quote_end(db.session(), guarantee, reason=RefundReason.TERMINATED, ended_on=date(2027, 1, 19))
    made = state_refund_of(
        db.session(), guarantee, quote, actor=actor_of(underwriter()), settings=current_app.config["SETTINGS"]
    )
    assert made is not None
    db.session.commit()
    return made


def given(**more: object) -> PayBack:
    values = {"paid_back_on": clock.today(), "method": PaymentMethod.BANK_TRANSFER}
    return PayBack(**(values | more))  # type: ignore[arg-type]  # as the class says


def changed(guarantee: Guarantee, amount: int):
    content = replace(read_certificate(version_in_force(guarantee)), guaranteed_amount=amount)
    return quote_change(db.session(), guarantee, content), content


def state(guarantee: Guarantee, amount: int) -> PremiumStatement | RefundStatement | None:
    settlement, content = changed(guarantee, amount)
    made = state_change(
        db.session(), guarantee, settlement, content=content, receipt_number="R20261122-9002",
        actor=actor_of(underwriter()), settings=current_app.config["SETTINGS"],
    )  # fmt: skip
    db.session.commit()
    return made


def test_a_refund_has_its_own_number_words_and_paper(guarantee: Guarantee) -> None:
    made = refund_of(guarantee)
    assert (made.number[:1], made.number[-6:], made.state) == ("H", "000001", RefundState.DUE)
    assert made.amount == 30_550
    content = refund_content(made)
    assert ("返還の理由", "解約") in content.rows()
    assert ("保証契約番号", guarantee.number) in content.rows()
    assert content.steps[-1].result == "30,550円"
    assert refund_paper(made).startswith(b"%PDF")


def test_what_went_back_is_not_given_back_again(guarantee: Guarantee) -> None:
    refund_of(guarantee)
    money = find_money(db.session(), guarantee)
    assert money is not None
    assert money.settled == Charged(55_000 - 30_550)
    again = quote_end(db.session(), guarantee, reason=RefundReason.CANCELLED, ended_on=clock.today())
    assert again.refund == Charged(24_450)


def test_more_is_charged_and_less_goes_back(guarantee: Guarantee) -> None:
    more = state(guarantee, 24_000_000)
    assert isinstance(more, PremiumStatement)
    assert (more.amount, more.guarantee_id, more.payment_method) == (
        10_000, guarantee.id, PaymentMethod.BANK_TRANSFER,
    )  # fmt: skip
    with pytest.raises(RuleViolation, match=more.number):
        changed(guarantee, 16_000_000)
    record_charge_payment(db.session(), more, receipt=whole(more), actor=actor_of(underwriter()))
    less = state(guarantee, 16_000_000)
    assert isinstance(less, RefundStatement)
    assert (less.amount, less.reason) == (20_000, RefundReason.CHANGE)
    assert state(guarantee, 16_000_000) is None


def test_without_a_statement_nothing_is_settled(app: Flask) -> None:
    with pytest.raises(RuleViolation, match="保証料計算書がない"):
        quote_end(
            db.session(), make_issued_guarantee(), reason=RefundReason.CANCELLED, ended_on=clock.today()
        )


def test_paying_back_is_noted_once_and_not_for_tomorrow(guarantee: Guarantee) -> None:
    made, actor = refund_of(guarantee), actor_of(underwriter())
    for wrong in (timedelta(days=1), timedelta(days=-1)):
        with pytest.raises(RuleViolation) as refused:
            pay_back(db.session(), made, given=given(paid_back_on=clock.today() + wrong), actor=actor)
        assert refused.value.field == "paid_back_on"
    pay_back(db.session(), made, given=given(note="〇〇銀行へ振込"), actor=actor)
    db.session.commit()
    assert (made.state, made.paid_back_on, made.paid_back_by_id) == (
        RefundState.DONE, clock.today(), actor.user_id,
    )  # fmt: skip
    pay_back(db.session(), made, given=given(), actor=actor)
    assert made.note == "〇〇銀行へ振込"
    with pytest.raises(ForbiddenMove):
        pay_back(db.session(), made, given=given(), actor=actor_of(underwriter()))


def test_a_refund_s_figures_never_change(guarantee: Guarantee) -> None:
    made = refund_of(guarantee)
    made.amount = 1
    with pytest.raises(DatabaseError):
        db.session.flush()
    db.session.rollback()


def test_a_premium_paid_before_a_withdrawal_comes_back_whole_and_once(app: Flask) -> None:
    request = approved()
    pay(request, receipt(request))
    application, actor, settings = request.application, actor_of(underwriter()), app.config["SETTINGS"]
    (statement,) = list_live_statements(db.session(), request)
    with pytest.raises(ForbiddenMove):
        refund_unused(db.session(), statement, actor=actor, settings=settings)
    withdraw_application(db.session(), application, actor=actor, reason="契約が変わったため")
    db.session.commit()
    (waiting,) = list_unreturned(db.session(), branch_id=application.branch_id)
    assert (waiting.state, waiting.amount) == (PremiumState.OWED_BACK, 55_000)
    made = refund_unused(db.session(), waiting, actor=actor, settings=settings)
    db.session.commit()
    assert (made.amount, made.reason, made.guarantee_id) == (55_000, RefundReason.WITHDRAWN, None)
    assert refund_unused(db.session(), waiting, actor=actor, settings=settings) is made
    assert list_unreturned(db.session(), branch_id=application.branch_id) == []
    assert waiting.state is PremiumState.VOID
    (mail,) = db.session.scalars(select(OutgoingMail).where(OutgoingMail.message_kind == "refund_stated"))
    assert made.number in mail.body
    assert "55,000" not in mail.body
