"""Text set in lines of 35 full-width signs, as mail programs show it without breaking it again."""

import re
import unicodedata
from functools import lru_cache

LINE_COLUMNS = 70
SUBJECT_SIGNS = 30
_LABEL_COLUMNS = 14
# These never begin a line; they may stand in the margin behind it only by taking a sign along (行頭禁則).
_NOT_FIRST = frozenset("、。，．,.）)」』】〕〉》・：；:;？！?!ー々ゝゞ…ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
_NOT_LAST = frozenset("（(「『【〔〈《")
# Latin words, numbers and full-width phone numbers stay whole.
_PIECE = re.compile(r"[!-~]+|.", re.DOTALL)
_ADDRESS = re.compile(r"^\s*https?://\S+$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def columns(text: str) -> int:
    """How wide the text is: a full-width sign is 2 columns, a half-width one 1, a combining one 0."""
    return len(text) if text.isascii() else sum(map(_sign_columns, text))


def one_line(text: str) -> str:
    """The text without line breaks and other control signs."""
    return _CONTROL.sub(" ", text).strip()


def shorten(text: str, *, signs: int) -> str:
    """At most this many signs, with … in place of what is left out."""
    return text if len(text) <= signs else text[: signs - 1] + "…"


def row(label: str, value: str) -> str:
    """A labelled line; a long value goes on below itself."""
    filled = label + "　" * ((_LABEL_COLUMNS - columns(label)) // 2)
    lines = _broken(one_line(value), LINE_COLUMNS - columns(filled) - 2)
    return "\n".join(
        ("　" + filled if i == 0 else "　" * (_LABEL_COLUMNS // 2 + 1)) + line for i, line in enumerate(lines)
    )


def item(text: str) -> str:
    """A line of a list."""
    lines = _broken(one_line(text), LINE_COLUMNS - 4)
    return "\n".join(("・" if i == 0 else "　") + line for i, line in enumerate(lines))


def set_lines(text: str) -> str:
    """The whole text with every line in its measure; a link keeps its line whatever its length."""
    out: list[str] = []
    for line in text.splitlines():
        out.extend([line] if _ADDRESS.match(line) else _broken(line.rstrip(), LINE_COLUMNS))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip() + "\n"


def _broken(line: str, limit: int) -> list[str]:
    """The line in parts of at most `limit` columns, broken where Japanese typesetting allows it."""
    if columns(line) <= limit:
        return [line]
    lines, present = [], ""
    for piece in _pieces(line, limit):
        if columns(present) + columns(piece) > limit:
            present, carried = _carry(present, piece)
            lines.append(present)
            present = carried.lstrip()
            continue
        present += piece
    return [*lines, present]


def _pieces(line: str, limit: int) -> list[str]:
    found = []
    for piece in _PIECE.findall(line):
        found.extend([piece] if columns(piece) <= limit else list(piece))
    return found


def _carry(present: str, piece: str) -> tuple[str, str]:
    """Where to break between two pieces: signs that may not end or begin a line move to the next one."""
    kept, carried = present, piece
    while len(kept) > 1 and (
        carried[0] in _NOT_FIRST or kept[-1] in _NOT_LAST or _sign_columns(carried[0]) == 0
    ):
        kept, carried = kept[:-1], kept[-1] + carried
    return (kept, carried) if len(kept) > len(present) // 2 else (present, piece)


@lru_cache(maxsize=4096)
def _sign_columns(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "FWA" else 1
