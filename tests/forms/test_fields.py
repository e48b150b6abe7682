from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField

from forms import fields
from forms.base import BaseForm, FieldError
from forms.validators import After, NotBefore, Required, RequiredWhen, SameAs, YenAtMost
from surety.domain.errors import RuleViolation


class RowForm(BaseForm):
    amount = fields.YenField("支払額", [Required()])


class WorkForm(BaseForm):
    price = fields.YenField("請負金額", [Required()])
    year_price = fields.YenField("今年度対象額", [YenAtMost("price")])
    name = fields.NameField("工事名", [Required()], max_length=20)
    kana = fields.KanaField("フリガナ")
    notes = fields.NotesField("備考")
    start = fields.JapaneseDateField("工期の始まり")
    end = fields.JapaneseDateField("工期の終わり", [After("start")])
    paid_on = fields.JapaneseDateField("支払日", [NotBefore("start")])
    phone = fields.PhoneField("電話番号", [RequiredWhen("days", values=[5])])
    mail = fields.MailField("メールアドレス")
    mail_again = fields.MailField("メールアドレス（確認）", [SameAs("mail")])
    days = fields.CountField("日数", unit="日", minimum=1, maximum=365)
    rate = fields.PercentField("前払率")
    code = fields.CodeField("工事番号")
    key = fields.KeyField("認証キー")
    rows = FieldList(FormField(RowForm), label="内訳")


def fill(**typed: str) -> WorkForm:
    return WorkForm(MultiDict({"price": "1億", "name": "市道改良工事", **typed}))


def errors_of(form: BaseForm) -> list[FieldError]:
    form.validate()
    return form.errors_in_order()


@pytest.mark.parametrize(
    "field, typed, value, shown",
    [
        ("price", "２千万円", 20_000_000, "20,000,000"),
        ("name", "　髙﨑㈱①号線 ", "髙﨑㈱①号線", "髙﨑㈱①号線"),
        ("kana", "さんぷる", "サンプル", "サンプル"),
        ("notes", " 一行目\r\n二行目\n", "一行目\n二行目", "一行目\n二行目"),
        ("start", "2026/3/20", date(2026, 3, 20), "令和8年3月20日"),
        ("phone", "０１７（０００）００００", "017-000-0000", "017-000-0000"),
        ("mail", " soumu＠Example.co.jp", "soumu@example.co.jp", "soumu@example.co.jp"),
        ("days", "３０日", 30, "30"),
        ("rate", "４０％", Decimal(40), "40"),
        ("code", "第１２ー３号", "第12-3号", "第12-3号"),
        ("key", "a6j9 zwys f8zg", "A6J9ZWYSF8ZG", "A6J9ZWYSF8ZG"),
    ],
)
def test_a_field_understands_what_people_type_and_shows_it_tidied(
    field: str, typed: str, value: object, shown: str
) -> None:
    form = fill(**{field: typed})
    form.validate()
    assert not form[field].errors
    assert form[field].data == value
    assert form[field]._value() == shown


@pytest.mark.parametrize(
    "field, typed, words",
    [
        ("price", "いっぱい", "請負金額は数字で入力してください（例：20,000,000）"),
        ("price", "　", "請負金額を入力してください"),
        ("name", "", "工事名を入力してください"),
        ("name", "あ" * 21, "工事名は20文字以内で入力してください（いまは21文字です）"),
        (
            "name",
            "道路\ue000工事",
            "工事名に印刷できない文字があります（3文字目の外字）。別の文字に置き換えてください",
        ),
        (
            "name",
            "a\x00b",
            "工事名に印刷できない文字があります（2文字目の制御文字）。別の文字に置き換えてください",
        ),
        (
            "notes",
            "a\x00b",
            "備考に印刷できない文字があります（2文字目の制御文字）。別の文字に置き換えてください",
        ),
        (
            "code",
            "12\x00",
            "工事番号に印刷できない文字があります（3文字目の制御文字）。別の文字に置き換えてください",
        ),
        ("kana", "見本", "フリガナはカタカナで入力してください（例：サンプルケンセツ）"),
        ("start", "令和8年2月30日", "工期の始まりの日付を確認してください（2月は28日までです）"),
        ("phone", "17-000-0000", "電話番号は市外局番の0から入力してください（例：017-000-0000）"),
        ("mail", "soumu", "メールアドレスの形を確認してください（例：soumu@example.co.jp）"),
        ("days", "500日", "日数は1日から365日までで入力してください"),
        ("days", "-1", "日数は数字で入力してください（例：1）"),
        ("rate", "NaN", "前払率は数字で入力してください（例：40、0.065）"),
        ("year_price", "2億", "今年度対象額は 100,000,000円（請負金額）以下で入力してください"),
    ],
)
def test_a_field_says_kindly_what_to_do_once_and_links_to_itself(field: str, typed: str, words: str) -> None:
    assert errors_of(fill(**{field: typed})) == [FieldError(f"f-{field}", words)]


@pytest.mark.parametrize("field", ["price", "start", "phone", "mail", "days", "rate", "kana", "name", "key"])
def test_a_field_with_an_error_keeps_what_was_typed(field: str) -> None:
    typed = " <見本\x01> "
    form = fill(**{field: typed})
    assert not form.validate()
    assert form[field]._value() == typed
    assert "&lt;見本" in form[field]()


def test_what_breaks_a_limit_is_shown_as_it_was_understood() -> None:
    form = fill(year_price="２億")
    form.validate()
    assert form.year_price._value() == "200,000,000"


@pytest.mark.parametrize(
    "typed, errors",
    [
        ({"start": "R7.12.4", "end": "R7.12.4"}, [FieldError("f-end", "工期の終わりは、工期の始まり（令和7年12月4日）より後の日付で入力してください")]),
        ({"start": "R7.12.4", "paid_on": "R7.12.4", "end": "R7.12.5"}, []),
        ({"start": "R7.12.4", "paid_on": "R7.12.3"}, [FieldError("f-paid_on", "支払日は、工期の始まり（令和7年12月4日）以後の日付で入力してください")]),
        ({"mail": "a@example.co.jp", "mail_again": "ａ＠example.co.jp"}, []),
        ({"mail": "a@example.co.jp", "mail_again": "b@example.co.jp"}, [FieldError("f-mail_again", "メールアドレス（確認）がメールアドレスと一致していません。もう一度入力してください")]),
        ({"mail": "a@example.co.jp"}, [FieldError("f-mail_again", "メールアドレス（確認）を入力してください")]),
        ({"mail": "a@example", "mail_again": "b@example.co.jp"}, [FieldError("f-mail", "メールアドレスの形を確認してください（例：soumu@example.co.jp）")]),
        ({"days": "5"}, [FieldError("f-phone", "電話番号を入力してください")]),
        ({"days": "6"}, []),
    ],
)  # fmt: skip
def test_fields_that_hang_together_are_compared(typed: dict[str, str], errors: list[FieldError]) -> None:
    assert errors_of(fill(**typed)) == errors


def test_amount_and_date_are_echoed() -> None:
    form = fill(start="R8.3.20")
    assert (form.price.echo, form.start.echo) == ("1億円", "令和8年3月20日（2026年）金曜日")
    assert (form.year_price.echo, form.end.echo) == ("", "")


def test_values_of_an_object_fill_the_boxes() -> None:
    form = WorkForm(data={"price": 5_000_000, "start": date(2026, 3, 20), "rate": Decimal("40.00")})
    assert [form[name]._value() for name in ("price", "start", "rate", "name")] == [
        "5,000,000",
        "令和8年3月20日",
        "40",
        "",
    ]


def test_a_field_that_was_not_sent_keeps_the_value_of_the_object() -> None:
    form = WorkForm(MultiDict({"name": "市道改良工事"}), data={"price": 5_000_000})
    assert form.validate()
    assert form.price.data == 5_000_000


def test_a_required_box_is_marked_for_the_page() -> None:
    form = fill()
    assert form.price.flags.required
    assert not form.kana.flags.required


def test_errors_inside_rows_are_listed_with_the_box_they_belong_to() -> None:
    form = fill(**{"rows-0-amount": "100", "rows-1-amount": "x", "kana": "見本"})
    assert [error.anchor for error in errors_of(form)] == ["f-kana", "f-rows-1-amount"]
    assert 'id="f-rows-1-amount"' in form.rows[1].form.amount()


def test_a_broken_rule_lands_on_its_field_and_one_without_on_the_form() -> None:
    form = fill(**{"rows-0-amount": "100"})
    assert form.validate()
    form.attach(RuleViolation("over", "請負金額を確認してください", field="price"))
    form.attach(RuleViolation("over", "請負金額を確認してください", field="price"))
    form.attach(RuleViolation("sum", "支払額の合計を確認してください", field="rows-0-amount"))
    form.attach(RuleViolation("closed", "受付を終了しました"))
    form.attach(RuleViolation("elsewhere", "別の画面の項目です", field="unknown"))
    assert form.errors_in_order() == [
        FieldError("", "受付を終了しました"),
        FieldError("", "別の画面の項目です"),
        FieldError("f-price", "請負金額を確認してください"),
        FieldError("f-rows-0-amount", "支払額の合計を確認してください"),
    ]


def test_a_broken_rule_finds_its_field_behind_a_prefix() -> None:
    form = WorkForm(MultiDict({"work-price": "1", "work-name": "a"}), prefix="work")
    assert form.validate()
    form.attach(RuleViolation("over", "請負金額を確認してください", field="price"))
    assert form.errors_in_order() == [FieldError("f-work-price", "請負金額を確認してください")]


class SearchForm(BaseForm):
    words = fields.SearchField("検索する言葉")


@given(st.text(max_size=300))
def test_a_search_box_never_complains_and_never_passes_a_sign_databases_refuse(text: str) -> None:
    form = SearchForm(MultiDict({"words": text}))
    assert form.validate()
    assert "\x00" not in form.words.data
    assert form.words.data == form.words.data.strip()


@given(st.text(max_size=80))
def test_no_text_whatever_breaks_a_form(text: str) -> None:
    names = ["price", "name", "kana", "notes", "start", "phone", "mail", "days", "rate", "code", "key"]
    form = WorkForm(MultiDict(dict.fromkeys(names, text)))
    form.validate()
    assert all(error.anchor and error.message for error in form.errors_in_order())
    assert all(isinstance(form[name](), str) for name in names)
