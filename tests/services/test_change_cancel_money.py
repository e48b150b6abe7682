"""A 変更取消 is settled like a change back; a 訂正 moves no money."""

from datetime import date

import pytest
from flask import Flask

from surety import audit
from surety.domain.act_states import ActKind
from surety.domain.charges import StatementKind
from surety.domain.errors import ForbiddenMove
from surety.domain.settlement import RefundReason
from surety.domain.states import PremiumState
from surety.domain.workflow import GuaranteeState
from surety.extensions import db
from surety.models import Contractor, Guarantee, OutgoingMail, PremiumStatement, User
from surety.queries.charges import list_unpaid_of
from surety.queries.guarantee_acts import content_in_force
from surety.queries.refunds import list_refunds_of
from surety.security.identity import Actor
from surety.services.act_money import look_at_money
from surety.services.settlements import premium_day, quote_change
from surety.services.statement_payments import pay_statement
from tests.act_cases import carry_out, propose
from tests.change_cases import make_priced_guarantee, settle_premium
from tests.change_money_cases import (
    FIRST,
    MORE,
    approved_change,
    issue,
    pay,
    receipt_of,
    settled,
)
from tests.services.test_change_money import company, first, guarantee, second, writer
from tests.works_cases import make_multi_year_guarantee

__all__ = ["company", "first", "guarantee", "second", "writer"]


def test_a_taken_back_enlargement_gives_back_what_it_cost(
    guarantee: Guarantee, writer: User, first: Actor, second: Actor
) -> None:
    change = approved_change(guarantee, writer)
    pay(change, first)
    issue(change, second)
    act = propose(guarantee, ActKind.CHANGE_CANCEL, by=first)
    shown = look_at_money(db.session(), act)
    assert shown.refund is not None
    assert shown.refund.refund.total == MORE
    carry_out(act, by=second)
    (made,) = list_refunds_of(db.session(), guarantee)
    assert (made.amount, made.reason) == (MORE, RefundReason.CHANGE_CANCELLED)
    assert settled(guarantee) == FIRST
    nothing_is_open(guarantee)


def test_a_taken_back_reduction_asks_again_for_what_it_gave_back(
    guarantee: Guarantee, writer: User, first: Actor, second: Actor
) -> None:
    less = {"price": "40,000,000", f"paid-{guarantee.number}": "16,000,000"}
    issue(approved_change(guarantee, writer, **less), second)
    (back,) = list_refunds_of(db.session(), guarantee)
    carry_out(propose(guarantee, ActKind.CHANGE_CANCEL, by=first), by=second)
    (asked,) = list_unpaid_of(db.session(), guarantee)
    assert (asked.amount, asked.kind, asked.receipt_number) == (back.amount, StatementKind.ADDITIONAL, "")
    (mail,) = db.session.query(OutgoingMail).filter_by(message_kind="premium_due")
    assert f"{asked.amount:,}" not in mail.body
    waiting = propose(guarantee, ActKind.TERMINATION, by=first)
    with pytest.raises(ForbiddenMove, match=asked.number):
        carry_out(waiting, by=second)
    db.session.rollback()
    for _ in range(2):
        pay_statement(db.session(), asked, receipt=receipt_of(asked), actor=first)
        db.session.commit()
    assert settled(guarantee) == FIRST
    nothing_is_open(guarantee)
    carry_out(waiting, by=second)
    assert guarantee.state is GuaranteeState.TERMINATED


def test_on_the_monthly_account_it_stands_there_at_once(
    company: Contractor, writer: User, first: Actor, second: Actor
) -> None:
    guarantee = make_priced_guarantee(company)
    less = {"price": "40,000,000", f"paid-{guarantee.number}": "16,000,000"}
    issue(approved_change(guarantee, writer, **less), second)
    carry_out(propose(guarantee, ActKind.CHANGE_CANCEL, by=first), by=second)
    (asked,) = db.session.query(PremiumStatement).filter_by(kind=StatementKind.ADDITIONAL)
    assert asked.state is PremiumState.ON_ACCOUNT
    assert db.session.query(OutgoingMail).filter_by(message_kind="premium_due").count() == 0


def test_what_is_unpaid_for_a_guarantee_that_never_was_is_owed_no_more(
    guarantee: Guarantee, writer: User, first: Actor, second: Actor
) -> None:
    less = {"price": "40,000,000", f"paid-{guarantee.number}": "16,000,000"}
    issue(approved_change(guarantee, writer, **less), second)
    carry_out(propose(guarantee, ActKind.CHANGE_CANCEL, by=first), by=second)
    (asked,) = list_unpaid_of(db.session(), guarantee)
    carry_out(propose(guarantee, ActKind.CANCELLATION, by=first), by=second)
    assert asked.state is PremiumState.VOID
    assert sum(each.amount for each in list_refunds_of(db.session(), guarantee)) == FIRST
    assert audit.find_broken_link(db.session()) is None


def test_a_correction_of_the_contract_date_moves_no_money(
    guarantee: Guarantee, first: Actor, second: Actor
) -> None:
    before = content_in_force(guarantee)
    ended = propose(guarantee, ActKind.TERMINATION, by=first)
    shown = look_at_money(db.session(), ended).refund
    later = {"contracted_on": before.works_until}
    carry_out(propose(guarantee, ActKind.CORRECTION, by=first, corrected=later), by=second)
    assert content_in_force(guarantee).contracted_on == before.works_until
    assert premium_day(guarantee, content_in_force(guarantee)) == before.contracted_on
    assert look_at_money(db.session(), ended).refund == shown


def test_a_later_year_s_guarantee_counts_from_that_year(app: Flask) -> None:
    guarantee = settle_premium(make_multi_year_guarantee())
    guarantee.request.fiscal_year = 2027
    assert premium_day(guarantee, content_in_force(guarantee)) == date(2027, 4, 1)


def nothing_is_open(guarantee: Guarantee) -> None:
    """The premium of what counts now is exactly what was stated and not given back."""
    settlement = quote_change(db.session(), guarantee, content_in_force(guarantee))
    assert settlement.additional.total == 0
    assert settlement.refund is None
