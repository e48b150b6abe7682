"""The worker's jobs: one failing job stops no other, and staff can see it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from surety import clock
from surety.commands.worker import make_courier, make_worker
from surety.config import Settings
from surety.extensions import db
from surety.mail.delivery import MailboxCourier
from surety.models import JobRun, LoginSession
from surety.queries.job_runs import SILENT_AFTER, get_worker_health
from surety.security.permissions import Role
from surety.services.sessions import start_session, sweep_sessions
from surety.worker import Job, Worker
from tests.factories import make_user


def fail() -> int:
    raise RuntimeError("the disk is full")


def runs() -> dict[str, JobRun]:
    db.session.expire_all()
    found = {run.name: run for run in db.session.query(JobRun)}
    db.session.expunge_all()
    db.session.rollback()
    return found


def test_a_failing_job_stops_no_other_and_is_noted(app: Flask) -> None:
    done: list[str] = []
    jobs = [Job("first", 1, fail), Job("second", 1, lambda: done.append("second") or 1)]
    assert not Worker(db.engine, jobs).run_once()
    assert done == ["second"]
    noted = runs()
    assert noted["first"].failed_since is not None
    assert noted["first"].error == "RuntimeError: the disk is full"
    assert noted["second"].failed_since is None


def test_a_job_that_recovers_is_noted_as_well(app: Flask) -> None:
    moods = iter([True, True, False])
    worker = Worker(db.engine, [Job("mail", 1, lambda: fail() if next(moods) else 0)])
    worker.run_once()
    since = runs()["mail"].failed_since
    worker.run_once()
    assert runs()["mail"].failed_since == since
    worker.run_once()
    assert (runs()["mail"].failed_since, runs()["mail"].error) == (None, "")


def test_health_tells_a_living_worker_from_a_silent_one(app: Flask) -> None:
    now = clock.now()
    assert not get_worker_health(db.session(), now=now).is_alive
    db.session.add(JobRun(name="mail", ran_at=now, error=""))
    db.session.commit()
    assert get_worker_health(db.session(), now=now).is_alive
    assert not get_worker_health(db.session(), now=now + SILENT_AFTER).is_alive
    assert not get_worker_health(db.session(), now=now).failing


def test_one_round_of_every_job_goes_well_on_an_empty_database(app: Flask) -> None:
    db.session.remove()
    assert make_worker(app).run_once()
    assert set(runs()) == {
        "mail",
        "documents",
        "watch",
        "statistics",
        "closing",
        "throttle",
        "sessions",
        "links",
        "bid-bonds",
        "drafts",
        "expiry",
    }


def test_the_status_command_says_what_fails_and_ends_with_1(app: Flask) -> None:
    runner = FlaskCliRunner(app)
    assert runner.invoke(args=["worker", "status"]).exit_code == 1
    db.session.add(
        JobRun(name="mail", ran_at=clock.now(), failed_since=clock.now(), error="RuntimeError: no disk")
    )
    db.session.commit()
    told = runner.invoke(args=["worker", "status"])
    assert told.exit_code == 1
    assert "RuntimeError: no disk" in told.output
    assert "alive" in told.output


def test_the_demo_never_gets_a_courier_that_leaves_the_house(app: Flask, settings: Settings) -> None:
    assert settings.is_demo
    assert isinstance(make_courier(app, settings), MailboxCourier)
    assert app.extensions["mail"].suppress


@pytest.mark.parametrize("days, left", [(6, 1), (8, 0)])
def test_logins_that_ran_out_long_ago_are_forgotten(app: Flask, days: int, left: int) -> None:
    now_s = int(clock.now().timestamp())
    ended = now_s - int(timedelta(days=days).total_seconds()) - 8 * 3_600
    start_session(
        db.session(),
        user_id=make_user(Role.CONTRACTOR_ADMIN).id,
        address="",
        browser="",
        second_factor_passed=True,
        now_s=ended,
    )
    sweep_sessions(db.session(), now_s=now_s)
    assert db.session.query(LoginSession).count() == left
