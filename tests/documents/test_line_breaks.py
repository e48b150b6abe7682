"""禁則: no line begins or ends with a sign that may not stand there, judged by lists that are not ours."""

from types import SimpleNamespace

import pytest
from reportlab.lib.textsplit import ALL_CANNOT_END, ALL_CANNOT_START
from reportlab.pdfbase.pdfmetrics import stringWidth
from xhtml2pdf.context import PmlParaFrag

from surety.documents.pdf.line_breaks import break_lines, can_break
from surety.documents.renderer import printable_or_missing

# The classes CL, CP, EX, NS and CJ, and OP of the Unicode line breaking algorithm (UAX #14) that Japanese text uses.
UAX14_NOT_AT_START = "、。〉》」』】〕〗〙〛〟｡，．｣）］｝｠ー々〻゛゜ゝゞ・ヽヾ〜：；！？ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
UAX14_NOT_AT_END = "（〈《「『【〔〖〘〝［｛｢"

PARAGRAPH = (
    "請負金額は、50,000,000円（うち消費税及び地方消費税の額 4,545,454円）であり、前払金保証の額は、20,000,000円（40.0％）です。"
    "「保証契約番号」と『認証キー』は、インターネット・サービスのホームページ（https://view.example.jp/）でご入力ください。"
    "ちょっとした誤りでも、キャッシュバックやアップロードはできません！ほんとうですか？々ゝーー……佐々木【注】〔一〕々。"
)


@pytest.fixture(autouse=True)
def _fonts() -> None:
    printable_or_missing("")


def lines_of(text: str, width: int, *, spacing: str = "normal") -> list[str]:
    fragment = PmlParaFrag(text=text, fontName="surety-mincho", fontSize=10)
    paragraph = SimpleNamespace(
        frags=[fragment],
        bulletText=None,
        encoding="utf8",
        style=SimpleNamespace(letterSpacing=spacing, fontSize=10),
    )
    broken = break_lines(paragraph, [width, width])
    return ["".join(word.text for word in line.words) for line in broken.lines]


@pytest.mark.parametrize("width", range(60, 460, 7))
def test_no_column_width_brings_a_forbidden_sign_to_an_edge(width: int) -> None:
    lines = lines_of(PARAGRAPH, width)
    assert "".join(lines) == PARAGRAPH
    starts = {line[0] for line in lines[1:]}
    ends = {line.rstrip(" ")[-1] for line in lines[:-1]}
    assert not starts & (set(ALL_CANNOT_START) | set(UAX14_NOT_AT_START)), starts
    assert not ends & (set(ALL_CANNOT_END) | set(UAX14_NOT_AT_END)), ends


@pytest.mark.parametrize("width", range(60, 460, 7))
def test_no_line_is_wider_than_its_column(width: int) -> None:
    for line in lines_of(PARAGRAPH, width):
        assert stringWidth(line.rstrip(" "), "surety-mincho", 10) <= max(width, 130) + 0.01


@pytest.mark.parametrize("width", range(60, 460, 7))
def test_amounts_stay_whole(width: int) -> None:
    text = "\n".join(lines_of(PARAGRAPH, width))
    for amount in ("50,000,000", "4,545,454", "20,000,000", "40.0"):
        assert amount in text


def test_a_word_longer_than_the_line_is_cut_rather_than_lost() -> None:
    word = "A" * 100
    lines = lines_of(word, 60)
    assert "".join(lines) == word
    assert len(lines) > 1
    assert all(stringWidth(line, "surety-mincho", 10) <= 60 for line in lines)


def test_a_column_narrower_than_one_sign_still_ends() -> None:
    assert lines_of("保証証書", 3) == list("保証証書")


def test_a_label_spread_to_the_full_width_stays_on_its_line() -> None:
    assert lines_of("工期", 65, spacing="4.5em") == ["工期"]


def test_rules_between_two_signs() -> None:
    assert can_break("保", "証")
    assert can_break("。", "次")
    assert not can_break("証", "。")
    assert not can_break("（", "総")
    assert not can_break("0", "0")
    assert not can_break("000", ",")
