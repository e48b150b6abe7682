"""The contract list at 1,000 and at 1,000,000 guarantees, with every filter: `python -m bench.contract_list`.

Whole pages as the WSGI server asks for them (login, list, HTML), of a company that holds half of all guarantees.
Goal: at a million a page costs at most 1.3 of what it costs at a thousand, on both databases.
"""

import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select
from werkzeug.test import EnvironBuilder

from bench.issuing_writers import open_application
from bench.kills import databases
from bench.many_guarantees import fill
from bench.results import Result, show, spread
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
PAGES = {
    "first page": "",
    "tab 保証申込": "tab=applied",
    "product, 1 of 10": "product=interim",
    "period, one year": "since=2023-04-01&until=2024-03-31",
    "keyset, the middle": "before=2023-10-01_999999999",
    "keyset, back": "after=2023-10-01_1",
    "2 signs, every 3rd (道路)": "words=道路",
    "2 signs, every 10th (橋梁)": "words=橋梁",
    "2 signs, 20 rows (洞門)": "words=洞門",
    "2 signs, none (空港)": "words=空港",
    "2 signs, product, period": "words=道路&product=interim&since=2023-04-01&until=2024-03-31",
    "2 signs, the middle": "words=道路&before=2023-10-01_999999999",
    "4 signs (道路改良)": "words=道路改良",
    "6 signs, 20 rows (洞門補修工事)": "words=洞門補修工事",
    "2 words (市道 舗装)": "words=市道 舗装",
    "1 sign (橋)": "words=橋",
    "ピンポイント検索": "number=10000-000100",
}


class Site:
    """One filled database behind the application, and a browser that is logged in."""

    def __init__(self, app: Flask, *, rows: int) -> None:
        self.app = app
        with app.app_context():
            upgrade()
            load_reference_data(db.session())
            db.session.commit()
            begin = time.perf_counter()
            fill(app, rows=rows)
            self.filled_in = time.perf_counter() - begin
            self._cookie = f"surety={_log_in()}"

        # A thread of its own, because the session's read keeps one connection a thread.
        self._thread = ThreadPoolExecutor(max_workers=1)

    def ask(self, query: str) -> float:
        """Fetch the list's page once; gives the milliseconds it took."""
        environ = EnvironBuilder(
            "/guarantees", query_string=query, headers={"Cookie": self._cookie}
        ).get_environ()
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
        assert told == ["200 OK"], told
        assert b"guarantee-list" in body
        return took


def _log_in() -> str:
    branch = db.session.scalars(select(Branch).limit(1)).one()
    company = Contractor(
        id=1, customer_number="C0000001", name="〇〇建設株式会社", name_search="", postal_code="", address="",
        representative_title="", representative_name="見本　太郎", phone="", branch_id=branch.id, created_at=clock.now(),
    )  # fmt: skip
    person = User(
        login_id="BENCH", role=Role.CONTRACTOR_MEMBER, contractor=company, name="見本　花子",
        email="bench@example.co.jp", created_at=clock.now(),
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()
    now_s = int(time.time())
    token = start_session(
        db.session(), user_id=person.id, address="", browser="", second_factor_passed=True, now_s=now_s
    )
    db.session.commit()
    return token


def round_of(query: str, small: Site, large: Site) -> tuple[float, float]:
    """Milliseconds per page at both sizes, asked in turns: of PER_ROUND pages the least disturbed one."""
    turns = [(small.ask(query), large.ask(query)) for _ in range(PER_ROUND)]
    return min(few for few, _ in turns), min(many for _, many in turns)


def compare(name: str, small: Site, large: Site) -> Result:
    """One table; its result is the page that grows most."""
    print(f"{name}: ms per page at {SMALL:,} and {LARGE:,} guarantees, and min-median-max of the ratio")
    worst = ("", [0.0])
    for title, query in PAGES.items():
        round_of(query, small, large)
        pairs = [round_of(query, small, large) for _ in range(ROUNDS)]
        ratios = [many / few for few, many in pairs]
        ratio = statistics.median(ratios)
        worst = max(worst, (title, ratios), key=lambda page: statistics.median(page[1]))
        few, many = (statistics.median(side) for side in zip(*pairs, strict=True))
        print(
            f"  {title:<34} {few:6.2f} {many:6.2f}   {min(ratios):.2f}-{ratio:.2f}-{max(ratios):.2f}"
            f"{'' if ratio <= GOAL else '  over'}",
            flush=True,
        )
    title, ratios = worst
    return Result(
        what=f"list page at {LARGE:,} : at {SMALL:,}, {name}, slowest filter: {title}",
        reached=spread(ratios),
        goal=f"<= {GOAL}",
        met=statistics.median(ratios) <= GOAL,
    )


def measure(name: str) -> Result:
    """Both sizes on one kind of database."""
    with tempfile.TemporaryDirectory() as folder, databases(name) as first, databases(name) as second:
        small = Site(open_application(first[name], Path(folder)), rows=SMALL)
        large = Site(open_application(second[name], Path(folder)), rows=LARGE)
        print(f"{name}: {LARGE:,} guarantees filled in within {large.filled_in:.0f} s", flush=True)
        result = compare(name, small, large)
        for site in (small, large):
            site.close()
    return result


def main() -> list[Result]:
    return [measure(name) for name in sys.argv[1:] or ("sqlite", "postgresql")]


if __name__ == "__main__":
    raise SystemExit(not show(main()))
