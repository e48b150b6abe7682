"""One registration form: guard, warm child and checked report against openpyxl.load_workbook on the same bytes.

Run by hand: python -m bench.ingest [rounds]. Both sides take turns in one process, so that a busy machine hits both.
"""

import io
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook

from bench.results import Result, show, spread
from surety.ingest.guard import inspect
from surety.ingest.process import reading_child
from surety.ingest.refusal import Refusal
from surety.ingest.registrations import read_registration

SAMPLES = Path(__file__).parents[1] / "docs" / "samples"
FILES = ("01-good.xlsx", "04-grid-paper.xlsx")
TARGET = 1.0


def timed(work: Callable[[], object]) -> int:
    started = time.perf_counter_ns()
    work()
    return time.perf_counter_ns() - started


def shown(nanoseconds: list[int]) -> str:
    low, middle, high = min(nanoseconds), statistics.median(nanoseconds), max(nanoseconds)
    return f"{low / 1e6:7.1f} – {middle / 1e6:7.1f} – {high / 1e6:7.1f} ms"


def compare(name: str, rounds: int) -> Result:
    data = (SAMPLES / name).read_bytes()
    assert not isinstance(read_registration(data, filename=name), Refusal)
    load_workbook(io.BytesIO(data))
    ours, theirs, guard = [], [], []
    for _ in range(rounds):
        ours.append(timed(lambda: read_registration(data, filename=name)))
        theirs.append(timed(lambda: load_workbook(io.BytesIO(data))))
        guard.append(timed(lambda: inspect(data)))
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    print(f"{name} ({len(data):,} bytes, {rounds} rounds; min – median – max, wall clock)")
    print(f"  guard + warm child + report   {shown(ours)}")
    print(f"  openpyxl.load_workbook        {shown(theirs)}")
    print(f"  of which the guard            {shown(guard)}")
    print(f"  time ratio                    {spread(ratios)}")
    return Result(
        what=f"form ingested, guard and warm child : load_workbook, {name}",
        reached=spread(ratios),
        goal=f"<= {TARGET} of its time",
        met=statistics.median(ratios) <= TARGET,
    )


def main() -> list[Result]:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    cold = timed(reading_child.warm_up) + timed(
        lambda: read_registration((SAMPLES / FILES[0]).read_bytes(), filename="cold")
    )
    print(f"first file with a cold child: {cold / 1e6:.0f} ms")
    results = [compare(name, rounds) for name in FILES]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    reading_child.close()
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory: this process {peak:.0f} MB (with openpyxl for the comparison), child {child:.0f} MB")
    return results


if __name__ == "__main__":
    raise SystemExit(not show(main()))
