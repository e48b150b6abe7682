"""あとで対応: a task of the watch put aside by a person, and what comes of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, current_app
from sqlalchemy import select

from surety import clock
from surety.domain.coverage_watch import WatchSide
from surety.domain.errors import ForbiddenMove, RuleViolation
from surety.domain.products import Product
from surety.domain.workflow import GuaranteeState
from surety.extensions import db
from surety.mail.letterhead import Letterhead
from surety.models import AuditEvent, Guarantee, OutgoingMail, User, WatchTask
from surety.security.permissions import Role
from surety.services.coverage_watch import bring_back, look_again, put_aside, take_up, walk_all
from tests.change_cases import make_notice
from tests.factories import make_contractor, make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee


@pytest.fixture(autouse=True)
def monday(app: Flask) -> Iterator[None]:
    """7 December 2026, 10 in the morning in Japan."""
    with time_machine.travel(datetime(2026, 12, 7, 1, 0, tzinfo=UTC), tick=False):
        yield


def a_task() -> tuple[WatchTask, User, Guarantee]:
    contractor = make_contractor()
    guarantee = make_issued_guarantee(contractor, product=Product.PERFORMANCE)
    who = make_user(Role.CONTRACTOR_MEMBER, contractor=contractor)
    make_notice(guarantee, who, period_to=guarantee.expires_on + timedelta(days=31))
    walk_all(db.session(), today=clock.today(), letterhead=Letterhead.of(current_app.config["SETTINGS"]))
    db.session.commit()
    found = db.session.scalars(select(WatchTask).where(WatchTask.side == WatchSide.CONTRACTOR)).one()
    return found, who, guarantee


def test_put_aside_it_comes_back_on_its_day() -> None:
    task, who, _guarantee = a_task()
    until = clock.today() + timedelta(days=10)
    for _ in range(2):
        put_aside(db.session(), task, until=until, note="変更契約を待っています。", actor=actor_of(who))
    db.session.commit()
    acts = db.session.scalars(
        select(AuditEvent.action).order_by(AuditEvent.sequence).where(AuditEvent.object_kind == "watch_task")
    ).all()
    assert list(acts) == ["watch_task.put_aside"]
    assert bring_back(db.session(), today=until - timedelta(days=1)) == 0
    assert bring_back(db.session(), today=until) == 1
    db.session.commit()
    db.session.expire_all()
    assert task.aside_until is None
    assert task.aside_note == "変更契約を待っています。"
    assert db.session.query(OutgoingMail).filter_by(message_kind="watch_opened").count() == 1


def test_it_can_be_taken_up_before() -> None:
    task, who, _guarantee = a_task()
    put_aside(db.session(), task, until=clock.today() + timedelta(days=1), note="x", actor=actor_of(who))
    for _ in range(2):
        take_up(db.session(), task, actor=actor_of(who))
    assert task.aside_until is None


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_day_that_is_not_ahead_or_too_far_is_refused(days: int) -> None:
    task, who, _guarantee = a_task()
    with pytest.raises(RuleViolation) as refused:
        put_aside(
            db.session(), task, until=clock.today() + timedelta(days=days), note="x", actor=actor_of(who)
        )
    assert refused.value.field == "until"


def test_what_has_ended_cannot_be_put_aside() -> None:
    task, who, guarantee = a_task()
    guarantee.state = GuaranteeState.CANCELLED
    db.session.commit()
    look_again(db.session(), today=clock.today())
    db.session.commit()
    with pytest.raises(ForbiddenMove):
        put_aside(db.session(), task, until=clock.today() + timedelta(days=1), note="x", actor=actor_of(who))
