"""Japanese line breaking (禁則処理) for xhtml2pdf, whose own breaks lines before 、 and in the middle of 20,000,000."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from reportlab.pdfbase.pdfmetrics import getAscentDescent, stringWidth
from xhtml2pdf.reportlab_paragraph import FragLine, ParaLines, cjkFragSplit
from xhtml2pdf.util import getSize

# Signs that may not begin a line (行頭禁則) and that may not end one (行末禁則), after JIS X 4051.
NOT_AT_START = frozenset(
    "、。，．・：；？！,.:;?!゛゜ヽヾゝゞ々〻ー―‐゠–〜～…‥"
    "）〕］｝〉》」』】〙〗〟’”｠»)]}"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "｡､｣･ｧｨｩｪｫｬｭｮｯｰﾞﾟ％‰℃°′″￠¢%"
)
NOT_AT_END = frozenset("（〔［｛〈《「『【〘〖〝‘“｟«([{｢￥＄£￡¥$#＃№〒")
WIDE_BLANK = "\u3000"
SLACK = 1 / 1_000_000  # points; sums of widths carry rounding


class Sign(NamedTuple):
    """One character with its fragment and its width in points."""

    text: str
    fragment: Any
    width: Any


def can_break(before: str, after: str) -> bool:
    """Whether a line may end between the two signs: push-out rule, numbers and Latin words stay whole."""
    if after in NOT_AT_START or before in NOT_AT_END:
        return False
    return not (_is_word(before) and _is_word(after))


def _is_word(sign: str) -> bool:
    return "!" <= sign <= "~"


def break_lines(paragraph: Any, width: Any) -> Any:
    """Replacement of `Paragraph.breakLinesCJK`: break a paragraph into lines no wider than `width` (points, or one per line)."""
    widths = list(width) if isinstance(width, list | tuple) else [width]
    fragments = paragraph.frags
    if paragraph.bulletText or any(hasattr(fragment, "cbDefn") for fragment in fragments):
        return cjkFragSplit(fragments, widths, calcBounds=True, encoding=paragraph.encoding)
    spacing = letter_spacing(paragraph.style)
    rooms = [room + spacing for room in widths]  # there is none after the last sign
    natural = _natural_width(paragraph, spacing)
    if natural is not None and natural <= rooms[0] + SLACK:
        return ParaLines(kind=1, lines=[_whole_line(fragments, rooms[0] - natural)])
    lines: list[Any] = []
    for signs in _split_at_breaks(fragments, spacing):
        for line in _fill(signs, rooms, first=len(lines)):
            lines.append(_line(line, rooms[min(len(lines), len(rooms) - 1)]))
    return ParaLines(kind=1, lines=lines)


def _natural_width(paragraph: Any, spacing: Any) -> Any:
    """Width of the whole paragraph in one line, None when it holds a forced break. Kept: a table asks again and again."""
    try:
        return paragraph.surety_natural_width
    except AttributeError:
        width = None
        if not any(hasattr(fragment, "lineBreak") for fragment in paragraph.frags):
            width = sum(
                stringWidth(fragment.text, fragment.fontName, fragment.fontSize)
                + spacing * len(fragment.text)
                for fragment in paragraph.frags
            )
        paragraph.surety_natural_width = width
        return width


def _whole_line(fragments: Sequence[Any], room_left: Any) -> Any:
    words = [fragment for fragment in fragments if fragment.text] or [fragments[0]]
    bounds = [getAscentDescent(word.fontName, word.fontSize) for word in words]
    return FragLine(
        kind=1,
        extraSpace=room_left,
        wordCount=1,
        words=words,
        fontSize=max(word.fontSize for word in words),
        ascent=max(ascent for ascent, _ in bounds),
        descent=min(descent for _, descent in bounds),
    )


def letter_spacing(style: Any) -> Any:
    """The space after each sign of a paragraph, in points."""
    spacing = getattr(style, "letterSpacing", "normal")
    return 0 if spacing == "normal" else getSize("".join(spacing), style.fontSize)


def _split_at_breaks(fragments: Sequence[Any], spacing: Any) -> Iterator[list[Sign]]:
    """The signs between one forced break (<br>) and the next; an empty stretch keeps one empty sign for its height."""
    signs: list[Sign] = []
    for fragment in fragments:
        if hasattr(fragment, "lineBreak"):
            yield signs or [Sign("", fragment, 0)]
            signs = []
            continue
        name, size = fragment.fontName, fragment.fontSize
        signs.extend(Sign(text, fragment, stringWidth(text, name, size) + spacing) for text in fragment.text)
    if signs:
        yield signs


def _fill(signs: list[Sign], widths: Sequence[Any], *, first: int) -> Iterator[list[Sign]]:
    start = 0
    number = first
    while start < len(signs):
        end = _line_end(signs, start, widths[min(number, len(widths) - 1)] + SLACK)
        yield signs[start:end]
        start = end
        number += 1


def _line_end(signs: list[Sign], start: int, room: Any) -> int:
    """Index after the last sign of the line: step back from the overflow to a permitted place, or cut hard if there is none."""
    used = 0
    end = start
    while end < len(signs):
        used += signs[end].width
        if used > room:
            break
        end += 1
    else:
        return end
    if signs[end].text == " ":  # a blank at the end of a line takes no room
        return end + 1
    for allowed in (can_break, _can_cut):
        for place in range(end, start, -1):
            if allowed(signs[place - 1].text, signs[place].text):
                return place
    return max(end, start + 1)


def _can_cut(before: str, after: str) -> bool:
    """Whether a word longer than the line may be cut here when nothing better is found."""
    return after not in NOT_AT_START and before not in NOT_AT_END


def _line(signs: Sequence[Sign], room: Any) -> Any:
    """The signs as reportlab draws a line: neighbouring signs of one fragment together, with the tallest ascent of all."""
    words: list[Any] = []
    texts: list[str] = []
    used = 0
    size = ascent = descent = 0
    current = None
    for sign in signs:
        used += sign.width
        if sign.fragment is not current:
            if current is not None:
                words[-1].text = "".join(texts)
            current = sign.fragment
            words.append(current.clone())
            texts = []
            top, bottom = getAscentDescent(current.fontName, current.fontSize)
            size, ascent, descent = max(size, current.fontSize), max(ascent, top), min(descent, bottom)
        texts.append(sign.text)
    words[-1].text = "".join(texts)
    return FragLine(
        kind=1,
        extraSpace=room - used,
        wordCount=1,
        words=words,
        fontSize=size,
        ascent=ascent,
        descent=descent,
    )


def draw_whole_words(draw: Callable[[Any], None]) -> Callable[[Any], None]:
    """Wrap a paragraph's draw so that lines are copied out as typed: 工事名 spread over its cell, 見本　太郎 with its wide blank.

    Readers guess words from distances; an ActualText beside the line tells them.
    """

    def draw_paragraph(paragraph: Any) -> None:
        text = "".join(fragment.text for fragment in paragraph.frags)
        if len(paragraph.blPara.lines) > 1 or not (letter_spacing(paragraph.style) or WIDE_BLANK in text):
            draw(paragraph)
            return
        words = text.encode("utf-16-be").hex()
        code = paragraph.canv._code
        code.append(f"/Span <</ActualText <feff{words}>>> BDC")
        draw(paragraph)
        code.append("EMC")

    return draw_paragraph
