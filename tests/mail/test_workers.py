"""Workers that run side by side, die in the middle, or are asked to stop."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from surety import clock
from surety.domain.mail_delivery import MailState
from surety.extensions import db
from surety.mail.dispatch import deliver_due
from surety.models import OutgoingMail
from tests.mail.conftest import make_courier
from tests.mail.smtp_server import AT_ONCE_SECONDS, SILENCE_SECONDS, Desk, serving

ROOT = Path(__file__).resolve().parents[2]
Queue = Callable[..., OutgoingMail]


def test_two_workers_at_once_deliver_each_mail_once(app: Flask, queued: Queue) -> None:
    for number in range(30):
        queued(subject_key=f"user-{number}")
    db.session.remove()
    desk = Desk("DATA", "slow")
    failures: list[Exception] = []

    def work(port: int) -> None:
        try:
            with app.app_context():
                deliver_due(db.engine, make_courier(port), is_stopping=lambda: False)
        except Exception as error:  # noqa: BLE001 - shown by the test's own thread
            failures.append(error)

    with serving(desk) as port:
        threads = [threading.Thread(target=work, args=(port,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    assert failures == []
    assert sorted(Counter(desk.message_ids()).values()) == [1] * 30
    assert db.session.scalars(select(OutgoingMail.state).distinct()).all() == [MailState.SENT]


@contextmanager
def worker_process(app: Flask, port: int, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    settings = app.config["SETTINGS"]
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "SURETY_INSTANCE": str(settings.instance),
        "SURETY_DEMO": "0",
        "SURETY_SMTP_HOST": "127.0.0.1",
        "SURETY_SMTP_PORT": str(port),
        "SURETY_SMTP_TLS": "none",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "worker", *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_until(said: Callable[[], bool], *, seconds: int = 120) -> None:
    deadline = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(1 / 50)


def let_leases_run_out() -> None:
    db.session.execute(
        update(OutgoingMail)
        .where(
            OutgoingMail.state.in_([MailState.SENDING, MailState.UNCERTAIN]),
            OutgoingMail.next_try_at.is_not(None),
        )
        .values(next_try_at=clock.now())
    )
    db.session.commit()


def unfinished() -> int:
    db.session.rollback()
    count = db.session.scalar(
        select(func.count()).select_from(OutgoingMail).where(OutgoingMail.next_try_at.is_not(None))
    )
    db.session.rollback()
    return count or 0


@pytest.mark.parametrize("step, copies", [("RCPT", 1), ("DATA", 2)])
def test_kill_9_in_the_middle_loses_nothing_and_doubles_only_what_had_gone_over(
    app: Flask, queued: Queue, step: str, copies: int
) -> None:
    mail_id, message_id = (mail := queued()).id, mail.message_id
    db.session.rollback()
    desk = Desk(step, "hang", times=1)
    with serving(desk) as port:
        with worker_process(app, port) as process:
            wait_until(lambda: step in desk.reached)
            process.kill()
            process.wait()
        assert db.session.get_one(OutgoingMail, mail_id).state is MailState.SENDING
        for _ in range(3):
            let_leases_run_out()
            deliver_due(db.engine, make_courier(port), is_stopping=lambda: False)
            db.session.expire_all()
    assert db.session.get_one(OutgoingMail, mail_id).state is MailState.SENT
    assert desk.message_ids() == [message_id] * copies


def test_mail_survives_workers_killed_again_and_again(app: Flask, queued: Queue) -> None:
    ids = {queued(subject_key=f"user-{number}").message_id for number in range(40)}
    desk, kills = Desk("DATA", "slow"), 0
    with serving(desk) as port:
        while unfinished() and kills < 4:
            let_leases_run_out()
            before = len(desk.taken)
            with worker_process(app, port) as process:
                wait_until(lambda before=before: len(desk.taken) >= before + 3 or not unfinished())
                process.kill()
                process.wait()
            kills += 1
        while unfinished():
            let_leases_run_out()
            deliver_due(db.engine, make_courier(port), is_stopping=lambda: False)
    counted = Counter(desk.message_ids())
    assert set(counted) == ids
    assert kills >= 2
    # At each kill at most the one mail that was on its way may arrive twice.
    assert sum(counted.values()) - len(ids) <= kills
    assert max(counted.values()) <= 2


def test_sigterm_stops_the_worker_while_a_server_is_silent(app: Flask, queued: Queue) -> None:
    mail_id = queued().id
    db.session.rollback()
    desk = Desk("RCPT", "hang")
    with serving(desk) as port, worker_process(app, port, "run") as process:
        wait_until(lambda: "RCPT" in desk.reached)
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=SILENCE_SECONDS) == 0
        assert time.monotonic() - begun < AT_ONCE_SECONDS
    assert db.session.get_one(OutgoingMail, mail_id).state is MailState.QUEUED
