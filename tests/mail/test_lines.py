import pytest

from surety.mail.lines import LINE_COLUMNS, columns, item, one_line, row, set_lines, shorten


@pytest.mark.parametrize(
    "text, wide",
    [
        ("", 0),
        ("abc", 3),
        ("工事", 4),
        ("ｱｲ", 2),
        ("ＡＢ", 4),
        ("①〇", 4),
        ("か\u3099", 2),
        ("葛\U000e0100", 2),
    ],
)
def test_a_full_width_sign_is_two_columns_and_a_combining_one_none(text: str, wide: int) -> None:
    assert columns(text) == wide


def test_a_long_line_is_broken_at_35_full_width_signs() -> None:
    assert set_lines("あ" * 80).splitlines() == ["あ" * 35, "あ" * 35, "あ" * 10]


def test_no_line_begins_with_a_sign_that_may_not_begin_one() -> None:
    lines = set_lines("あ" * 35 + "。い" + "う" * 40).splitlines()
    assert lines[0] == "あ" * 34
    assert lines[1].startswith("あ。い")


def test_no_line_ends_with_an_opening_bracket() -> None:
    lines = set_lines("あ" * 34 + "「い」" + "う" * 10).splitlines()
    assert lines[0] == "あ" * 34
    assert lines[1].startswith("「い」")


def test_a_phone_number_is_not_torn_apart() -> None:
    lines = set_lines("あ" * 33 + "017-000-0000まで").splitlines()
    assert lines == ["あ" * 33, "017-000-0000まで"]


def test_a_word_longer_than_a_line_is_broken_all_the_same() -> None:
    assert all(columns(line) <= LINE_COLUMNS for line in set_lines("x" * 500).splitlines())


def test_a_link_keeps_its_line() -> None:
    link = "　https://example.co.jp/" + "a" * 200
    assert link.strip() in set_lines(f"次の画面です。\n{link}\n").splitlines()[-1]


def test_a_long_value_goes_on_below_itself() -> None:
    lines = row("工事名", "市道" * 40).splitlines()
    assert lines[0].startswith("　工事名　　　　市道")
    assert all(line.startswith("　" * 8) and line.strip()[0] in "市道" for line in lines[1:])
    assert all(columns(line) <= LINE_COLUMNS for line in lines)


def test_a_line_break_inside_a_value_cannot_add_lines_of_its_own() -> None:
    assert row("工事名", "橋\r\nこのメールは").count("\n") == 0
    assert item("橋\n道") == "・橋 道"
    assert one_line("a\r\nBcc: x\u2028y") == "a Bcc: x y"


def test_a_short_text_stays_and_a_long_one_ends_with_dots() -> None:
    assert shorten("平川市長", signs=18) == "平川市長"
    assert shorten("あ" * 19, signs=18) == "あ" * 17 + "…"
