"""Processes that issue guarantees through the whole service, each telling its pipe after every commit."""

import base64
import itertools
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from app import create_app
from bench.payable_requests import make_payable_requests
from surety.config import load_settings
from surety.domain.workflow import RequestState
from surety.extensions import db, reading_only
from surety.models import GuaranteeRequest, User
from surety.queries.issuable_requests import get_issuable
from surety.security.identity import Actor
from surety.security.permissions import Role
from surety.services.issuing import Issuer, issue_guarantee
from surety.services.reference_data import load_reference_data

_SECRET = base64.b64encode(b"k" * 32).decode()
WARM_UP = 10
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Writer:
    """A running process and the end of its pipe that we read; it closes its own end after its last issue."""

    process: BaseProcess
    reading_end: int
    share: int

    def kill(self) -> list[str]:
        """SIGKILL it; the numbers it acknowledged. A line cut off by the kill was not acknowledged."""
        self.process.kill()
        return self.finish()

    def finish(self) -> list[str]:
        """Wait for its end; the numbers it acknowledged."""
        told = self.listen()
        self.process.join()
        return told

    def listen(self) -> list[str]:
        """The numbers it acknowledged, when it has issued its last."""
        with os.fdopen(self.reading_end) as pipe:
            return pipe.read().split("\n")[:-1]


def open_application(database_url: str, instance: Path) -> Flask:
    """The application on this database, with secrets of its own."""
    environ = {"SURETY_INSTANCE": str(instance), "DATABASE_URL": database_url, "SURETY_DEMO": "1"}
    environ |= dict.fromkeys(("SURETY_SECRET_KEY", "SURETY_VAULT_KEY", "SURETY_PEPPER"), _SECRET)
    return create_app(load_settings(environ))


def prepare(app: Flask, *, requests: int) -> list[str]:
    """Migrate, load reference data, make payable requests; leave no connection that a fork would share.

    The first few are issued here, so that forked writers are as warm as a server's workers; gives their numbers.
    """
    with app.app_context():
        upgrade()
        load_reference_data(db.session())
        make_payable_requests(db.session(), count=requests + WARM_UP)
        db.session.commit()
        numbers = list(itertools.islice(_issue(app, share=0, shares=1), WARM_UP))
        db.session.remove()
        db.engine.dispose()
    return numbers


def start_writer(
    app: Flask, *, share: int = 0, shares: int = 1, limit: int | None = None, start: Barrier | None = None
) -> Writer:
    """Fork a writer that issues every `shares`-th payable request, beginning with `share`, up to `limit` of them.

    With `start` it waits there until all are ready.
    """
    reading_end, writing_end = os.pipe()
    orders = (app, writing_end, share, shares, limit, start)
    process = FORK.Process(target=_issue_all, args=orders, daemon=True)
    process.start()
    os.close(writing_end)
    return Writer(process=process, reading_end=reading_end, share=share)


def _issue_all(
    app: Flask, writing_end: int, share: int, shares: int, limit: int | None, start: Barrier | None
) -> None:
    with app.app_context():
        for number in itertools.islice(_issue(app, share=share, shares=shares, start=start), limit):
            os.write(writing_end, f"{number}\n".encode())
        os.close(writing_end)


def _issue(app: Flask, *, share: int, shares: int, start: Barrier | None = None) -> Iterator[str]:
    user = db.session.scalars(select(User).where(User.role == Role.STAFF_ISSUER)).one()
    actor = Actor(user_id=user.id, label=user.name)
    waiting = _list_payable(share, shares)
    db.session.remove()
    issuer = Issuer(settings=app.config["SETTINGS"], vault=app.extensions["vault"])
    if start is not None:
        start.wait()
    for request_id in waiting:
        with reading_only():
            request = get_issuable(db.session(), request_id)
        number = issue_guarantee(db.session(), request, actor=actor, issuer=issuer).number
        db.session.commit()
        db.session.remove()
        yield number


def _list_payable(share: int, shares: int) -> Sequence[int]:
    return db.session.scalars(
        select(GuaranteeRequest.id)
        .where(GuaranteeRequest.state == RequestState.ON_ACCOUNT, GuaranteeRequest.id % shares == share)
        .order_by(GuaranteeRequest.id)
    ).all()
