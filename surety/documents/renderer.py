"""From a frozen context to the bytes of a PDF of one page (few kinds may have more), or an exception: nothing half right is ever returned.

Importing this module is cheap; xhtml2pdf and the fonts are loaded with the first document of the process.
"""

import re
import string
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from surety.documents.errors import DocumentTooLong, UnprintableDocument
from surety.documents.kinds import KINDS, DocumentContext, DocumentKind
from surety.domain.certificate_wording import WORDINGS
from surety.domain.key_notice import NOTICE_WORDINGS
from surety.domain.money import format_yen

if TYPE_CHECKING:
    from surety.documents.pdf.stylesheets import Stylesheet

TEMPLATE_FOLDER = Path(__file__).parents[2] / "templates" / "documents"
# Steps of type size a paper may go down before it is refused; document.css defines .fit-0 … .fit-3.
FIT_STEPS = 4


def render_document(kind: DocumentKind | str, context: DocumentContext, *, version: str = "v1") -> bytes:
    """Draw a paper as PDF: one A4 page (or as many as its kind may have), fonts embedded, text extractable as typed, dated by its own content.

    Raises UnprintableDocument when a sign has no glyph in the shipped fonts (its `signs` name them) or the engine complains, and
    DocumentTooLong when the content does not fit one page in the smallest readable type. Same context, same bytes.
    """
    kind = DocumentKind(kind)
    facts = KINDS[kind]
    if not isinstance(context, facts.context_type):
        raise TypeError(f"{kind} is drawn from {facts.context_type.__name__}")
    _refuse_missing_signs(context)
    from surety.documents.pdf.engine import PageFacts, draw

    page = PageFacts(
        title=facts.title(context),
        author=facts.author(context),
        dated=facts.dated(context),
        is_sample=bool(getattr(context, "is_sample", False)),
        most_pages=facts.most_pages,
        footer=str(getattr(context, "number", "")) if facts.most_pages > 1 else "",
    )
    template = _environment().get_template(f"{kind}/{version}/document.html")
    stylesheet = _stylesheet(kind, version)
    for step in range(FIT_STEPS):
        html = template.render(doc=context, fit=f"fit-{step}", page=page)
        try:
            return draw(html, stylesheet=stylesheet, facts=page, folder=TEMPLATE_FOLDER)
        except DocumentTooLong:
            continue
    raise DocumentTooLong(
        f"「{page.title}」は文字数が多く、1ページに収まりません。工事名や名称を短くしてください。"
    )


def printable_or_missing(text: str) -> tuple[str, ...]:
    """The signs of `text` that our papers cannot show; empty when everything can be printed. Loads the fonts."""
    _fonts_ready()
    from surety.documents.pdf.fonts import missing_signs

    return missing_signs(text)


def warm_up() -> None:
    """Load engine, fonts and style sheets ahead of the first document; for workers, before they fork."""
    from surety.documents.pdf import engine  # noqa: F401 - loading it is the purpose

    for kind in DocumentKind:
        _stylesheet(kind, "v1")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_compact_source), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        auto_reload=False,
    )  # fmt: skip
    environment.filters["yen"] = format_yen
    return environment


def _compact_source(name: str) -> str:
    """A template without the line ends and indents between its tags; the engine would walk each as a text of its own."""
    source = (TEMPLATE_FOLDER / name).read_text(encoding="utf-8")
    return re.sub(r"(?<=[>}])\s*\n\s*(?=[<{])", "", source)


@cache
def _stylesheet(kind: DocumentKind, version: str) -> "Stylesheet":
    _fonts_ready()
    from surety.documents.pdf.stylesheets import Stylesheet

    base = (TEMPLATE_FOLDER / "base.css").read_text(encoding="utf-8")
    own = (TEMPLATE_FOLDER / kind / version / "document.css").read_text(encoding="utf-8")
    return Stylesheet(base + own)


@cache
def _fonts_ready() -> None:
    from surety.documents.pdf.fonts import register_fonts

    words = "".join(_fixed_words())
    figures = "0123456789-,./:() 　"
    register_fonts(
        {"mincho": "".join(dict.fromkeys(figures + words)), "gothic": figures + string.ascii_letters}
    )


def _fixed_words() -> Iterator[str]:
    """The words that stand on certificates and notices whatever their content: their signs share one subset, cut once."""
    yield "令和元年月日から金円まで（）、。「」市町村長県工事業務道路線改良舗装橋梁株式会社建設代表取締役支店見本前払契約保証新規変更"
    yield from _texts((*WORDINGS.values(), *NOTICE_WORDINGS.values()))
    for kind in (DocumentKind.KEY_NOTICE, DocumentKind.CERTIFICATE):
        yield (TEMPLATE_FOLDER / kind / "v1" / "document.html").read_text(encoding="utf-8")


def _refuse_missing_signs(context: DocumentContext) -> None:
    signs = printable_or_missing("".join(_texts(context)))
    if signs:
        listed = "、".join(f"「{sign}」（U+{ord(sign):04X}）" for sign in signs)
        raise UnprintableDocument(
            f"印刷できない文字があります：{listed}。ほかの文字に替えてください。", signs=signs
        )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from _texts(member)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
