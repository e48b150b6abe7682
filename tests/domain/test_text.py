import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain.text import (
    bigrams,
    find_unprintable,
    normalise_code,
    search_key,
    tidy_name,
    to_fullwidth_katakana,
    to_showable,
)

ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=40)


@pytest.mark.parametrize("dash", "-‐‑‒–—―−ー－ｰ─━")
def test_every_dash_in_a_code_becomes_a_hyphen(dash: str) -> None:
    assert normalise_code(f"０１７{dash}０００") == "017-000"


def test_blanks_and_invisible_signs_leave_a_code() -> None:
    assert normalise_code(" 04126\u3000000001\u200b\ufeff\n") == "04126000001"


@given(ANY_TEXT)
def test_normalising_a_code_twice_changes_nothing(text: str) -> None:
    assert normalise_code(normalise_code(text)) == normalise_code(text)


def test_a_name_keeps_the_signs_that_nfkc_would_rewrite() -> None:
    assert tidy_name("\u3000髙﨑㈱①ｶﾅ ") == "髙﨑㈱①ｶﾅ"


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("サンプル", "株式会社ｻﾝﾌﾟﾙ"),
        ("㈱さんぷる", "株式会社サンプル"),
        ("(株) サンプル", "㈱サンプル"),
        ("高崎", "髙﨑組"),
        ("斉藤", "齋藤工務店"),
        ("桜ケ丘", "市道桜ヶ丘線"),
        ("ABC", "ａｂｃ工業"),
        ("１号", "①号線"),
        ("葛城", "葛\U000e0100城建設"),
    ],
)
def test_a_search_finds_a_name_in_another_writing(typed: str, stored: str) -> None:
    assert search_key(typed) in search_key(stored)


@given(ANY_TEXT)
def test_the_search_key_of_a_search_key_is_itself(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


def test_bigrams_are_the_different_neighbouring_pairs() -> None:
    assert bigrams("ああああい") == ("アア", "アイ")
    assert bigrams("橋") == ("橋",)
    assert bigrams(" ") == ()


@pytest.mark.parametrize(
    "typed, kana",
    [
        ("ｻﾝﾌﾟﾙｹﾝｾﾂ", "サンプルケンセツ"),
        ("さんぷる　けんせつ", "サンプル　ケンセツ"),
        ("サ－ビス", "サービス"),
        ("ｻｰﾋﾞｽ ", "サービス"),
        ("か\u3099", "ガ"),
        ("エーＢc1", "エーＢｃ１"),
    ],
)
def test_a_reading_becomes_fullwidth_katakana(typed: str, kana: str) -> None:
    assert to_fullwidth_katakana(typed) == kana


@pytest.mark.parametrize(
    "text, words",
    [
        ("道路\ue000工事", ["3文字目の外字"]),
        ("a\u202eb", ["2文字目の文字の向きを変える記号"]),
        ("a\u200bb\ufeff", ["2文字目の見えない文字", "4文字目の見えない文字"]),
        ("工事😀", ["3文字目の絵文字"]),
        ("a\nb", ["2文字目の改行"]),
        ("a\tb", ["2文字目のタブ"]),
        ("\x00", ["1文字目の制御文字"]),
        ("a\ufffdb", ["2文字目の文字化け（�）"]),
        ("\ud800", ["1文字目の印刷できない文字"]),
        ("\uffff", ["1文字目の印刷できない文字"]),
    ],
)
def test_a_sign_that_cannot_be_printed_is_named_with_its_place(text: str, words: list[str]) -> None:
    assert find_unprintable(text) == words


def test_unusual_but_printable_names_are_left_in_peace() -> None:
    assert find_unprintable("髙﨑㈱①𠮷葛\U000e0100か\u3099ｶﾅ～☎") == []


def test_line_breaks_are_welcome_where_lines_are() -> None:
    assert find_unprintable("一行目\n二行目\tおわり", lines=True) == []
    assert find_unprintable("一\u2028二", lines=True) == ["2文字目の改行"]


@pytest.mark.parametrize(
    "text, shown",
    [
        ("a\x00b\x1bc\x7fd\x90", "a�b�c�d�"),
        ("一\v二\x85三\f四", "一\n二\n三\n四"),
        ("\ud83d\ufffe\ufdd0", "���"),
        ("髙﨑㈱\t葛\U000e0100\n😀\ue000", "髙﨑㈱\t葛\U000e0100\n😀\ue000"),
    ],
)
def test_what_no_page_may_hold_is_shown_as_a_sign_that_no_field_accepts(text: str, shown: str) -> None:
    assert to_showable(text) == shown


@given(ANY_TEXT)
def test_nothing_invisible_or_private_slips_through(text: str) -> None:
    if not find_unprintable(text):
        assert not {unicodedata.category(sign) for sign in text} & {"Cc", "Cf", "Co", "Cs", "Cn"}
