"""What a benchmark came to: one line of the table at the end of `python -m bench`."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """A measured ratio beside its goal, as words; `met` says how they compare."""

    what: str
    reached: str
    goal: str
    met: bool


def spread(values: Sequence[float], *, digits: int = 2) -> str:
    """Min – median – max."""
    return " – ".join(
        f"{value:.{digits}f}" for value in (min(values), statistics.median(values), max(values))
    )


def show(results: Iterable[Result]) -> bool:
    """Print the table; True when every goal is met."""
    found = list(results)
    wide = max(len(result.what) for result in found)
    print(f"\n{'measured side by side':<{wide}}  {'reached (min – median – max)':<32}  {'goal':<24}")
    for result in found:
        verdict = "met" if result.met else "NOT MET"
        print(f"{result.what:<{wide}}  {result.reached:<32}  {result.goal:<24}  {verdict}")
    return all(result.met for result in found)
