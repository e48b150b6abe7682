"""Our own form, filled in sloppily: 30 honest workbooks."""

from datetime import date, datetime

from openpyxl import Workbook

from tests.ingest.hostile_files import moved_rows, raw_value
from tests.ingest.sloppy import Sloppy
from tests.ingest.workbooks import filled_book, saved


def own(**changes: object) -> bytes:
    """Our form with these fields typed differently."""
    return saved(filled_book(changes))


def _without_names() -> bytes:
    book = filled_book()
    for name in [name for name in book.defined_names if name.startswith("reg_")]:
        del book.defined_names[name]
    return saved(book)


def _without_marker() -> bytes:
    book = filled_book()
    for name in list(book.defined_names):
        del book.defined_names[name]
    for title in ("様式情報", "選択肢", "記入例"):
        del book[title]
    return saved(book)


def _example_first() -> bytes:
    book = filled_book()
    book.move_sheet("記入例", offset=-1)
    book.active = 0
    return saved(book)


def _renamed_example() -> bytes:
    book = filled_book()
    book["記入例"].title = "Sheet2"
    return saved(book)


def _hidden_copy() -> bytes:
    book: Workbook = filled_book()
    copy = book.copy_worksheet(book["利用申請書"])
    copy.title = "控え"
    copy.sheet_state = "hidden"
    copy["F12"] = "△△建設株式会社"
    return saved(book)


def _older_version() -> bytes:
    book = filled_book()
    book["様式情報"]["A2"] = 1
    return saved(book)


def _renamed_sheet() -> bytes:
    book = filled_book()
    book["利用申請書"].title = "申請書（青森）①"
    for name, defined in book.defined_names.items():
        if name.startswith("reg_") and "利用申請書" in defined.attr_text:
            defined.attr_text = defined.attr_text.replace("利用申請書", "申請書（青森）①")
    return saved(book)


def _japanese_date(number_format: str, value: object) -> bytes:
    book = filled_book({"applied_on": value})
    book["利用申請書"]["Q4"].number_format = number_format
    return saved(book)


def _postal_format() -> bytes:
    book = filled_book({"postal_code": 360104})
    book["利用申請書"]["F14"].number_format = "000\\-0000"
    return saved(book)


def _phonetic_run() -> bytes:
    cell = '<c r="@" t="inlineStr"><is><r><t>〇〇</t></r><r><t>建設株式会社</t></r><rPh sb="0" eb="4"><t>マルマルケンセツ</t></rPh></is></c>'
    return raw_value("company_name", cell.encode())


def _users() -> bytes:
    book = filled_book()
    sheet = book["利用申請書"]
    for row, values in (
        (27, ("弘前営業所", "見本　一郎", "ichiro@example.co.jp", "担当者")),
        (29, ("〃", "見本　太郎", "ｔａｒｏ@example.co.jp ", "閲覧")),
    ):
        for letter, value in zip("BHMU", values, strict=True):
            sheet[f"{letter}{row}"] = value
    return saved(book)


_LONG_DATE = '[$-411]ggge"年"m"月"d"日"'

OWN = (
    Sloppy("well filled in", own),
    Sloppy("everything in full width", lambda: own(applied_on="令和８年４月１日", corporate_number="５８３５６７８２５６２４６", postal_code="〒０３６－０１０４", phone="０１７（０００）００００", mail="ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐ", permit_number="０２ー０１２３４５")),
    Sloppy("blanks before and behind", lambda: own(mail=" hanako@example.co.jp　", company_name="　〇〇建設株式会社 ", postal_code=" 036-0104 ")),
    Sloppy("date from a Japanese program", lambda: _japanese_date(_LONG_DATE, datetime(2026, 4, 1))),  # noqa: DTZ001 - cells know no zones
    Sloppy("date with slashes", lambda: own(applied_on="2026/4/1")),
    Sloppy("date with dots and era letter", lambda: own(applied_on="R8.4.1")),
    Sloppy("date as eight digits in a number cell", lambda: _japanese_date("General", 20260401)),
    Sloppy("day number that lost its format", lambda: _japanese_date("General", 46113), confirms=frozenset({"applied_on"})),
    Sloppy("real date in western format", lambda: _japanese_date("yyyy/m/d", date(2026, 4, 1))),
    Sloppy("date without its era", lambda: own(applied_on="8.4.1"), errors=frozenset({"applied_on"})),
    Sloppy("date of an era that was over", lambda: own(applied_on="平成38年4月1日"), errors=frozenset({"applied_on"})),
    Sloppy("postal code lost its zero", lambda: own(postal_code=360104), confirms=frozenset({"postal_code"})),
    Sloppy("postal code with a format that shows the zero", _postal_format),
    Sloppy("phone lost its zero", lambda: own(phone=170000000), differs={"phone": "0170000000"}, confirms=frozenset({"phone"})),
    Sloppy("mobile phone lost its zero", lambda: own(phone=9000000000), differs={"phone": "090-0000-0000"}, confirms=frozenset({"phone"})),
    Sloppy("corporate number as a number", lambda: own(corporate_number=5835678256246)),
    Sloppy("corporate number in exponent writing", lambda: own(corporate_number="5.83568E+12"), errors=frozenset({"corporate_number"})),
    Sloppy("corporate number rounded by a program", lambda: own(corporate_number=5835680000000), errors=frozenset({"corporate_number"})),
    Sloppy("corporate number with one wrong digit", lambda: own(corporate_number="5835678256247"), errors=frozenset({"corporate_number"})),
    Sloppy("permit number in words", lambda: own(permit_number="青森県知事許可（般－5）第12345号")),
    Sloppy("permit turned into a date", lambda: own(permit_number=date(2026, 2, 12)), errors=frozenset({"permit_number"})),
    Sloppy("line breaks of another program", lambda: own(remarks="一行目\r\n二行目_x000D_", address="青森県平川市\n〇〇町1番地1"), differs={"remarks": "一行目\n二行目", "address": "青森県平川市 〇〇町1番地1"}),
    Sloppy("office and name in one cell", lambda: own(representative_title=None, representative_name="代表取締役　見本　太郎")),
    Sloppy("office and name without a blank", lambda: own(representative_title=None, representative_name="代表取締役見本太郎"), differs={"representative_name": "見本太郎"}, confirms=frozenset({"representative_name"})),
    Sloppy("reading in hiragana and half-width kana", lambda: own(company_kana="まるまるけんせつ", manager_kana="ﾐﾎﾝ ﾊﾅｺ")),
    Sloppy("two different mail addresses", lambda: own(mail_again="hanako@example.jp"), differs={"mail_again": "hanako@example.jp"}, errors=frozenset({"mail_again"})),
    Sloppy("fax same as above", lambda: own(fax="同上"), differs={"fax": "017-000-0000"}, confirms=frozenset({"fax"})),
    Sloppy("address without its prefecture", lambda: own(address="平川市〇〇町1番地1"), differs={"address": "平川市〇〇町1番地1"}, confirms=frozenset({"address"})),
    Sloppy("ticked words", lambda: own(terms_consent="☑同意します", request_kind="☑新規　□変更　□解約", issue_notice="希望する☑ 希望しない□")),
    Sloppy("formula without a result", lambda: own(phone='="017-"&"000-0000"'), errors=frozenset({"phone"})),
    Sloppy("phonetic runs and rich text", _phonetic_run),
    Sloppy("names of the cells lost", _without_names),
    Sloppy("only the form sheet left, no names", _without_marker),
    Sloppy("example sheet first", _example_first),
    Sloppy("example sheet under another name", _renamed_example),
    Sloppy("hidden copy of another company", _hidden_copy),
    Sloppy("older version of the form", _older_version),
    Sloppy("renamed sheet with decorated name", _renamed_sheet, filename="利用申請書 (1)【〇〇建設】\u30cf\u3099①.xlsx"),
    Sloppy("rows moved, names left behind", moved_rows),
    Sloppy("further users with ditto marks", _users, users=("見本　一郎", "見本　太郎")),
    Sloppy("sample text left in the field", lambda: own(permit_number="例）02-012345"), differs={"permit_number": ""}),
    Sloppy("old signs kept in names", lambda: own(company_name="㈱髙﨑建設①", address="青森県平川市〇〇ー１"), differs={"company_name": "㈱髙﨑建設①", "address": "青森県平川市〇〇ー１"}),
)  # fmt: skip
