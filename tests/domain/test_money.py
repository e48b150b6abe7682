import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain.errors import Unreadable
from surety.domain.money import MAX_YEN, echo_yen, format_yen, parse_yen
from tests.worked_tables import pairs, value_or_words, worked_tables, yen

READ, REFUSED, *_ = worked_tables("money-and-percent.md")
AMOUNTS = st.integers(1, MAX_YEN)


@pytest.mark.parametrize("typed, amount, echo", pairs(READ))
def test_an_amount_of_the_page_is_read_and_echoed(typed: str, amount: str, echo: str) -> None:
    assert parse_yen(typed) == yen(amount)
    assert echo_yen(parse_yen(typed)) == echo


@pytest.mark.parametrize("typed, answer", pairs(REFUSED))
def test_what_is_no_amount_is_refused_in_the_words_of_the_page(typed: str, answer: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_yen(typed)
    assert refused.value.message == answer


def test_the_refusal_carries_the_label_of_its_field() -> None:
    with pytest.raises(Unreadable, match=r"^前払金保証金額は数字で入力してください（例：20,000,000）$"):
        parse_yen("abc", label="前払金保証金額")


def test_zero_is_an_amount_where_zero_is_welcome() -> None:
    assert parse_yen("0円", minimum=0) == 0


def test_five_thousand_digits_are_refused_at_once() -> None:
    with pytest.raises(Unreadable):
        parse_yen("9" * 5000)


@given(AMOUNTS)
def test_a_formatted_amount_reads_back(amount: int) -> None:
    assert parse_yen(format_yen(amount)) == amount


@given(AMOUNTS)
def test_an_echoed_amount_reads_back(amount: int) -> None:
    assert parse_yen(echo_yen(amount)) == amount


@given(AMOUNTS)
def test_a_fullwidth_amount_reads_back(amount: int) -> None:
    wide = format_yen(amount).translate(str.maketrans("0123456789,", "０１２３４５６７８９，"))
    assert parse_yen(f"￥{wide}") == amount


@given(st.text(st.sampled_from("0123456789０１,.，．万億千百兆円¥金-−▲ 一"), max_size=25))
def test_any_text_gives_an_amount_within_bounds_or_a_kind_refusal(text: str) -> None:
    answer = value_or_words(parse_yen, text)
    if isinstance(answer, int):
        assert 1 <= answer <= MAX_YEN
    else:
        assert str(answer).startswith("金額")


def test_a_negative_difference_is_echoed_with_its_sign() -> None:
    assert echo_yen(-5_000_000) == "-500万円"
    assert echo_yen(0) == "0円"
