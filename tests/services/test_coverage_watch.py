"""保証の見守り: opened once, closed by itself, mailed once, put aside by a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, current_app
from sqlalchemy import select, update

from surety import clock
from surety.domain.change_states import ChangeState
from surety.domain.coverage_watch import WatchKind, WatchSide
from surety.domain.products import PaymentMethod, Product
from surety.domain.workflow import ApplicationState, GuaranteeState, RequestState
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.models import (
    ChangedGuarantee,
    GuaranteeChange,
    OutgoingMail,
    PremiumStatement,
    WatchTask,
    WatchWalk,
)
from surety.queries.watch_subjects import WATCHES
from surety.security.permissions import Role
from surety.services import coverage_watch
from surety.services.change_decisions import record_change_payment
from surety.services.coverage_watch import look_again, walk_all, walk_on
from surety.services.premiums import state_premium
from tests.change_cases import approve, make_change, make_notice, make_priced_guarantee
from tests.change_money_cases import receipt_of
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee, make_sent_application

START = datetime(2026, 12, 7, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(app: Flask) -> Iterator[None]:
    """7 December 2026, 10 in the morning in Japan."""
    with time_machine.travel(START, tick=False):
        yield


@contextmanager
def days_later(days: int) -> Iterator[None]:
    with time_machine.travel(START + timedelta(days=days), tick=False):
        yield


def walk() -> None:
    db.session.execute(update(WatchWalk).values(is_over=False, last_id=0))
    walk_all(db.session(), today=clock.today(), letterhead=Letterhead.of(current_app.config["SETTINGS"]))
    look_again(db.session(), today=clock.today())
    db.session.commit()
    db.session.expire_all()


def tasks(*, is_open: bool = True) -> list[tuple[str, str]]:
    found = db.session.scalars(select(WatchTask).order_by(WatchTask.id))
    return [(one.kind.value, one.side.value) for one in found if (one.closed_at is None) is is_open]


def mails() -> list[OutgoingMail]:
    return list(
        db.session.scalars(
            select(OutgoingMail).where(OutgoingMail.message_kind == "watch_opened").order_by(OutgoingMail.id)
        )
    )


def overdue_request(*, days: int = 20) -> None:
    with days_later(-days):
        application = make_sent_application(state=ApplicationState.DECIDED, products=(Product.PERFORMANCE,))
        request = application.requests[0]
        request.payment_method, request.state = PaymentMethod.BANK_TRANSFER, RequestState.APPROVED
        request.approved_at = clock.now()
        who = actor_of(make_user(Role.STAFF_UNDERWRITER))
        state_premium(db.session(), request, actor=who, settings=current_app.config["SETTINGS"])
        db.session.commit()


def test_a_fresh_guarantee_waits_for_nothing() -> None:
    make_issued_guarantee()
    walk()
    assert tasks() == []


def test_a_key_that_waits_a_week_opens_one_task_and_one_mail_however_often_the_worker_looks() -> None:
    guarantee = make_issued_guarantee(product=Product.PERFORMANCE)
    with days_later(7):
        walk()
        walk()
        assert tasks() == [("key_waits", "contractor")]
        (mail,) = mails()
        assert f"/guarantees/{guarantee.number}" in mail.body
        guarantee.handed_over_at = clock.now()
        db.session.commit()
        look_again(db.session(), today=clock.today())
        db.session.commit()
        assert tasks() == []
        assert tasks(is_open=False) == [("key_waits", "contractor")]


def test_what_began_long_ago_is_shown_but_not_mailed() -> None:
    make_issued_guarantee(product=Product.PERFORMANCE)
    with days_later(30):
        walk()
        assert ("key_waits", "contractor") in tasks()
        assert mails() == []


def test_a_condition_that_comes_back_is_a_new_task() -> None:
    guarantee = make_issued_guarantee(product=Product.PERFORMANCE)
    with days_later(8):
        walk()
        guarantee.handed_over_at = clock.now()
        db.session.commit()
        walk()
        guarantee.handed_over_at = None
        db.session.commit()
        walk()
        assert tasks() == [("key_waits", "contractor")]
        assert len(tasks(is_open=False)) == 1


def test_a_longer_period_told_to_the_branch_is_a_task_for_both_and_for_every_guarantee_of_the_contract() -> (
    None
):
    contractor = make_contractor()
    guarantee = make_issued_guarantee(contractor, product=Product.PERFORMANCE)
    who = make_user(Role.CONTRACTOR_MEMBER, contractor=contractor)
    until = guarantee.expires_on
    with days_later(1):
        make_notice(guarantee, who, period_to=until + timedelta(days=31))
        walk()
        assert tasks() == [("period_beyond", "contractor"), ("period_beyond", "branch")]
        (task, _other) = db.session.scalars(select(WatchTask).order_by(WatchTask.id))
        assert "変更の連絡" in task.reason
        assert task.until_on == until
        assert "円" not in mails()[0].body
    with days_later(2):
        make_notice(guarantee, who, period_to=until - timedelta(days=1))
        walk()
        assert tasks() == [], "the newest of what was told counts"


def test_a_change_on_its_way_needs_no_more_telling() -> None:
    contractor = make_contractor()
    guarantee = make_issued_guarantee(contractor, product=Product.PERFORMANCE)
    who = make_user(Role.CONTRACTOR_MEMBER, contractor=contractor)
    make_notice(guarantee, who, period_to=guarantee.expires_on + timedelta(days=31))
    walk()
    assert ("period_beyond", "contractor") in tasks()
    change = GuaranteeChange(
        guarantee_id=guarantee.id,
        contractor_id=contractor.id,
        branch_id=guarantee.branch_id,
        state=ChangeState.SUBMITTED,
        send_token="x",
        entered_by_id=who.id,
        saved_at=clock.now(),
    )
    item = ChangedGuarantee(
        guarantee_id=guarantee.id,
        amount=guarantee.amount,
        until=guarantee.expires_on + timedelta(days=31),
        is_open=True,
        base_certificate_id=guarantee.certificates[0].id,
    )
    change.items.append(item)
    db.session.add(change)
    db.session.commit()
    walk()
    assert tasks() == []
    item.is_open = False
    db.session.commit()
    walk()
    assert ("period_beyond", "contractor") in tasks()


def test_an_overdue_additional_premium_is_one_too_and_leads_to_its_own_pages() -> None:
    company = make_contractor()
    guarantee = make_priced_guarantee(company, method=PaymentMethod.BANK_TRANSFER)
    change = make_change(
        guarantee, make_user(Role.CONTRACTOR_MEMBER, contractor=company), changed_on="2026-12-06"
    )
    approve(change, make_user(Role.STAFF_UNDERWRITER))
    walk()
    assert tasks() == []
    with days_later(30):
        walk()
        overdue = [("premium_overdue", "contractor"), ("premium_overdue", "branch")]
        assert [each for each in tasks() if each in overdue] == overdue
        task = db.session.scalars(select(WatchTask).filter_by(kind=WatchKind.PREMIUM_OVERDUE)).first()
        assert task is not None
        assert (task.about, task.guarantee_id) == (guarantee.number, guarantee.id)
        (item,) = change.items
        assert task.subject == f"statement-{item.statement_id}"
        who = actor_of(make_user(Role.STAFF_UNDERWRITER))
        record_change_payment(
            db.session(),
            item,
            receipt=receipt_of(item.statement),
            version_id=change.version_id,
            actor=who,
        )
        db.session.commit()
        look_again(db.session(), today=clock.today())
        db.session.commit()
        assert not set(overdue) & set(tasks())


def test_an_overdue_premium_is_a_task_for_both_until_it_is_paid() -> None:
    overdue_request()
    walk()
    assert tasks() == [("premium_overdue", "contractor"), ("premium_overdue", "branch")]
    statement = db.session.scalars(select(PremiumStatement)).one()
    statement.request.state = RequestState.PAID
    db.session.commit()
    look_again(db.session(), today=clock.today())
    db.session.commit()
    assert tasks() == []


def test_a_premium_not_due_yet_is_no_task() -> None:
    overdue_request(days=3)
    walk()
    assert tasks() == []


def test_a_returned_application_nobody_answers_is_a_task_for_both_after_a_week() -> None:
    make_sent_application(state=ApplicationState.RETURNED)
    with days_later(6):
        walk()
        assert tasks() == []
    with days_later(7):
        walk()
        assert tasks() == [("unanswered", "contractor"), ("unanswered", "branch")]


def test_the_first_day_of_an_interim_payment_is_told_and_the_term_when_it_comes_near() -> None:
    guarantee = make_issued_guarantee()
    guarantee.handed_over_at = clock.now()
    db.session.commit()
    with time_machine.travel(datetime(2027, 1, 27, 1, 0, tzinfo=UTC), tick=False):
        walk()
        assert tasks() == [("interim_possible", "contractor")]
    with time_machine.travel(datetime(2027, 3, 1, 1, 0, tzinfo=UTC), tick=False):
        walk()
        assert tasks() == [("expiry_near", "contractor")]
        guarantee.state = GuaranteeState.EXPIRED
        db.session.commit()
        walk()
        assert tasks() == []


def test_the_walk_goes_on_where_it_stopped_and_looks_at_each_day_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(coverage_watch, "AT_ONCE", 2)
    for _ in range(5):
        make_issued_guarantee(product=Product.PERFORMANCE)
    letterhead = Letterhead.of(current_app.config["SETTINGS"])
    with days_later(7):
        rounds = [
            walk_on(db.session(), source="guarantee", today=clock.today(), letterhead=letterhead)
            for _ in range(4)
        ]
        assert [(one.looked, one.is_over) for one in rounds] == [(2, False), (2, False), (1, True), (0, True)]
        assert len(tasks()) == 5
        looks = [look_again(db.session(), today=clock.today()) for _ in range(4)]
        assert [(one.looked, one.is_over) for one in looks] == [(2, False), (2, False), (1, True), (2, False)]
    with days_later(8):
        again = walk_on(db.session(), source="guarantee", today=clock.today(), letterhead=letterhead)
        assert again.looked == 2
    db.session.rollback()


def test_every_kind_comes_from_a_source_that_is_walked() -> None:
    assert set(WATCHES) == {"guarantee", "request", "statement", "application"}
    assert set(WatchSide) == {side for kind in WatchKind for side in kind.sides}
