"""認定請求書 and 工事履行報告書 as a workbook: drawn by a process of its own, so that the web process loads no spreadsheet library."""

import json
import subprocess
import sys
from pathlib import Path

from surety.domain.interim_papers import InterimPapers
from surety.domain.money import format_yen

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SECONDS = 60
_ROOT = Path(__file__).resolve().parents[2]


def draw_interim_papers(papers: InterimPapers) -> bytes:
    """The bytes of the workbook. Raises subprocess.SubprocessError when it cannot be drawn, which is a fault of ours."""
    drawn = subprocess.run(
        [sys.executable, "-m", "surety.ingest.interim_workbook"],
        input=json.dumps(_told(papers)).encode(),
        stdout=subprocess.PIPE,
        cwd=_ROOT,
        check=True,
        timeout=SECONDS,
    )
    return drawn.stdout


def _told(papers: InterimPapers) -> dict[str, object]:
    """The words of both papers, as they stand on the PDFs."""
    return {
        "request_title": papers.request_title,
        "report_title": papers.report_title,
        "opening": papers.opening,
        "beneficiary": papers.beneficiary,
        "sender": papers.sender,
        "request_rows": papers.request_rows(),
        "conditions": papers.conditions(),
        "enclosures": papers.enclosures(),
        "report_rows": papers.report_rows(),
        "half_words": f"　　　　　　　　　円　（{papers.base_word}の2分の1は {format_yen(papers.half_value_yen)} 円）",
        "months": papers.months(),
        "is_sample": papers.is_sample,
    }
