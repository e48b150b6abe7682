"""The key notice by our path against the same page drawn directly with reportlab, in turns, and the growth over 1,000 documents.

Run with `python -m bench.documents [rounds] [documents]`. The direct page has its fonts parsed once, like ours, and breaks lines with
reportlab's own splitter; it has no template, no style sheet, no glyph check and no 禁則.
"""

import gc
import io
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.results import Result, show, spread
from surety.documents.kinds import DocumentKind
from surety.documents.renderer import render_document
from surety.domain.key_notice import KeyNoticeContent
from surety.domain.products import Product, WorkKind

GOAL, STRETCH, MOST_MB = 0.33, 0.40, 5


def notice(serial: int) -> KeyNoticeContent:
    """A key notice whose names differ from document to document, as in life."""
    return KeyNoticeContent(
        issued_on=date(2025, 12, 5),
        contractor="〇〇建設株式会社",
        joint_venture="",
        agency="平川市長",
        work_kind=WorkKind.WORKS,
        works_name=f"市道{'東西南北中'[serial % 5]}{serial}号線道路改良{'舗装橋梁側溝'[serial % 6]}工事",
        product=Product.ADVANCE,
        version_label="新規",
        guaranteed_amount=20_000_000 + serial,
        guarantee_number=f"04125-{serial:06d}",
        key_groups=("Z28Y", "UE4J", "3XUX"),
        guarantor="サンプル建設業保証株式会社",
        office_name="青森支店",
        office_phone="017-000-0000",
        office_hours="平日9時から17時まで",
        viewer_name="保証確認サービス",
        viewer_url="https://view.example.jp/",
        is_sample=False,
    )


class DirectPage:
    """The same page drawn with reportlab's canvas and nothing else."""

    def __init__(self) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont

        folder = Path(__file__).parents[1] / "static" / "fonts"
        for name, file_name in (
            ("direct-mincho", "BIZUDMincho-Regular.ttf"),
            ("direct-gothic", "BIZUDGothic-Regular.ttf"),
            ("direct-bold", "BIZUDGothic-Bold.ttf"),
        ):
            pdfmetrics.registerFont(TTFont(name, str(folder / file_name)))

    def draw(self, doc: KeyNoticeContent) -> bytes:
        """The page as PDF bytes."""
        from reportlab.pdfgen.canvas import Canvas

        out = io.BytesIO()
        self.canvas = Canvas(out, pagesize=(595.28, 841.89), initialFontName="direct-mincho")
        self.canvas.setTitle(doc.words.title)
        self.canvas.setAuthor(doc.guarantor)
        self._letter(doc)
        self._list(doc)
        self._box(doc)
        self._request(doc)
        self.canvas.showPage()
        self.canvas.save()
        return out.getvalue()

    def _paragraph(
        self, text: str, x: int, y: int, width: int, size: int, font: str = "direct-mincho"
    ) -> int:
        from reportlab.lib.textsplit import wordSplit

        self.canvas.setFont(font, size)
        for _, line in wordSplit(text, [width], font, size):
            self.canvas.drawString(x, y, line)
            y -= 18
        return y

    def _letter(self, doc: KeyNoticeContent) -> None:
        canvas = self.canvas
        canvas.setFont("direct-mincho", 11)
        canvas.drawRightString(520, 785, doc.issued_label)
        canvas.drawString(74, 752, f"{doc.contractor}　様")
        canvas.drawRightString(510, 722, doc.guarantor)
        canvas.drawRightString(510, 705, doc.office_name)
        canvas.setFont("direct-mincho", 15)
        canvas.drawCentredString(297, 660, doc.words.title)
        y = 620
        for text in (
            doc.opening,
            doc.words.request,
            doc.words.ways[0],
            "又は",
            doc.words.ways[1],
            doc.words.effect,
            doc.words.questions,
        ):
            y = self._paragraph(text, 64, y, 468, 11)
        canvas.drawCentredString(297, 440, "記")

    def _list(self, doc: KeyNoticeContent) -> None:
        y = 410
        for label, note, value in doc.rows():
            self.canvas.setFont("direct-mincho", 11)
            self.canvas.drawString(86, y, label + note)
            y = self._paragraph(value, 228, y, 284, 11)

    def _box(self, doc: KeyNoticeContent) -> None:
        canvas = self.canvas
        canvas.setLineWidth(1.2)
        canvas.rect(86, 250, 425, 56)
        canvas.setLineWidth(0.5)
        canvas.line(256, 250, 256, 306)
        canvas.setFont("direct-gothic", 9)
        canvas.drawString(100, 292, "保証契約番号")
        canvas.drawString(270, 292, "認証キー")
        canvas.setFont("direct-gothic", 15)
        canvas.drawString(100, 268, doc.guarantee_number)
        canvas.setFont("direct-gothic", 20)
        canvas.drawString(270, 265, "-".join(doc.key_groups))
        canvas.setFont("direct-mincho", 9)
        canvas.drawCentredString(297, 236, doc.key_note)
        canvas.drawRightString(520, 212, "以上")

    def _request(self, doc: KeyNoticeContent) -> None:
        self.canvas.rect(64, 60, 467, 122)
        self.canvas.setFont("direct-bold", 11)
        self.canvas.drawString(78, 162, f"【{doc.words.agency_title}】")
        y = 144
        for text in (doc.agency_request, doc.viewer_url, *doc.office_lines):
            y = self._paragraph(text, 78, y, 440, 10)


def cpu_milliseconds(make: Callable[[KeyNoticeContent], bytes], serials: range) -> float:
    """CPU milliseconds per document."""
    contents = [notice(serial) for serial in serials]
    started = time.process_time()
    for content in contents:
        make(content)
    return (time.process_time() - started) * 1000 / len(contents)


def resident_megabytes() -> float:
    """Resident memory now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def ours(content: KeyNoticeContent) -> bytes:
    """The key notice as the product makes it."""
    return render_document(DocumentKind.KEY_NOTICE, content)


class Worker:
    """One candidate in a process of its own: reportlab shares faces by name, so one would draw with the other's cached subsets."""

    def __init__(self, name: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.documents", "--worker", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.size = int(self._answer())

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def ask(self, first: int, count: int) -> tuple[float, float]:
        """CPU milliseconds per document for `count` documents, and resident MB afterwards."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{first} {count}\n")
        self.process.stdin.flush()
        milliseconds, megabytes = self._answer().split()
        return float(milliseconds), float(megabytes)

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def serve(name: str) -> None:
    """The worker's loop: warm up, say the size of one document, then answer measurements."""
    make = ours if name == "ours" else DirectPage().draw
    make(notice(1))
    print(len(make(notice(2))), flush=True)
    for line in sys.stdin:
        first, count = map(int, line.split())
        milliseconds = cpu_milliseconds(make, range(first, first + count))
        gc.collect()
        print(milliseconds, resident_megabytes(), flush=True)


def main(rounds: int = 9, documents: int = 1000) -> list[Result]:
    path, direct = Worker("ours"), Worker("direct")
    path_ms, direct_ms, ratios = [], [], []
    for number in range(rounds):
        path_ms.append(path.ask(number * 20, 20)[0])
        direct_ms.append(direct.ask(number * 20, 20)[0])
        ratios.append(direct_ms[-1] / path_ms[-1])
    print("key notice, CPU ms per document (min – median – max)")
    print(f"  our path              {spread(path_ms)}   {path.size:,} bytes")
    print(f"  reportlab direct      {spread(direct_ms)}   {direct.size:,} bytes")
    print(f"  speed against direct  {spread(ratios)}   (goal {GOAL}, stretch {STRETCH})")
    before = path.ask(0, 30)[1]
    growth = path.ask(1000, documents)[1] - before
    path.close()
    direct.close()
    grown = f"memory grown over {documents:,} documents"
    return [
        Result(
            what="key notice by our path : drawn directly, CPU speed",
            reached=spread(ratios),
            goal=f">= {GOAL}, stretch {STRETCH}",
            met=statistics.median(ratios) >= GOAL,
        ),
        Result(what=grown, reached=f"{growth:+.1f} MB", goal=f"<= {MOST_MB} MB", met=growth <= MOST_MB),
    ]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        serve(sys.argv[2])
    else:
        raise SystemExit(not show(main(*(int(argument) for argument in sys.argv[1:3]))))
