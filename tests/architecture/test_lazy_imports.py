"""The web process starts light: drawing, signing and spreadsheets are loaded where they are used."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ["xhtml2pdf", "reportlab", "openpyxl", "pyhanko"]

SHOW_ONE_PAGE = f"""
import json, sys
from app import create_app
status = create_app().test_client().get("/").status_code
print(json.dumps({{"status": status, "loaded": [name for name in {HEAVY!r} if name in sys.modules]}}))
"""


def run(*command: str, instance: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"SURETY_INSTANCE": str(instance), "SURETY_DEMO": "1"}
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_starting_and_showing_the_top_page_loads_no_heavy_library(tmp_path: Path) -> None:
    run("-m", "flask", "--app", "app", "db", "upgrade", instance=tmp_path)
    answer = json.loads(run("-c", SHOW_ONE_PAGE, instance=tmp_path).splitlines()[-1])
    assert answer == {"status": 200, "loaded": []}
