"""The blank 利用申請書 as a download: drawn once by a process of its own, then kept."""

import json
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

FILENAME = "利用申請書.xlsx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SECONDS = 60
_ROOT = Path(__file__).resolve().parents[2]


def registration_form(*, guarantor: str, service: str, branches: Sequence[str], terms_version: str) -> bytes:
    """Return the bytes of our form for this deployment.

    Raises subprocess.SubprocessError when the form cannot be drawn, which is a fault of ours.
    """
    return _drawn(guarantor, service, tuple(branches), terms_version)


@lru_cache(maxsize=8)
def _drawn(guarantor: str, service: str, branches: tuple[str, ...], terms_version: str) -> bytes:
    texts = {"guarantor": guarantor, "service": service, "branches": branches, "terms_version": terms_version}
    drawn = subprocess.run(
        [sys.executable, "-m", "surety.ingest.form_workbook"],
        input=json.dumps(texts).encode(),
        stdout=subprocess.PIPE,
        cwd=_ROOT,
        check=True,
        timeout=SECONDS,
    )
    return drawn.stdout
