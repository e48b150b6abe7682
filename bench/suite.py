"""All benchmarks one after the other, each in a process of its own."""

import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context

from bench.results import Result

BENCHES = ("live", "documents", "ingest", "issuing", "contract_list", "staff_pages", "lists", "downloads")


def run_all(names: Iterable[str]) -> list[Result]:
    """The results of these benchmarks; they print their details while they run."""
    results = []
    for name in names:
        print(f"\n== {name}", flush=True)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            results += alone.submit(_run, name).result()
    return results


def _run(name: str) -> list[Result]:
    sys.argv = [f"bench.{name}"]
    results: list[Result] = import_module(f"bench.{name}").main()
    sys.stdout.flush()
    return results
