"""Draws HTML as PDF with xhtml2pdf, or refuses: a warning, a missing glyph or a page too many ends in an exception."""

import io
import re
import threading
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from defusedxml.minidom import parseString
from reportlab import rl_config
from reportlab.lib.fonts import tt2ps
from reportlab.lib.utils import TimeStamp
from reportlab.platypus.doctemplate import LayoutError
from reportlab.platypus.tables import CellStyle
from xhtml2pdf.config.resources import (
    ResourceAccessPolicy,
    render_budget,
    use_policy,
)
from xhtml2pdf.context import pisaContext
from xhtml2pdf.files import cleanFiles
from xhtml2pdf.parser import pisaLoop
from xhtml2pdf.util import reset_caches
from xhtml2pdf.xhtml2pdf_reportlab import (
    PmlBaseDoc,
    PmlFrame,
    PmlKeepInFrame,
    PmlPageTemplate,
    PmlParagraph,
)

from surety.documents.errors import DocumentTooLong
from surety.documents.pdf.complaints import Complaints
from surety.documents.pdf.fonts import GOTHIC, MINCHO, font_name
from surety.documents.pdf.line_breaks import break_lines, draw_whole_words
from surety.documents.pdf.stylesheets import Stylesheet

# xhtml2pdf keeps fonts and caches in module globals: one document at a time in a process.
_DRAWING = threading.Lock()
_ASCII_BLANKS = re.compile(r"[ \t\r\n\f]+")
BLANK = " "

PmlParagraph.breakLinesCJK = break_lines
PmlParagraph.draw = draw_whole_words(PmlParagraph.draw)
# An empty table cell sets a font although it draws nothing; reportlab's choice would leave an unembedded Helvetica in the file.
CellStyle.fontname = font_name(MINCHO)


_wrap_cell = PmlKeepInFrame.wrap


def _wrap_cell_unshrunk(cell: Any, width: Any, height: Any) -> Any:
    """Refuse what does not fit a table cell: the engine's habit is to shrink it until nobody can read it, without a word."""
    size = _wrap_cell(cell, width, height)
    if getattr(cell, "_scale", 1) * 100 > 101:  # rounding alone asks for shrinking by a millionth
        raise DocumentTooLong("内容が表の欄に収まりません。")
    return size


PmlKeepInFrame.wrap = _wrap_cell_unshrunk


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What a PDF says about itself, whether it carries the watermark 見本, and how many pages it may have.

    `footer` (ASCII) stands with the page's number at the foot of each page; empty for papers of one page.
    """

    title: str
    author: str
    dated: date
    is_sample: bool
    most_pages: int = 1
    footer: str = ""


class _Context(pisaContext):  # type: ignore[misc]  # xhtml2pdf ships no types
    """xhtml2pdf's context with a parsed style sheet lent to it, and with the blanks of Japanese text left alone."""

    fragStrip: bool  # noqa: N815 - xhtml2pdf's name

    def __init__(self, stylesheet: Stylesheet) -> None:
        super().__init__("")
        self.stylesheet = stylesheet

    def parseCSS(self) -> None:  # noqa: N802 - xhtml2pdf's name
        self.stylesheet.lend(self)

    def addFrag(self, text: Any = "", frag: Any = None) -> None:  # noqa: N802, ARG002 - xhtml2pdf's signature
        """Add text, collapsing ASCII blanks only: the original turns the blank of 見本　太郎 (U+3000) into a narrow one."""
        if not isinstance(text, str):
            super().addFrag(text)
            return
        text = _ASCII_BLANKS.sub(BLANK, text)
        if self.fragStrip:
            text = text.lstrip(BLANK)
        if not text:
            return
        self.fragStrip = text.endswith(BLANK)
        fragment = self.frag.clone()
        fragment.fontName = fragment.bulletFontName = tt2ps(fragment.fontName, fragment.bold, fragment.italic)
        fragment.text = text
        self.text += text
        self._appendFrag(fragment)

    def addPara(self, *, force: bool = False) -> None:  # noqa: N802 - xhtml2pdf's name
        """End a paragraph without the blank that indentation in the template left at its end."""
        if self.fragList and isinstance(self.fragList[-1].text, str):
            self.fragList[-1].text = self.fragList[-1].text.rstrip(BLANK)
        super().addPara(force=force)


class _Sheet(PmlPageTemplate):  # type: ignore[misc]  # xhtml2pdf ships no types
    """The page: the watermark 見本 under everything else when the document is a sample, a number where it may have many."""

    is_sample = False
    footer = ""

    def beforeDrawPage(self, canvas: Any, doc: Any) -> None:  # noqa: N802 - reportlab's name
        super().beforeDrawPage(canvas, doc)
        if self.is_sample:
            _draw_watermark(canvas, self.pagesize)
        if self.footer:
            _draw_footer(canvas, self.pagesize, self.footer)


def _draw_watermark(canvas: Any, page_size: tuple[Any, Any]) -> None:
    width, height = page_size
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(38)
    canvas.setFillGray(91 / 100)
    canvas.setFont(font_name(GOTHIC, bold=True), 190)
    canvas.drawCentredString(0, -66, "見　本")
    canvas.restoreState()


def _draw_footer(canvas: Any, page_size: tuple[Any, Any], footer: str) -> None:
    canvas.saveState()
    canvas.setFont(font_name(GOTHIC), 8)
    canvas.drawCentredString(page_size[0] / 2, 31, f"{footer}   - {canvas.getPageNumber()} -")
    canvas.restoreState()


class _Document(PmlBaseDoc):  # type: ignore[misc]  # xhtml2pdf ships no types
    """A document of as many pages as it may have, dated as its content says, so that the same content gives the same bytes."""

    dated = date(2000, 1, 1)
    most_pages = 1

    def _makeCanvas(self, filename: Any = None, canvasmaker: Any = None) -> Any:  # noqa: N802 - reportlab's name
        canvas = super()._makeCanvas(filename=filename, canvasmaker=canvasmaker)
        stamp = TimeStamp(invariant=True)
        stamp.YMDhms = (self.dated.year, self.dated.month, self.dated.day, 0, 0, 0)
        stamp.dhh, stamp.dmm = 9, 0
        canvas._doc._timeStamp = stamp
        return canvas

    def beforePage(self) -> None:  # noqa: N802 - reportlab's name
        super().beforePage()
        if self.page > self.most_pages:
            raise DocumentTooLong(f"内容が{self.most_pages}ページに収まりません。")


def draw(html: str, *, stylesheet: Stylesheet, facts: PageFacts, folder: Path) -> bytes:
    """Draw the pages. Only files under `folder` may be read, nothing from the network.

    Raises DocumentTooLong for a page more than it may have, UnprintableDocument for anything the engine complains about.
    """
    policy = ResourceAccessPolicy.server(folder, allow_remote=False)
    with _DRAWING, Complaints() as complaints, use_policy(policy), render_budget(policy):
        context = _Context(stylesheet)
        context.resource_policy = policy
        try:
            _lay_out(html, context)
            data = _build(context, stylesheet, facts)
        except LayoutError as too_large:
            raise DocumentTooLong("内容が1ページに収まりません。") from too_large
        finally:
            cleanFiles()
            reset_caches()
        complaints.refuse(context)
        return data


def _lay_out(html: str, context: Any) -> None:
    """What pisaParser does after reading: our templates are well-formed, so expat reads them instead of html5lib, five times faster."""
    tree = parseString(html)
    context.parseCSS()
    pisaLoop(tree, context)
    context.node = None
    tree.unlink()


def _build(context: Any, stylesheet: Stylesheet, facts: PageFacts) -> bytes:
    out = io.BytesIO()
    document = _Document(
        out,
        pagesize=stylesheet.page_size,
        title=facts.title,
        author=facts.author,
        lang="ja",
        invariant=1,
        initialFontName=font_name(MINCHO),
    )
    document.dated, document.most_pages = facts.dated, facts.most_pages
    sheet = _Sheet(id="body", frames=[PmlFrame(id="body", **stylesheet.frame)], pagesize=stylesheet.page_size)
    sheet.is_sample, sheet.footer = facts.is_sample, facts.footer
    document.addPageTemplates([sheet])
    document.pisaPositioned = context.positioned
    # Page streams go into the file as bytes; ASCII85 is reportlab's habit from the days of seven-bit mail.
    habit, rl_config.useA85 = rl_config.useA85, 0
    try:
        document.build(context.story)
    finally:
        rl_config.useA85 = habit
    return out.getvalue()
