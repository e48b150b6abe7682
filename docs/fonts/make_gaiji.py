"""Make static/fonts/SuretyGaiji-Regular.ttf: the rare kanji that BIZ UD Mincho lacks, taken from Hanazono Mincho A.

A development script, run by hand when either source font moves. It needs fonttools (`pip install fonttools`), which the
product itself does not, and the Debian packages fonts-hanazono and fonts-morisawa-bizud-mincho:

    python docs/fonts/make_gaiji.py /usr/share/fonts/truetype/hanazono/HanaMinA.ttf static/fonts/SuretyGaiji-Regular.ttf

The Hanazono Font License permits modification; "HanaMinA" is a reserved name, so the subset carries a name of its own.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Surety Gaiji"
POSTSCRIPT = "SuretyGaiji-Regular"
TEXT_FONT = Path(__file__).parents[2] / "static" / "fonts" / "BIZUDMincho-Regular.ttf"


def wanted_code_points() -> set[int]:
    """Kanji of JIS X 0213 and JIS X 0212 and the compatibility ideographs: where Japanese names take their kanji from."""
    wanted = set(range(0xF900, 0xFB00)) | set(range(0x4E00, 0xA000)) - non_japanese()
    for plane_two in range(0x20000, 0x2A6E0):
        if in_charset(chr(plane_two), "euc_jis_2004"):
            wanted.add(plane_two)
    return wanted | {ord(sign) for sign in EXTRA}


# Name kanji outside both standards that residents' registers and company registers are full of.
EXTRA = "𠮷𡈽𠀋𡢽𥡴𣘺𡌛𣑊𣜿𦥑𪘂𠘨"


def in_charset(sign: str, charset: str) -> bool:
    """Whether the charset can write the sign."""
    try:
        sign.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def non_japanese() -> set[int]:
    """Unified ideographs that none of the Japanese standards has."""
    charsets = ("euc_jis_2004", "euc_jp", "cp932")
    return {
        code
        for code in range(0x4E00, 0xA000)
        if not any(in_charset(chr(code), charset) for charset in charsets)
    }


def main(source: str, target: str) -> None:
    """Write the subset and print how many signs it has."""
    have = set(TTFont(TEXT_FONT).getBestCmap())
    font = TTFont(source)
    codes = (wanted_code_points() - have) & set(font.getBestCmap())
    options = subset.Options(
        layout_features=[],
        hinting=False,
        glyph_names=False,
        notdef_outline=True,
        name_IDs=[0],
        drop_tables=["GSUB", "GPOS", "vhea", "vmtx"],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    names = font["name"]
    names.names = []
    licence = "Hanazono Font License: unlimited permission to use, copy and distribute, with or without modification."
    for name_id, text in (
        (0, "Copyright 2008-2017 GlyphWiki Project. A subset of Hanazono Mincho A under a name of its own."),
        (1, FAMILY),
        (2, "Regular"),
        (3, f"{POSTSCRIPT};1"),
        (4, f"{FAMILY} Regular"),
        (5, "Version 1.0"),
        (6, POSTSCRIPT),
        (13, licence),
    ):
        names.setName(text, name_id, 3, 1, 0x409)
        names.setName(text, name_id, 1, 0, 0)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(target)
    print(f"{len(codes)} signs, {Path(target).stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
