"""A version of the tariff as a workbook: drawn by a process of its own, so that the web process loads no spreadsheet library."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from surety.ingest.tariff_plan import Tables

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SECONDS = 60
_ROOT = Path(__file__).resolve().parents[2]


def draw_tariff(tables: Tables) -> bytes:
    """The bytes of the workbook. Raises subprocess.SubprocessError when it cannot be drawn, which is a fault of ours."""
    plain = {
        name: [[str(value) if isinstance(value, Decimal) else value for value in row] for row in rows]
        for name, rows in tables.items()
    }
    drawn = subprocess.run(
        [sys.executable, "-m", "surety.ingest.tariff_workbook"],
        input=json.dumps(plain).encode(),
        stdout=subprocess.PIPE,
        cwd=_ROOT,
        check=True,
        timeout=SECONDS,
    )
    return drawn.stdout
