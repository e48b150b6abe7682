"""Issues per second through the whole service, against the disk's own fdatasync rate: `python -m bench.issuing`.

Goal: ≥ 0.05 of the raw rate on both databases, no error with 8 writers, numbers gap-free, audit chain whole. The raw rate is
8 KiB written and synced, over and over, each behind the last, as a journal grows. Beside it stands the rate in one place, a
disk at its very best. Rounds take turns, and the raw rates are taken before and after each round.
"""

import os
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from bench.issuing_writers import FORK, open_application, prepare, start_writer
from bench.kills import databases, find_faults
from bench.results import Result, show, spread
from surety.extensions import db

GOAL = 0.05
ROUNDS = 5
PER_ROUND = 800
WRITERS = (1, 8)


@dataclass
class Measured:
    """The rounds with one number of writers."""

    issues: list[float] = field(default_factory=list)
    in_place: list[float] = field(default_factory=list)
    appended: list[float] = field(default_factory=list)


class Disk:
    """The raw rates of the disk that holds a folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "raw-sync"

    def rates(self, *, seconds: float = 0.25) -> tuple[float, float]:
        """Syncs per second in one place and appended."""
        return self._rate(seconds, appending=False), self._rate(seconds, appending=True)

    def _rate(self, seconds: float, *, appending: bool) -> float:
        handle = os.open(self._path, os.O_CREAT | os.O_WRONLY)
        block, done = b"x" * 8_192, 0
        begin = time.perf_counter()
        while time.perf_counter() - begin < seconds:
            os.pwrite(handle, block, done * len(block) if appending else 0)
            os.fdatasync(handle)
            done += 1
        rate = done / (time.perf_counter() - begin)
        os.close(handle)
        self._path.unlink()
        return rate


def issue_round(app: Flask, *, writers: int) -> tuple[float, list[str]]:
    """How many guarantees a second `writers` processes issue, and the numbers they acknowledged."""
    start = FORK.Barrier(writers + 1)
    share_of_each = PER_ROUND // writers
    running = [
        start_writer(app, share=share, shares=writers, limit=share_of_each, start=start)
        for share in range(writers)
    ]
    start.wait()
    begin = time.perf_counter()
    acknowledged = [number for writer in running for number in writer.listen()]
    took = time.perf_counter() - begin
    for writer in running:
        writer.process.join()
    return len(acknowledged) / took, acknowledged


def race(app: Flask, disk: Disk) -> tuple[dict[int, Measured], list[str]]:
    """All rounds, and the numbers acknowledged in them."""
    measured = {writers: Measured() for writers in WRITERS}
    acknowledged: list[str] = []
    before = disk.rates()
    for _ in range(ROUNDS):
        for writers, found in measured.items():
            rate, numbers = issue_round(app, writers=writers)
            after = disk.rates()
            in_place, appended = ((one + two) / 2 for one, two in zip(before, after, strict=True))
            found.issues.append(rate)
            found.in_place.append(rate / in_place)
            found.appended.append(rate / appended)
            acknowledged += numbers
            before = after
    return measured, acknowledged


def measure(name: str) -> list[Result]:
    """One database: a line for every number of writers."""
    wanted = ROUNDS * len(WRITERS) * PER_ROUND
    Path("instance").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="instance") as folder, databases(name) as found:
        app = open_application(found[name], Path(folder))
        warmed = prepare(app, requests=wanted)
        measured, acknowledged = race(app, Disk(Path(folder)))
        with app.app_context():
            faults = find_faults(app, warmed + acknowledged)
            db.session.remove()
            db.engine.dispose()
    if len(acknowledged) != wanted:
        faults.append(f"{wanted - len(acknowledged)} issues failed")
    for fault in faults[:5]:
        print(f"  {fault}")
    return [_result(name, writers, rounds, faults=len(faults)) for writers, rounds in measured.items()]


def _result(name: str, writers: int, rounds: Measured, *, faults: int) -> Result:
    print(
        f"{name:<11} {writers} writer{'s' if writers > 1 else ' '}: {spread(rounds.issues, digits=0)} issues/s; of raw fdatasync "
        f"appended {spread(rounds.appended, digits=3)}, in place {spread(rounds.in_place, digits=3)}; {faults} faults",
        flush=True,
    )
    in_place, appended = statistics.median(rounds.in_place), statistics.median(rounds.appended)
    return Result(
        what=f"issues/s : raw fdatasync, {name}, {writers} writer{'s' if writers > 1 else ''} (in place {in_place:.3f})",
        reached=spread(rounds.appended, digits=3),
        goal=f">= {GOAL}, no fault",
        met=appended >= GOAL and not faults,
    )


def main() -> list[Result]:
    return [result for name in ("sqlite", "postgresql") for result in measure(name)]


if __name__ == "__main__":
    raise SystemExit(not show(main()))
