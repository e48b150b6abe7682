"""All benchmarks, and their ratios in one table: `make bench`. `python -m bench live issuing` runs only these two.

The goals are those of docs/performance.md.
"""

import sys

from bench.results import show
from bench.suite import BENCHES, run_all

if __name__ == "__main__":
    raise SystemExit(not show(run_all(sys.argv[1:] or BENCHES)))
