"""The branch board and 保証取扱高 at 1,000 and at 1,000,000 guarantees: `python -m bench.staff_pages`.

Whole pages as the WSGI server asks for them, for a person of the head office, who sees all branches. And the exposure of a
contractor with 10,000 guarantees in force, as the review reads it.
Goal: at a million a page costs at most 1.3 of what it costs at a thousand, on both databases.
"""

import sys
import tempfile
import time
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from bench.issuing_writers import open_application
from bench.kills import databases
from bench.results import Result, show, spread
from bench.site import LARGE, SMALL, Site, compare
from surety import clock
from surety.extensions import db
from surety.queries.exposure import load_exposure
from surety.security.permissions import Role
from surety.services.turnover import count_month, list_months

PAGES = {
    "受付ボード": "/desk",
    "保証取扱高, this month": "/desk/statistics",
    "保証取扱高, a month that is full": "/desk/statistics?month=2026-02",
    "保証取扱高, one product": "/desk/statistics?month=2026-02&product=performance",
    "保証の見守り": "/desk/watch",
}
# Every second guarantee is company 1's.
EXPOSED = 20_000


class StaffSite(Site):
    """A filled database, its months counted, and a browser of the head office."""

    def __init__(self, app: Flask, *, rows: int) -> None:
        super().__init__(app, rows=rows)
        with app.app_context():
            for month in list_months(db.session()):
                count_month(db.session(), month)
            db.session.commit()
        self.log_in(Role.STAFF_ADMIN)


def measure(name: str) -> Result:
    """Both sizes on one kind of database."""
    with tempfile.TemporaryDirectory() as folder, databases(name) as first, databases(name) as second:
        small = StaffSite(open_application(first[name], Path(folder)), rows=SMALL)
        large = StaffSite(open_application(second[name], Path(folder)), rows=LARGE)
        result = compare(name, PAGES, small, large, what="staff page")
        for site in (small, large):
            site.close()
    return result


def show_exposure(name: str) -> None:
    """How long the sum over ten thousand guarantees in force takes."""
    with tempfile.TemporaryDirectory() as folder, databases(name) as made:
        site = Site(open_application(made[name], Path(folder)), rows=EXPOSED)
        with site.app.app_context(), Session(db.engine) as session:
            took = []
            for _ in range(50):
                begin = time.perf_counter()
                found = load_exposure(session, 1, today=clock.today())
                took.append((time.perf_counter() - begin) * 1_000)
        print(f"{name}: exposure over {found.in_force // 20_000_000:,} guarantees: {spread(took)} ms")
        site.close()


def main() -> list[Result]:
    names = sys.argv[1:] or ["sqlite", "postgresql"]
    for name in names:
        show_exposure(name)
    return [measure(name) for name in names]


if __name__ == "__main__":
    raise SystemExit(not show(main()))
