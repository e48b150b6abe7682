"""The fields of a registration: what is read from each text, and what is found when they are seen together."""

import pytest

from surety.domain.errors import Unreadable
from surety.domain.registration import (
    FIELD_BY_KEY,
    FIELDS,
    USER_FIELDS,
    Severity,
    check_registration,
    field_of,
    user_key,
)
from surety.domain.registration_values import lacks_prefecture, read_value, show_value

GOOD = {
    "applied_on": "2026-04-01",
    "branch": "青森支店",
    "request_kind": "new",
    "terms_consent": "agreed",
    "company_kana": "マルマルケンセツ",
    "company_name": "〇〇建設株式会社",
    "corporate_number": "5835678256246",
    "contractor_number": "",
    "postal_code": "036-0104",
    "address": "青森県平川市〇〇町1番地1",
    "representative_name": "見本　太郎",
    "phone": "017-000-0000",
    "manager_kana": "ミホン　ハナコ",
    "manager_name": "見本　花子",
    "mail": "hanako@example.co.jp",
    "mail_again": "hanako@example.co.jp",
    "issue_notice": "wanted",
}


@pytest.mark.parametrize(
    "key, text, value, changes",
    [
        ("applied_on", "Ｒ８．４．１", "2026-04-01", ("令和→西暦",)),
        ("applied_on", "2026/4/1", "2026-04-01", ()),
        ("company_name", " ㈱髙﨑①　", "㈱髙﨑①", ("前後の空白を除去",)),
        ("company_name", "〇〇建設\n株式会社", "〇〇建設 株式会社", ("改行→空白",)),
        ("company_kana", "まるまるけんせつ", "マルマルケンセツ", ("ひらがな→カタカナ",)),
        ("postal_code", "０３６－０１０４", "036-0104", ("全角→半角",)),
        ("postal_code", "0360104", "036-0104", ("表記を統一",)),
        ("fax", "なし", "", ("なし→空欄",)),
        ("fax", "同上", "同上", ()),
        ("branch", "サンプル建設業保証株式会社　青森支店 御中", "青森支店", ()),
        ("branch", "本店営業部", "本店営業部", ()),
        ("request_kind", "☑新規　□変更　□解約", "new", ()),
        ("terms_consent", "☑ 同意します", "agreed", ()),
        ("terms_consent", "同意します ☑", "agreed", ()),
        ("issue_notice", "希望する□ 希望しない☑", "not_wanted", ()),
        ("remarks", "一行目\r\n二行目", "一行目\n二行目", ()),
        ("mail", "　", "", ()),
    ],
)
def test_a_text_is_read_kindly_and_the_change_is_named(
    key: str, text: str, value: str, changes: tuple[str, ...]
):
    read = read_value(FIELD_BY_KEY[key], text)
    assert (read.value, read.changes) == (value, changes)


@pytest.mark.parametrize(
    "key, text, says",
    [
        ("applied_on", "8.4.1", "元号"),
        ("company_kana", "〇〇建設", "カタカナ"),
        ("company_name", "〇〇\ue000", "外字"),
        ("company_name", "あ" * 81, "80文字"),
        ("terms_consent", "□同意します", "1つ"),
        ("issue_notice", "☑希望する ☑希望しない", "1つ"),
        ("issue_notice", "希望する・希望しない", "1つ"),
        ("contractor_number", "番号不明", "英数字"),
        ("phone", "12", "0から"),
    ],
)
def test_a_text_that_cannot_be_read_gets_a_sentence(key: str, text: str, says: str):
    with pytest.raises(Unreadable) as caught:
        read_value(FIELD_BY_KEY[key], text)
    assert says in caught.value.message


def test_a_complete_registration_has_no_problem():
    assert check_registration(GOOD) == ()


@pytest.mark.parametrize("field", [field for field in FIELDS if field.required], ids=lambda field: field.key)
def test_each_required_field_is_missed(field):
    problems = check_registration({**GOOD, field.key: ""})
    assert [problem.key for problem in problems] == [field.key]
    assert field.label in problems[0].message


def test_two_different_mail_addresses_are_an_error_at_the_second():
    problems = check_registration({**GOOD, "mail_again": "taro@example.co.jp"})
    assert [(p.key, p.severity) for p in problems] == [("mail_again", Severity.ERROR)]


def test_terms_that_are_not_agreed_to_stop_the_registration():
    problems = check_registration({**GOOD, "terms_consent": "not_agreed"})
    assert [(p.key, p.severity) for p in problems] == [("terms_consent", Severity.ERROR)]


def test_a_change_without_contractor_number_is_only_asked_about():
    problems = check_registration({**GOOD, "request_kind": "change"})
    assert [(p.key, p.severity) for p in problems] == [("contractor_number", Severity.CONFIRM)]


def test_two_users_may_not_share_a_mail_address():
    user = {"office": "", "name": "見本　一郎", "mail": "Hanako@example.co.jp", "role": "viewer"}
    problems = check_registration(GOOD, [user])
    assert [problem.key for problem in problems] == [user_key(0, "mail")]


def test_a_user_without_a_role_is_named():
    user = {"office": "", "name": "見本　一郎", "mail": "ichiro@example.co.jp", "role": ""}
    assert [problem.key for problem in check_registration(GOOD, [user])] == [user_key(0, "role")]


def test_keys_lead_back_to_their_fields():
    assert field_of("mail") is FIELD_BY_KEY["mail"]
    assert field_of(user_key(3, "role")) is USER_FIELDS[3]


@pytest.mark.parametrize(
    "key, value, shown",
    [
        ("applied_on", "2026-04-01", "令和8年4月1日"),
        ("request_kind", "new", "新規"),
        ("mail", "", ""),
        ("phone", "017-000-0000", "017-000-0000"),
    ],
)
def test_values_are_shown_in_words(key: str, value: str, shown: str):
    assert show_value(FIELD_BY_KEY[key], value) == shown


def test_an_address_should_begin_with_its_prefecture():
    assert lacks_prefecture("平川市〇〇町1番地1")
    assert not lacks_prefecture("青森県平川市〇〇町1番地1")
