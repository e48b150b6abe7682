"""満了: the day after the term, once, and not over the heads of people who are at it."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from surety import audit, clock
from surety.domain.act_states import ActKind
from surety.domain.expiry import expires_now
from surety.domain.workflow import ActState, ApplicationState, GuaranteeState
from surety.extensions import db
from surety.models import AuditEvent, Guarantee, GuaranteeAct
from surety.queries.applications import status_of
from surety.queries.guarantees import statuses_of
from surety.security.permissions import Role
from surety.services.expiry import expire_due
from surety.services.guarantee_acts import ActWish, propose_act
from tests.factories import make_user
from tests.guarantee_factories import actor_of, make_issued_guarantee


@pytest.fixture
def guarantee(app: Flask) -> Guarantee:
    return make_issued_guarantee()


def expire(today: date, *, limit: int = 200) -> int:
    done = expire_due(db.session(), today=today, limit=limit)
    db.session.commit()
    return done


def propose(guarantee: Guarantee, kind: ActKind) -> GuaranteeAct:
    wish = ActWish(
        kind=kind,
        reason="見本",
        effective_on=clock.today() if kind is ActKind.TERMINATION else None,
        corrected={"depository_branch": "△△支店"} if kind is ActKind.CORRECTION else {},
    )
    act = propose_act(db.session(), guarantee, wish, actor=actor_of(make_user(Role.STAFF_UNDERWRITER)))
    db.session.commit()
    return act


def test_it_is_moved_the_day_after_and_only_once(guarantee: Guarantee) -> None:
    last = guarantee.expires_on
    assert expire(last) == 0
    assert guarantee.state is GuaranteeState.IN_FORCE
    assert expire(last + timedelta(days=1)) == 1
    assert expire(last + timedelta(days=1)) == 0
    assert guarantee.state is GuaranteeState.EXPIRED
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "guarantee.expired")).all()
    assert [event.object_id for event in events] == [guarantee.number]
    assert events[0].actor_label == "システム"
    assert audit.find_broken_link(db.session()) is None


def test_a_batch_is_bounded(app: Flask) -> None:
    made = [make_issued_guarantee() for _ in range(3)]
    day = made[0].expires_on + timedelta(days=1)
    assert [expire(day, limit=2), expire(day, limit=2), expire(day, limit=2)] == [2, 1, 0]


@pytest.mark.parametrize("state", [each for each in GuaranteeState if each is not GuaranteeState.IN_FORCE])
def test_what_has_ended_otherwise_stays_so(guarantee: Guarantee, state: GuaranteeState) -> None:
    guarantee.state = state
    db.session.commit()
    assert expire(guarantee.expires_on + timedelta(days=100)) == 0
    assert guarantee.state is state


def test_a_correction_that_is_open_neither_delays_the_end_nor_lapses(guarantee: Guarantee) -> None:
    act = propose(guarantee, ActKind.CORRECTION)
    assert expire(guarantee.expires_on + timedelta(days=1)) == 1
    assert act.state is ActState.PROPOSED


def test_what_is_open_is_waited_for_and_then_lapses(guarantee: Guarantee) -> None:
    act = propose(guarantee, ActKind.TERMINATION)
    for days in (1, 30, 31):
        day = guarantee.expires_on + timedelta(days=days)
        assert expire(day) == int(expires_now(guarantee.expires_on, has_open=True, today=day))
    assert guarantee.state is GuaranteeState.EXPIRED
    assert act.state is ActState.LAPSED


def test_lists_say_it_from_the_day_on_before_the_worker_has_come_by(guarantee: Guarantee) -> None:
    last = guarantee.expires_on
    assert statuses_of(db.session(), [guarantee], today=last)[guarantee.id].label != "満了"
    after = statuses_of(db.session(), [guarantee], today=last + timedelta(days=1))
    assert after[guarantee.id].label == "満了"


@pytest.mark.parametrize("state", [each for each in GuaranteeState if each is not GuaranteeState.IN_FORCE])
def test_an_application_whose_guarantees_have_all_ended_says_so(
    guarantee: Guarantee, state: GuaranteeState
) -> None:
    application = guarantee.request.application
    assert application.state is ApplicationState.DECIDED
    assert status_of(db.session(), application).status.label == "発注者へ未提出"
    guarantee.state = state
    db.session.commit()
    assert status_of(db.session(), application).status.label == state.label
