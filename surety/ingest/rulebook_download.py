"""The rule book as a download: drawn by a process of its own, so that the web process loads no spreadsheet library."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SECONDS = 60
_ROOT = Path(__file__).resolve().parents[2]


def draw_rulebook(agencies: Sequence[Sequence[str]], rules: Sequence[Sequence[object]]) -> bytes:
    """The bytes of the workbook: facts in the order of the plan, rules as [number, code, name, kind, body].

    Raises subprocess.SubprocessError when it cannot be drawn, which is a fault of ours.
    """
    drawn = subprocess.run(
        [sys.executable, "-m", "surety.ingest.rulebook_workbook"],
        input=json.dumps({"agencies": agencies, "rules": rules}).encode(),
        stdout=subprocess.PIPE,
        cwd=_ROOT,
        check=True,
        timeout=SECONDS,
    )
    return drawn.stdout
