"""SIGKILL during concurrent issuing: `python -m bench.kills [--kills 200] [--database sqlite|postgresql|both]`."""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from bench.issuing_writers import open_application, prepare, start_writer
from surety import audit
from surety.domain.workflow import RequestState
from surety.extensions import db
from surety.models import AuditEvent, Certificate, Counter, Guarantee, GuaranteeRequest, OutgoingMail
from surety.services.issuing import open_key

WRITERS = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found after the last kill."""

    kills: int
    issued: int
    acknowledged: int
    faults: tuple[str, ...]


def kill_while_issuing(database_url: str, *, kills: int, requests: int, seed: int = 1) -> Verdict:
    """Issue with two processes, kill one at a random moment again and again, then examine the database."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        app = open_application(database_url, Path(folder))
        acknowledged = prepare(app, requests=requests)
        running = [start_writer(app, share=share, shares=WRITERS) for share in range(WRITERS)]
        for _ in range(kills):
            time.sleep(chance.uniform(0.02, 0.25))
            victim = running.pop(chance.randrange(WRITERS))
            acknowledged += victim.kill()
            running.append(start_writer(app, share=victim.share, shares=WRITERS))
        for left in running:
            acknowledged += left.kill()
        with app.app_context():
            faults = find_faults(app, acknowledged)
            issued = db.session.scalar(select(func.count()).select_from(Guarantee)) or 0
            db.session.remove()
            db.engine.dispose()
    return Verdict(kills=kills, issued=issued, acknowledged=len(acknowledged), faults=tuple(faults))


def find_faults(app: Flask, acknowledged: list[str]) -> list[str]:
    """Gaps, duplicates, halves and lost acknowledgements, in words; empty when all is whole."""
    session, vault = db.session(), app.extensions["vault"]
    guarantees = session.scalars(select(Guarantee).order_by(Guarantee.number)).all()
    numbers = [guarantee.number for guarantee in guarantees]
    serials = [int(number.split("-")[1]) for number in numbers]
    counted = session.scalar(select(Counter.value).where(Counter.series == "guarantee-041")) or 0
    faults = [f"lost: {number}" for number in sorted(set(acknowledged) - set(numbers))]
    if serials != list(range(1, len(serials) + 1)) or counted != len(serials):
        faults.append(f"numbers not contiguous: {len(serials)} guarantees, counter {counted}")
    if len(set(acknowledged)) != len(acknowledged):
        faults.append("the same number was acknowledged twice")
    for guarantee in guarantees:
        key = open_key(guarantee, vault=vault)
        if vault.digest("authentication-key", guarantee.number, key) != guarantee.key_digest:
            faults.append(f"key does not open: {guarantee.number}")
    return faults + _find_halves(len(guarantees))


def _find_halves(guarantees: int) -> list[str]:
    session = db.session()
    counts = {
        "certificates": select(func.count()).select_from(Certificate),
        "audit rows": select(func.count()).where(AuditEvent.action == "guarantee.issued"),
        "mails": select(func.count()).select_from(OutgoingMail),
        "issued requests": select(func.count()).where(GuaranteeRequest.state == RequestState.ISSUED),
    }
    found = {name: session.scalar(statement) for name, statement in counts.items()}
    faults = [
        f"{count} {name} for {guarantees} guarantees" for name, count in found.items() if count != guarantees
    ]
    broken = audit.find_broken_link(session)
    return faults if broken is None else [*faults, f"audit chain broken at {broken}"]


@contextmanager
def databases(wanted: str) -> Iterator[dict[str, str]]:
    """Throw-away databases by name, gone afterwards."""
    from tests.throwaway_postgres import throwaway_database

    Path("instance").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="instance") as folder:
        found = {"sqlite": f"sqlite:///{Path(folder).resolve() / 'kills.sqlite3'}"}
        if wanted == "sqlite":
            yield found
            return
        with throwaway_database("postgresql+psycopg://postgres@127.0.0.1:5432/postgres") as url:
            found["postgresql"] = url
            yield found if wanted == "both" else {"postgresql": url}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    chosen = parser.parse_args()
    broken = False
    with databases(chosen.database) as found:
        for name, url in found.items():
            verdict = kill_while_issuing(url, kills=chosen.kills, requests=chosen.kills * 120)
            print(
                f"{name}: {verdict.kills} kills, {verdict.issued} issued, {verdict.acknowledged} acknowledged, "
                f"{len(verdict.faults)} faults"
            )
            for fault in verdict.faults[:20]:
                print(f"  {fault}")
            broken = broken or bool(verdict.faults)
    raise SystemExit(broken)


if __name__ == "__main__":
    main()
