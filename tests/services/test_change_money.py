"""追加保証料 of a change that does not come about: nobody pays for nothing, and nothing goes back twice."""

import pytest
from flask import Flask, current_app

from surety.domain.act_states import ActKind
from surety.domain.errors import ForbiddenMove
from surety.domain.products import PaymentMethod
from surety.domain.settlement import RefundReason
from surety.domain.states import PremiumState
from surety.domain.workflow import ChangeState, GuaranteeState
from surety.extensions import db
from surety.models import Contractor, Guarantee, OutgoingMail, PremiumStatement, User
from surety.queries.refunds import list_refunds_of, list_unreturned
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.services.change_decisions import withdraw_change
from surety.services.unused_payments import refund_unused
from tests.act_cases import carry_out, propose
from tests.change_cases import make_priced_guarantee
from tests.change_money_cases import (
    FIRST,
    MORE,
    approve_again,
    approved_change,
    decline,
    issue,
    pay,
    reopen,
    settled,
    step,
)
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import actor_of


@pytest.fixture
def company(app: Flask) -> Contractor:
    return make_contractor()


@pytest.fixture
def guarantee(company: Contractor) -> Guarantee:
    """前払金保証 of 20,000,000 yen, its premium paid by transfer."""
    return make_priced_guarantee(company, method=PaymentMethod.BANK_TRANSFER)


@pytest.fixture
def writer(company: Contractor) -> User:
    return make_user(Role.CONTRACTOR_MEMBER, contractor=company)


@pytest.fixture
def first(app: Flask) -> Actor:
    return actor_of(make_user(Role.STAFF_UNDERWRITER))


@pytest.fixture
def second(app: Flask) -> Actor:
    return actor_of(make_user(Role.STAFF_ISSUER))


def refund(statement: PremiumStatement, by: Actor) -> int:
    made = refund_unused(db.session(), statement, actor=by, settings=current_app.config["SETTINGS"])
    db.session.commit()
    assert made.reason is RefundReason.CHANGE_DROPPED
    return made.amount


@pytest.mark.parametrize("kind", [each for each in ActKind if each is not ActKind.CHANGE_CANCEL])
def test_while_a_change_s_premium_is_reckoned_only_the_key_is_made_anew(
    guarantee: Guarantee, writer: User, first: Actor, second: Actor, kind: ActKind
) -> None:
    act = propose(guarantee, kind, by=first)
    change = approved_change(guarantee, writer)
    if kind is ActKind.KEY_REISSUE:
        carry_out(act, by=second)
        return
    with pytest.raises(ForbiddenMove, match=str(change.receipt_number)):
        carry_out(act, by=second)
    db.session.rollback()
    assert guarantee.state is GuaranteeState.IN_FORCE
    reopen(change, first)
    decline(change, first)
    carry_out(act, by=second)


def test_what_was_paid_counts_at_the_next_approval(
    guarantee: Guarantee, writer: User, first: Actor, second: Actor
) -> None:
    change = approved_change(guarantee, writer)
    paid = pay(change, first)
    assert paid.amount == MORE
    reopen(change, first)
    assert paid.state is PremiumState.PAID
    approve_again(change)
    assert [item.statement for item in change.items] == [None], "nothing more is asked for"
    issue(change, second)
    assert change.state is ChangeState.ISSUED
    assert settled(guarantee) == FIRST + MORE


@pytest.mark.parametrize("end", ["withdrawn", "declined"])
def test_what_was_paid_for_a_dropped_change_goes_back_whole_and_once(
    guarantee: Guarantee, writer: User, first: Actor, second: Actor, end: str
) -> None:
    change = approved_change(guarantee, writer)
    paid = pay(change, first)
    if end == "withdrawn":
        withdraw_change(db.session(), change, **step(change, actor_of(writer)))
        db.session.commit()
    else:
        reopen(change, first)
        act = propose(guarantee, ActKind.CANCELLATION, by=first)
        with pytest.raises(ForbiddenMove):
            carry_out(act, by=second)
        db.session.rollback()
        decline(change, first)
    assert (change.state.value, paid.state) == (end, PremiumState.OWED_BACK)
    assert list_unreturned(db.session(), branch_id=guarantee.branch_id) == [paid]
    assert [refund(paid, first), refund(paid, second)] == [MORE, MORE]
    assert paid.state is PremiumState.VOID
    assert list_unreturned(db.session(), branch_id=guarantee.branch_id) == []
    assert settled(guarantee) == FIRST
    if end == "withdrawn":
        act = propose(guarantee, ActKind.CANCELLATION, by=first)
    carry_out(act, by=second)
    assert [each.amount for each in list_refunds_of(db.session(), guarantee)] == [FIRST], "not twice"
    (mail, *_rest) = db.session.query(OutgoingMail).filter_by(message_kind="refund_stated")
    assert f"{MORE:,}" not in mail.body


def test_nothing_goes_back_of_what_still_counts(guarantee: Guarantee, writer: User, first: Actor) -> None:
    paid = pay(approved_change(guarantee, writer), first)
    with pytest.raises(ForbiddenMove):
        refund(paid, first)


def test_what_stands_on_the_account_is_void_without_a_refund(
    company: Contractor, writer: User, first: Actor
) -> None:
    change = approved_change(make_priced_guarantee(company), writer)
    (item,) = change.items
    statement = item.statement
    assert statement is not None
    assert statement.state is PremiumState.ON_ACCOUNT
    reopen(change, first)
    assert statement.state is PremiumState.VOID
    assert list_unreturned(db.session(), branch_id=None) == [], "nobody has paid it"
