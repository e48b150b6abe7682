import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain.errors import Unreadable
from surety.domain.keys import (
    ALPHABET,
    KEY_LENGTH,
    format_key,
    is_imported_key,
    make_key,
    parse_key,
    split_number_and_key,
)
from tests.worked_tables import pairs, worked_tables

READ, REFUSED, *_ = worked_tables("keys-and-numbers.md")
RANDOM_PARTS = st.text(st.sampled_from(ALPHABET), min_size=KEY_LENGTH - 1, max_size=KEY_LENGTH - 1)


def key_of(signs: str) -> str:
    rest = iter(signs)
    return make_key(lambda _: next(rest))


def is_refused(typed: str) -> bool:
    try:
        parse_key(typed)
    except Unreadable:
        return True
    return False


@pytest.mark.parametrize("typed, key", pairs(READ))
def test_a_key_of_the_page_is_read(typed: str, key: str) -> None:
    assert parse_key(typed) == key


@pytest.mark.parametrize("typed, answer", pairs(REFUSED))
def test_a_slip_of_the_page_is_told_in_its_words(typed: str, answer: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_key(typed)
    assert refused.value.message == answer


@given(RANDOM_PARTS)
def test_every_key_reads_back_in_each_writing(signs: str) -> None:
    key = key_of(signs)
    assert parse_key(format_key(key)) == parse_key(key.lower()) == parse_key(format_key(key).lower()) == key


@pytest.mark.parametrize("signs", ["A6J9ZWYSF8Z", "22222222222", "ZZZZZZZZZZZ", "K7PQM3RTV9X"])
def test_every_single_wrong_sign_is_found(signs: str) -> None:
    key = key_of(signs)
    slips = [
        key[:place] + wrong + key[place + 1 :]
        for place in range(KEY_LENGTH)
        for wrong in ALPHABET
        if wrong != key[place]
    ]
    assert len(slips) == KEY_LENGTH * (len(ALPHABET) - 1)
    assert all(is_refused(slip) for slip in slips)


@given(RANDOM_PARTS)
def test_every_exchange_of_two_signs_is_found(signs: str) -> None:
    key = key_of(signs)
    for left in range(KEY_LENGTH):
        for right in range(left + 1, KEY_LENGTH):
            if key[left] != key[right]:
                swapped = list(key)
                swapped[left], swapped[right] = key[right], key[left]
                assert is_refused("".join(swapped))


@given(RANDOM_PARTS, st.integers(0, KEY_LENGTH - 1), st.sampled_from(ALPHABET))
def test_a_wrong_sign_in_any_key_is_found(signs: str, place: int, wrong: str) -> None:
    key = key_of(signs)
    slip = key[:place] + wrong + key[place + 1 :]
    assert is_refused(slip) == (slip != key)


def test_keys_differ_and_use_only_signs_that_nobody_mistakes() -> None:
    made = {make_key(secrets.choice) for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("01IO")


def test_the_refusal_never_carries_the_key() -> None:
    with pytest.raises(Unreadable) as refused:
        parse_key("B6J9-ZWYS-F8ZG")
    assert "B6J9" not in f"{refused.value.message}{refused.value.facts}"


def test_an_imported_key_keeps_its_case_and_grouping() -> None:
    assert format_key("Z28YUE4J3Bux") == parse_key("Z28YUE4J3Bux") == "Z28YUE4J3Bux"


@pytest.mark.parametrize(
    "key", ["Z28YUE4J3BUX", "z28yue4j3bux", "Z28yue4j3bux", "Z28YUE4J3Bu", "Z28YUE4J3Bu-"]
)
def test_a_key_that_cannot_be_told_from_ours_is_not_taken_over(key: str) -> None:
    assert not is_imported_key(key)


@pytest.mark.parametrize(
    "text",
    [
        "04126-000001 A6J9-ZWYS-F8ZG",
        "保証契約番号：０４１２６－０００００１\n認証キー　　：Ａ６Ｊ９－ＺＷＹＳ－Ｆ８ＺＧ",
        "Registration 認証キー\ta6j9zwysf8zg\t保証契約番号\t04126000001",
        "ご担当者様 Notification\r\n番号 04126ー000001\r\nキー A6J9 ZWYS F8ZG\r\nTEL 017-000-0000",
    ],
)
def test_number_and_key_are_found_in_pasted_text(text: str) -> None:
    assert split_number_and_key(text) == ("04126-000001", "A6J9ZWYSF8ZG")


@pytest.mark.parametrize("text", ["", "04126-000001", "A6J9-ZWYS-F8ZG", "電話 017-000-0000"])
def test_half_of_the_pair_is_asked_for(text: str) -> None:
    with pytest.raises(Unreadable, match="一緒に貼り付けてください"):
        split_number_and_key(text)
