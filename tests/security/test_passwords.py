"""Passwords: how they are kept, which ones are taken, how initial ones are read."""

import pytest

from surety.domain.errors import RuleViolation
from surety.security.common_passwords import is_common
from surety.security.passwords import (
    check_new_password,
    hash_password,
    is_outdated,
    make_initial_password,
    read_initial_password,
    verify_password,
)

CONTEXT = ("〇〇建設株式会社", "見本　太郎", "C0123456-01", "soumu")


def test_a_hash_names_its_method_and_its_cost():
    stored = hash_password("correct horse battery staple")
    assert stored.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert stored != hash_password("correct horse battery staple")


def test_only_the_right_password_is_right():
    stored = hash_password("correct horse battery staple")
    assert verify_password(stored, "correct horse battery staple")
    for wrong in (
        "",
        "Correct horse battery staple",
        "correct horse battery stapl",
        "correct horse battery staple ",
    ):
        assert not verify_password(stored, wrong)


def test_nothing_is_right_where_there_is_no_hash_or_a_broken_one():
    for stored in ("", "$argon2id$broken", "plain"):
        assert not verify_password(stored, "")
        assert not verify_password(stored, "correct horse battery staple")


def test_one_unicode_writing_is_kept():
    stored = hash_password("カワノミズハツメタイデス。")
    assert verify_password(stored, "ｶﾜﾉﾐｽﾞﾊﾂﾒﾀｲﾃﾞｽ｡")


def test_nothing_is_cut_off():
    long = "あ" * 127
    stored = hash_password(long + "い")
    assert not verify_password(stored, long + "う")


def test_a_hash_of_other_cost_is_outdated():
    assert is_outdated(
        "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g"
    )
    assert not is_outdated(hash_password("correct horse battery staple"))


@pytest.mark.parametrize(
    "password",
    [
        "kawa no mizu wa tsumetai",
        "川の水はとても冷たいと思います",
        "x7Kq-92mZ-pLw4-tR8v",
        "a" * 7 + "bcdefgh and more",
    ],
)
def test_any_long_unusual_password_is_taken_without_rules_of_composition(password):
    check_new_password(password, context=CONTEXT)


@pytest.mark.parametrize(
    "password, code",
    [
        ("fourteen signs", "short"),
        ("あ" * 14, "short"),
        ("x9" * 65, "long"),
        ("aaaaaaaaaaaaaaaa", "common"),
        ("passwordpassword", "common"),
        ("PASSWORD12345678", "common"),
        ("1234567890123456", "common"),
        ("reiwa0000000000!", "common"),
        ("C0123456-01 xyz", "context"),
        ("〇〇建設株式会社〇〇建設株式会社", "common"),
        ("〇〇建設株式会社の会社のもの", "short"),
        ("〇〇建設株式会社 2026年", "short"),
        ("〇〇建設株式会社 2026年4月", "context"),
    ],
)
def test_a_guessers_first_tries_are_refused(password, code):
    with pytest.raises(RuleViolation) as refused:
        check_new_password(password, context=CONTEXT)
    assert refused.value.code == code
    assert refused.value.field == "new_password"
    assert password not in refused.value.message


def test_the_list_of_common_passwords_is_as_long_as_promised():
    from surety.security.common_passwords import _listed

    assert len(_listed()) >= 3_000
    assert is_common("iloveyou123!")


def test_initial_passwords_are_random_and_have_no_signs_that_look_alike():
    made = {make_initial_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert len(password) == 19
        assert [len(group) for group in password.split("-")] == [4, 4, 4, 4]
        assert not set(password) & set("01lio")


@pytest.mark.parametrize(
    "typed",
    [
        "abcd-efgh-jkmn-2345",
        "ABCD-EFGH-JKMN-2345",
        "abcdefghjkmn2345",
        "ａｂｃｄ－ｅｆｇｈ－ｊｋｍｎ－２３４５",
        " abcd efgh jkmn 2345 ",
    ],
)
def test_an_initial_password_may_be_typed_as_people_type(typed):
    assert read_initial_password(typed) == "abcd-efgh-jkmn-2345"


@pytest.mark.parametrize("typed", ["", "short", "abcd-efgh-jkmn-2340", "correct horse battery staple"])
def test_other_passwords_stay_exactly_as_typed(typed):
    assert read_initial_password(typed) == typed
