"""One filled database behind the application, and how long its pages take at two sizes."""

import statistics
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select
from werkzeug.test import EnvironBuilder

from bench.many_guarantees import fill
from bench.results import Result, spread
from surety import clock
from surety.extensions import db
from surety.models import Branch, Contractor, User
from surety.queries import fast_read
from surety.security.permissions import Role
from surety.services.reference_data import load_reference_data
from surety.services.sessions import start_session

SMALL, LARGE = 1_000, 1_000_000
GOAL = 1.3
ROUNDS, PER_ROUND = 9, 20


class Site:
    """A filled database, and the browser of the person who is logged in: at first one of company 1, at branch 1.

    `mark` is what every page that is asked for holds.
    """

    mark = b"<h1"

    def __init__(self, app: Flask, *, rows: int, filling: Callable[..., None] = fill) -> None:
        self.app, self.rows = app, rows
        with app.app_context():
            upgrade()
            load_reference_data(db.session())
            db.session.commit()
            begin = time.perf_counter()
            filling(app, rows=rows)
            self.filled_in = time.perf_counter() - begin
            self.branch_id = db.session.scalars(select(Branch.id).order_by(Branch.id).limit(1)).one()
            db.session.add(_company(self.branch_id))
            db.session.commit()
        self.log_in(Role.CONTRACTOR_MEMBER, contractor_id=1)
        # A thread of its own, because the session's read keeps one connection a thread.
        self._thread = ThreadPoolExecutor(max_workers=1)

    def log_in(self, role: Role, *, contractor_id: int | None = None, branch_id: int | None = None) -> None:
        """From now on a new person of this role asks."""
        with self.app.app_context():
            person = User(
                login_id=f"BENCH-{role.value}-{branch_id}", role=role, name="見本　花子", email="bench@example.co.jp",
                contractor_id=contractor_id, branch_id=branch_id, created_at=clock.now(),
            )  # fmt: skip
            db.session.add(person)
            db.session.flush()
            token = start_session(
                db.session(),
                user_id=person.id,
                address="",
                browser="",
                second_factor_passed=True,
                now_s=int(time.time()),
            )
            db.session.commit()
        self._cookie = f"surety={token}"

    def ask(self, address: str) -> float:
        """Fetch the page at this address once; gives the milliseconds it took."""
        path, _, query = address.partition("?")
        environ = EnvironBuilder(path, query_string=query, headers={"Cookie": self._cookie}).get_environ()
        return self._thread.submit(self._ask, environ).result()

    def close(self) -> None:
        """Give all connections back."""
        self._thread.submit(fast_read.forget).result()
        self._thread.shutdown()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def _ask(self, environ: dict[str, Any]) -> float:
        told: list[str] = []
        begin = time.perf_counter()
        body = b"".join(self.app.wsgi_app(environ, lambda status, *_rest: told.append(status)))
        took = (time.perf_counter() - begin) * 1_000
        assert told == ["200 OK"], (environ["PATH_INFO"], environ["QUERY_STRING"], told)
        assert self.mark in body
        return took


def compare(
    name: str, pages: Mapping[str, str], small: Site, large: Site, *, what: str, rounds: int = ROUNDS
) -> Result:
    """One table of pages by title; its result is the page that grows most.

    An address may hold {half} and {twentieth}: the id in the middle of a table with as many rows as there are
    guarantees, and of one with a tenth of them.
    """
    print(f"{name}: ms per page at {SMALL:,} and {LARGE:,} guarantees, and min-median-max of the ratio")
    worst = ("", [0.0])
    for title, address in pages.items():
        _round_of(address, small, large)
        pairs = [_round_of(address, small, large) for _ in range(rounds)]
        ratios = [many / few for few, many in pairs]
        worst = max(worst, (title, ratios), key=lambda page: statistics.median(page[1]))
        few, many = (statistics.median(side) for side in zip(*pairs, strict=True))
        over = "" if statistics.median(ratios) <= GOAL else "  over"
        print(f"  {title:<40} {few:7.2f} {many:7.2f}   {spread(ratios)}{over}", flush=True)
    title, ratios = worst
    return Result(
        what=f"{what} at {LARGE:,} : at {SMALL:,}, {name}, slowest: {title}",
        reached=spread(ratios),
        goal=f"<= {GOAL}",
        met=statistics.median(ratios) <= GOAL,
    )


def _round_of(address: str, small: Site, large: Site) -> tuple[float, float]:
    """Milliseconds per page at both sizes, asked in turns: of PER_ROUND pages the least disturbed one."""
    asked = [
        (site, address.format(half=site.rows // 2, twentieth=site.rows // 20)) for site in (small, large)
    ]
    turns = [tuple(site.ask(there) for site, there in asked) for _ in range(PER_ROUND)]
    return min(few for few, _ in turns), min(many for _, many in turns)


def _company(branch_id: int) -> Contractor:
    return Contractor(
        id=1, customer_number="C0000001", name="〇〇建設株式会社", name_search="〇〇建設", postal_code="", address="",
        representative_title="", representative_name="見本　太郎", phone="", branch_id=branch_id, created_at=clock.now(),
    )  # fmt: skip
