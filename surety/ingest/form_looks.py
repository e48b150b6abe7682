"""Fonts, colours and frames of our form, by the looks that its plan names."""

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

INK, BRAND, TINT, PALE, LINE, QUIET = "1A1A1A", "1F4E79", "E3ECF5", "F5F7FA", "8A99A8", "5A6672"
FONT = "BIZ UDPゴシック"
_THIN, THICK = Side("thin", color=LINE), Side("medium", color=BRAND)
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def _look(
    size: int,
    *,
    bold: bool = False,
    color: str = INK,
    across: str = "left",
    wrap: bool = True,
    indent: int = 0,
) -> tuple[Font, Alignment]:
    return Font(FONT, size=size, bold=bold, color=color), Alignment(
        across, "center", wrap_text=wrap, indent=indent
    )


def _looks() -> dict[str, tuple[Font, PatternFill | None, Alignment, Border | None]]:
    tint, pale, brand = (PatternFill("solid", fgColor=color) for color in (TINT, PALE, BRAND))
    looks: dict[str, tuple[Font, PatternFill | None, Alignment, Border | None]] = {}
    for name, (font, alignment), fill, border in (
        ("title", _look(17, bold=True, color=BRAND, across="center", wrap=False), None, None),
        ("section", _look(10, bold=True, color="FFFFFF", wrap=False, indent=1), brand, BOX),
        ("required", _look(9, bold=True, across="center"), tint, BOX),
        ("label", _look(9, across="center"), pale, BOX),
        ("locked", _look(9, across="center"), pale, BOX),
        ("note", _look(8, color=QUIET), None, None),
        ("corner", _look(8, color=QUIET, across="right"), None, None),
        ("text", _look(10), None, None),
        ("example", _look(13, bold=True, color="B03020", across="center", wrap=False), None, None),
        ("seal", _look(14, color="B5BEC8", across="center"), None, BOX),
        ("staff", _look(9, color=QUIET, across="center"), pale, BOX),
        ("blank", _look(9), None, BOX),
    ):
        looks[name] = (font, fill, alignment, border)
    return looks


LOOKS = _looks()
