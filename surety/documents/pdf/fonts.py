"""The shipped fonts: parsed once per process, their subsets kept between documents, their text extractable beyond U+FFFF."""

import copy
import zlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont
from xhtml2pdf import default

FONT_FOLDER = Path(__file__).parents[3] / "static" / "fonts"

MINCHO = "mincho"
GOTHIC = "gothic"
GAIJI = "gaiji"
# Family in the style sheets, bold?, file. The rare-kanji face serves both weights of every family.
FACES = (
    (MINCHO, False, "BIZUDMincho-Regular.ttf"),
    (GOTHIC, False, "BIZUDGothic-Regular.ttf"),
    (GOTHIC, True, "BIZUDGothic-Bold.ttf"),
    (GAIJI, False, "SuretyGaiji-Regular.ttf"),
)
# Subset files kept for re-use. The one with the house signs is the same in every document; the rest turns over.
KEPT_SUBSETS = 64
# A ToUnicode map may list this many signs in one block (PDF 32000-1, 9.10.3).
CMAP_BLOCK = 100


class _Holder:
    """Stands in for a document while the house signs get their places."""


class ShippedFont(TTFont):  # type: ignore[misc]  # reportlab ships no types
    """A TrueType font whose first subset always holds the signs our papers are made of.

    That subset, the costly part of a document, is cut and compressed once. The ToUnicode maps are written in UTF-16BE, because
    reportlab's own cut code points above U+FFFF: 𠮷 came out of the PDF as ₻.
    """

    def __init__(self, name: str, path: Path, *, house_signs: Sequence[int] = ()) -> None:
        super().__init__(name, str(path))
        self.house_signs = tuple(sign for sign in house_signs if sign in self.face.charToGlyph)[:222]
        self._seed: Any = None
        self._kept: OrderedDict[tuple[str, tuple[int, ...]], tuple[bytes, int, bytes, bytes]] = OrderedDict()

    def splitString(self, text: Any, doc: Any, encoding: str = "utf-8") -> Any:  # noqa: N802 - reportlab's name
        """Split text by subset, giving the house signs their fixed places first."""
        if doc not in self.state:
            self.state[doc] = self._seeded_state()
        return super().splitString(text, doc, encoding)

    def _seeded_state(self) -> Any:
        seed = self._seed
        if seed is None:
            holder = _Holder()
            super().splitString("".join(map(chr, self.house_signs)), holder)
            seed = self._seed = self.state.pop(holder)
        state = copy.copy(seed)
        state.assignments = dict(seed.assignments)
        state.subsets = [list(subset) for subset in seed.subsets]
        return state

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Add font, descriptor, file and ToUnicode map of each subset to the document."""
        state = self.state[doc]
        state.frozen = 1
        for number, subset in enumerate(state.subsets):
            internal_name = self.getSubsetInternalName(number, doc)[1:]
            base_name = f"{SUBSETN(number).decode()}+{self.face.name.decode()}"
            compressed, length, widths, to_unicode = self._cut(base_name, tuple(subset))
            font = pdfdoc.PDFTrueTypeFont()
            font.Name, font.BaseFont = internal_name, base_name
            font.FirstChar, font.LastChar = 0, len(subset) - 1
            font.Widths = widths
            font.ToUnicode = doc.Reference(_flate_stream(to_unicode), f"toUnicodeCMap:{base_name}")
            font.FontDescriptor = self._descriptor(doc, base_name, compressed, length)
            doc.Reference(font, internal_name)
            doc.idToObject["BasicFonts"].dict[internal_name] = font
        del self.state[doc]

    def _cut(self, base_name: str, subset: tuple[int, ...]) -> tuple[bytes, int, bytes, bytes]:
        key = (base_name, subset)
        kept = self._kept.get(key)
        if kept is None:
            plain = self.face.makeSubset(subset)
            widths = b"[ " + b" ".join(b"%d" % self.face.getCharWidth(code) for code in subset) + b" ]"
            kept = (
                zlib.compress(plain),
                len(plain),
                widths,
                zlib.compress(to_unicode_map(base_name, subset)),
            )
            self._kept[key] = kept
            if len(self._kept) > KEPT_SUBSETS:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return kept

    def _descriptor(self, doc: Any, base_name: str, compressed: bytes, length: int) -> Any:
        face = self.face
        stream = _flate_stream(compressed)
        stream.dictionary.dict["Length1"] = length
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "Ascent": face.ascent,
                "CapHeight": face.capHeight,
                "Descent": face.descent,
                "Flags": face.flags,
                "FontBBox": pdfdoc.PDFArray(face.bbox),
                "FontName": pdfdoc.PDFName(base_name),
                "ItalicAngle": face.italicAngle,
                "StemV": face.stemV,
                "FontFile2": doc.Reference(stream, f"fontFile:{base_name}({self.fontName})"),
            }
        )
        return doc.Reference(descriptor, f"fontDescriptor:{base_name}")


def _flate_stream(compressed: bytes) -> Any:
    stream = pdfdoc.PDFStream(content=compressed)
    stream.dictionary.dict["Filter"] = pdfdoc.PDFArray([pdfdoc.PDFName("FlateDecode")])
    return stream


def to_unicode_map(name: str, subset: Sequence[int]) -> bytes:
    """The ToUnicode CMap of a subset, each sign as UTF-16BE so that surrogate pairs survive."""
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    entries = [
        f"<{index:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for index, code in enumerate(subset)
    ]
    for start in range(0, len(entries), CMAP_BLOCK):
        block = entries[start : start + CMAP_BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode("ascii")


def register_fonts(house_text: Mapping[str, str]) -> None:
    """Make the shipped families known to reportlab and xhtml2pdf.

    `house_text` gives by family the signs our papers are made of, the most frequent first.
    """
    for family, bold, file_name in FACES:
        name = font_name(family, bold=bold)
        font = ShippedFont(
            name, FONT_FOLDER / file_name, house_signs=[ord(sign) for sign in house_text.get(family, "")]
        )
        pdfmetrics.registerFont(font)
        default.DEFAULT_FONT[name if bold else family] = name
    for family in (MINCHO, GOTHIC, GAIJI):
        heavy = font_name(family, bold=family == GOTHIC)
        for italic in (0, 1):
            addMapping(font_name(family), 0, italic, font_name(family))
            addMapping(font_name(family), 1, italic, heavy)


def font_name(family: str, *, bold: bool = False) -> str:
    """The name a face is registered under in reportlab."""
    return f"surety-{family}-bold" if bold else f"surety-{family}"


def missing_signs(text: str) -> tuple[str, ...]:
    """The signs of the text that no shipped font can draw, each once, in order of appearance. White space counts as a sign."""
    covered = [pdfmetrics.getFont(font_name(family, bold=bold)).face.charToGlyph for family, bold, _ in FACES]
    always = covered[-1]
    return tuple(
        sign
        for sign in dict.fromkeys(text)
        if ord(sign) not in always and not all(ord(sign) in face for face in covered[:-1])
    )
