"""Whether the service lives and is ready."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from blueprints.health import routes
from surety import clock
from surety.extensions import db
from surety.mail.outbox import queue_mail
from surety.models import JobRun, OutgoingMail
from surety.queries import health
from surety.services.job_runs import note_run
from tests.client import SuretyClient
from tests.mail.letters import everyday


@pytest.fixture
def worker(app: Flask) -> None:
    note_run(db.session(), "mail", error="")
    db.session.commit()


def test_a_process_that_answers_lives(client: SuretyClient) -> None:
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json) == (200, {"status": "alive"})


@pytest.mark.usefixtures("worker")
def test_with_database_tables_and_worker_it_is_ready(client: SuretyClient) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ready",
        "database": True,
        "migrations": True,
        "worker": True,
        "failing_jobs": [],
        "mail": True,
        "oldest_due_mail_seconds": 0,
    }


def test_without_a_worker_it_is_not_ready(client: SuretyClient) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json is not None
    assert (answer.json["status"], answer.json["worker"]) == ("not ready", False)


@pytest.mark.usefixtures("worker")
def test_a_silent_worker_is_none(client: SuretyClient) -> None:
    db.session.query(JobRun).update({"ran_at": clock.now() - timedelta(minutes=6)})
    db.session.commit()
    assert client.get("/health/ready").status_code == 503


@pytest.mark.usefixtures("worker")
def test_a_failing_job_is_named_but_not_its_words(client: SuretyClient) -> None:
    note_run(db.session(), "draw", error="password=hunter2")
    db.session.commit()
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["failing_jobs"] == ["draw"]
    assert "hunter2" not in answer.text


@pytest.mark.usefixtures("worker")
def test_tables_of_another_version_are_not_ready(
    client: SuretyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "newest_migration", lambda _directory: "9999_later")
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["migrations"] is False


@pytest.mark.usefixtures("worker")
def test_mail_that_waits_too_long_is_not_ready_where_mail_is_delivered(
    app: Flask, client: SuretyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_mail(db.session(), everyday()["issue_completed"](), subject_key="x", recipient="a@example.co.jp")
    db.session.query(OutgoingMail).update({"next_try_at": clock.now() - timedelta(minutes=20)})
    db.session.commit()
    assert client.get("/health/ready").status_code == 200
    settings = app.config["SETTINGS"]
    delivering = replace(settings, is_demo=False, smtp=replace(settings.smtp, host="mail.example.co.jp"))
    monkeypatch.setitem(app.config, "SETTINGS", delivering)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["oldest_due_mail_seconds"] >= 1_200


def test_a_database_that_does_not_answer_is_not_ready_and_says_no_secret(
    client: SuretyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection to db.example.co.jp as surety failed"))

    monkeypatch.setattr(health, "get_worker_health", refuse)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json == {"status": "not ready", "database": False}
