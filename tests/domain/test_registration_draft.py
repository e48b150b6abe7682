from surety.domain.registration_draft import (
    Doubt,
    Draft,
    check_draft,
    draft_from_json,
    label_of,
    words_of,
)
from tests.registration_cases import TYPED

BRANCHES = ["青森支店", "盛岡支店"]


def check(**changes: str):
    return check_draft(Draft({**TYPED, **changes}), branches=BRANCHES)


def errors_of(checked) -> dict[str, str]:
    return {problem.key: problem.message for problem in checked.errors}


def test_a_draft_typed_in_every_width_is_read_and_keeps_the_legal_name():
    checked = check()
    assert checked.errors == ()
    assert checked.values["company_name"] == "△△建設㈱"
    assert checked.values["phone"] == "017-000-0000"
    assert checked.values["company_kana"] == "サンカクケンセツ"
    assert checked.values["applied_on"] == "2026-04-01"
    assert checked.values["permit_number"] == "02-012345"
    assert checked.changes["corporate_number"] == ("全角→半角",)


def test_what_cannot_be_read_is_an_error_and_no_value():
    checked = check(phone="０１７")
    assert "phone" not in checked.values
    assert list(errors_of(checked)) == ["phone"]


def test_an_unreadable_field_is_not_called_empty_too():
    assert len(check(applied_on="いつか").errors) == 1


def test_a_branch_we_do_not_have_is_named():
    assert errors_of(check(branch="大間支店")) == {
        "branch": "「大間支店」という営業部・支店は見つかりません。"
    }


def test_the_same_fax_as_the_phone_is_filled_in():
    checked = check(fax="同上")
    assert checked.values["fax"] == "017-000-0000"
    assert checked.changes["fax"] == ("同上→電話番号",)


def test_the_same_fax_as_a_phone_that_cannot_be_read_is_an_error():
    assert set(errors_of(check(fax="同上", phone="なし"))) == {"fax", "phone"}


def test_a_readers_doubt_holds_until_the_text_is_changed():
    doubts = {
        "representative_name": Doubt("（計算結果なし）", "数式の結果がありません。", "入力してください。")
    }

    def doubted(text: str) -> bool:
        draft = Draft({**TYPED, "representative_name": text})
        return bool(check_draft(draft, branches=BRANCHES, doubts=doubts).errors)

    assert doubted("（計算結果なし）")
    assert not doubted("見本　一郎")


def test_rows_of_additional_users_without_name_mail_and_office_are_dropped():
    draft = Draft(TYPED, ({"role": "担当者"}, {"name": "見本　太郎", "role": "担当者"}))
    assert [user["name"] for user in draft.without_blank_users().users] == ["見本　太郎"]


def test_a_button_takes_one_row_out_and_no_other_word_does():
    draft = Draft(TYPED, ({"name": "一"}, {"name": "二"}))
    assert draft.after("remove_user-0").users == ({"name": "二"},)
    assert draft.after("remove_user-x") is draft
    assert draft.after("next") is draft


def test_more_rows_than_the_form_allows_are_not_drawn():
    assert len(Draft(TYPED).with_rows(10_000).users) == 20


def test_a_checked_draft_survives_being_kept():
    draft = Draft(TYPED, ({"name": "見本　太郎", "mail": "ＴＡＲＯ@example.co.jp", "role": "担当者"},))
    checked = check_draft(draft, branches=BRANCHES)
    kept = checked.to_json()
    assert draft_from_json(kept) == draft
    assert kept["users"][0]["values"]["mail"] == "TARO@example.co.jp"


def test_labels_name_the_additional_user_by_number():
    assert label_of("phone") == "電話番号"
    assert label_of("additional_users-1-mail") == "追加利用者2 メールアドレス"


def test_a_gap_is_told_in_one_sentence():
    gap = check(phone="").errors[0]
    assert words_of(gap) == "電話番号を入力してください"
