"""Text as people type it: codes made uniform, names left alone, copies made for searching."""

import re
import unicodedata

_BLANKS = re.compile(r"\s+")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−─━ーｰ－﹣﹘"), "-")
_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
# Variants of one kanji that people use for each other; only the search copy is folded.
_VARIANT_KANJI = str.maketrans(
    "髙﨑嵜𠮷濵濱邊邉齋齊斉澤國廣嶋嶌眞德瀨槗萬檜龍舘",
    "高崎崎吉浜浜辺辺斎斎斎沢国広島島真徳瀬橋万桧竜館",
)
_COMPANY_FORMS = {"(株)": "株式会社", "(有)": "有限会社", "(合)": "合同会社", "(資)": "合資会社"}
_VARIATION_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NAMED_SIGNS = {
    "\t": "タブ",
    "\ufffd": "文字化け（�）",
    **dict.fromkeys("\n\r\v\f\x85\u2028\u2029", "改行"),
    **dict.fromkeys(
        "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "文字の向きを変える記号"
    ),
}
_OLD_LINE_BREAKS = re.compile("[\v\f\x85]")
# Control signs but tab and line break, halves of signs, and code points that are no signs: no page may hold them.
_UNSHOWABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_FIRST_EMOJI, _LAST_EMOJI = 0x1F000, 0x1FAFF
_REFUSED_CATEGORIES = {
    "Co": "外字",
    "Cf": "見えない文字",
    "Cc": "制御文字",
    "Cn": "印刷できない文字",
    "Cs": "印刷できない文字",
}


def normalise_code(text: str) -> str:
    """A number, id, phone or mail address in one uniform writing.

    Full-width signs become ASCII (NFKC), every kind of dash and the long-vowel sign becomes
    `-`, blanks and invisible signs go. Never for names: NFKC rewrites ㈱ and ①.
    """
    narrow = unicodedata.normalize("NFKC", text).translate(_DASHES)
    visible = "".join(s for s in _BLANKS.sub("", narrow) if unicodedata.category(s) != "Cf")
    return unicodedata.normalize("NFKC", visible)  # signs that a blank kept apart may have met


def tidy_name(text: str) -> str:
    """A name exactly as typed, without the blanks before and after it."""
    return text.strip()


def search_key(text: str) -> str:
    """The copy of a text that is stored beside it for searching.

    Width, case, hiragana and katakana, small kana, dashes, blanks, ㈱ and 株式会社, and common
    variants of kanji (髙 and 高) no longer differ. Applying it twice changes nothing.
    """
    key = unicodedata.normalize("NFKC", text).casefold()
    key = _VARIATION_SELECTOR.sub("", key).translate(_HIRAGANA_TO_KATAKANA)
    key = key.translate(_SMALL_KANA).translate(_DASHES).translate(_VARIANT_KANJI)
    key = "".join(s for s in _BLANKS.sub("", key) if unicodedata.category(s) != "Cf")
    for short, full in _COMPANY_FORMS.items():
        key = key.replace(short, full)
    return unicodedata.normalize("NFKC", key)


def bigrams(text: str) -> tuple[str, ...]:
    """The different neighbouring pairs of signs in the search key, in order of appearance.

    A key of one sign gives that sign, an empty one gives nothing.
    """
    key = search_key(text)
    if len(key) < 2:
        return (key,) if key else ()
    return tuple(dict.fromkeys(key[i : i + 2] for i in range(len(key) - 1)))


def to_fullwidth_katakana(text: str) -> str:
    """A reading (フリガナ) in full-width katakana.

    Takes hiragana and half-width katakana; a dash behind a kana is read as ー; letters and
    digits become full-width; blanks become one full-width blank.
    """
    kana = unicodedata.normalize("NFKC", text).translate(_HIRAGANA_TO_KATAKANA)
    kana = re.sub(r"(?<=[ァ-ヺー])[-‐‑‒–—―−─━]", "ー", kana)
    wide = "".join(chr(ord(s) + 0xFEE0) if "!" <= s <= "~" else s for s in kana)
    return _BLANKS.sub("\u3000", wide.strip())


def find_unprintable(text: str, *, lines: bool = False) -> list[str]:
    """Words for every sign that no certificate could print, with its place (1st sign = 1文字目).

    Signs refused: private-use signs (外字), invisible signs and bidirectional marks, control
    signs, emoji, unassigned code points, and the � of a text that was misread. Variation selectors are kept, they choose the
    shape of a kanji. `lines` allows line breaks and tabs.
    """
    found = []
    for place, sign in enumerate(text, start=1):
        kind = _unprintable_kind(sign, lines=lines)
        if kind is not None:
            found.append(f"{place}文字目の{kind}")
    return found


def to_showable(text: str) -> str:
    """A text of a foreign file as a page can show it: what no page may hold becomes �, which no field accepts."""
    return _UNSHOWABLE.sub("\ufffd", _OLD_LINE_BREAKS.sub("\n", text))


def _unprintable_kind(sign: str, *, lines: bool) -> str | None:
    """The word for a sign that cannot be printed; None for a good sign."""
    if lines and sign in "\n\r\t":
        return None
    if sign in _NAMED_SIGNS:
        return _NAMED_SIGNS[sign]
    if _FIRST_EMOJI <= ord(sign) <= _LAST_EMOJI:
        return "絵文字"
    return _REFUSED_CATEGORIES.get(unicodedata.category(sign))


def split_lines(text: str) -> tuple[str, ...]:
    """The lines of a text without blank ones and without space around them."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
