"""Forms of other offices and other programs, filled in sloppily."""

from pathlib import Path

from tests.ingest.foreign_writers import raw_workbook, xlsxwriter_workbook
from tests.ingest.paper_forms import TYPED, grid_paper, labels_above, listed, put_rows, typed
from tests.ingest.sloppy import Sloppy
from tests.ingest.workbooks import saved

_OTHER_WORDS = {
    "申請日": "届　出　日", "商号又は名称": "会　社　名", "所在地": "住　　所", "電話番号": "ＴＥＬ", "FAX番号": "ＦＡＸ",
    "利用責任者氏名": "担当者名", "利用責任者部署": "担当部署", "利用責任者フリガナ": "担当者フリガナ", "利用責任者役職": "担当者役職",
    "メールアドレス": "Ｅ－ｍａｉｌ", "メールアドレス（確認用）": "Ｅ－ｍａｉｌ（確認）", "契約者番号": "お客さま番号", "備考": "連絡事項",
}  # fmt: skip


def _listed(**changes: object) -> bytes:
    return saved(listed(typed(changes)))


def _marked_labels() -> bytes:
    labels = {label: f"※{label}" for label in TYPED} | {
        "代表者氏名": "代表者\n氏名　㊞",
        "商号又は名称": "① 商号又は名称【必須】",
        "所在地": "所在地：",
        "電話番号": "(3) 電話番号",
    }
    return saved(listed(typed(labels=labels)))


def _samples_beside() -> bytes:
    rows = typed(
        {
            "郵便番号": ["036-0104", "例）030-0000"],
            "電話番号": ["017-000-0000", "（例）017-111-1111"],
            "備考": ["押印した書面は別に郵送します。", "※ご自由にお書きください"],
            "法人番号": ["5835678256246", "※13桁の数字"],
        }
    )
    return saved(listed(rows))


def _sample_only() -> bytes:
    return saved(listed(typed({"商号又は名称": ["例）△△建設株式会社"]})))


def _split_cells() -> bytes:
    rows = typed(
        {
            "申請日": ["令和", 8, "年", 4, "月", 1, "日"],
            "郵便番号": ["〒", "036", "－", "0104"],
            "電話番号": ["017", "000", "0000"],
            "建設業許可番号": ["青森県知事", "第", "012345", "号"],
        }
    )
    return saved(grid_paper(rows))


def _split_numbers() -> bytes:
    rows = typed(
        {
            "申請日": [2026, 4, 1],
            "郵便番号": [36, 104],
            "電話番号": [17, "000", "0000"],
            "建設業許可番号": [2, 12345],
        }
    )
    return saved(grid_paper(rows))


def _digit_boxes() -> bytes:
    return saved(
        grid_paper(
            typed(
                {
                    "法人番号": list("5835678256246"),
                    "郵便番号": list("0360104"),
                    "建設業許可番号": list("02012345"),
                }
            )
        )
    )


def _number_boxes() -> bytes:
    return saved(grid_paper(typed({"法人番号": [int(sign) for sign in "5835678256246"]})))


def _one_box_empty() -> bytes:
    return saved(grid_paper(typed({"法人番号": [*"583567825624", ""]})))


def _grouped() -> bytes:
    book = listed({}, title="インターネット保証　利用申込書")
    sheet = book.worksheets[0]
    top = typed(
        {key: None for key in TYPED if key.startswith(("代表者", "利用責任者", "メール", "電子", "備考"))}
    )
    put_rows(sheet, top, top=3, left=1, gap=2)
    row = 3 + len(top)
    sheet.cell(row, 1, "代表者")
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=1, end_column=1)
    put_rows(sheet, {"役職": "代表取締役", "氏名": "見本　太郎"}, top=row, left=2)
    sheet.cell(row + 2, 1, "利用責任者")
    sheet.merge_cells(start_row=row + 2, end_row=row + 7, start_column=1, end_column=1)
    put_rows(
        sheet,
        {"所属部署": "総務部", "役職": "課長", "フリガナ": "ミホン　ハナコ", "氏名": "見本　花子", "E-mail": "hanako@example.co.jp", "E-mail（確認用）": "hanako@example.co.jp"},
        top=row + 2, left=2,
    )  # fmt: skip
    put_rows(
        sheet,
        {"発行完了のお知らせ": "希望する", "備考": "押印した書面は別に郵送します。"},
        top=row + 8,
        left=1,
        gap=2,
    )
    return saved(book)


def _above() -> bytes:
    pairs = list(TYPED.items())
    return saved(labels_above([pairs[start : start + 4] for start in range(0, len(pairs), 4)]))


def _inline() -> bytes:
    book = listed({}, title="利用申請書")
    for row, (label, value) in enumerate(((k, v) for k, v in TYPED.items() if v != ""), start=3):
        book.worksheets[0].cell(row, 1, f"{label}：{value}")
    return saved(book)


def _staff_box() -> bytes:
    book = listed(TYPED)
    put_rows(
        book.worksheets[0],
        {"弊社使用欄": "", "受付日": "令和8年5月1日", "電話番号": "999", "ID": "ABC"},
        top=30,
        left=1,
    )
    return saved(book)


def _example_beside() -> bytes:
    book = listed(TYPED)
    example = book.create_sheet("記載例", 0)
    example["A1"] = "利用申請書"
    put_rows(example, {**TYPED, "商号又は名称": "架空建設株式会社"}, top=3, left=1)
    return saved(book)


def _lists_first() -> bytes:
    book = listed(TYPED)
    hidden = book.create_sheet("リスト", 0)
    hidden["A1"] = "新規"
    hidden.sheet_state = "hidden"
    return saved(book)


def _hidden_row() -> bytes:
    book = listed(typed({"契約者番号": "99999"}))
    row = 3 + list(TYPED).index("契約者番号")
    book.worksheets[0].row_dimensions[row].hidden = True
    return saved(book)


def _covered_values() -> bytes:
    """A program that leaves old values under merged blocks."""
    book = listed(TYPED)
    data = saved(book)
    from tests.ingest.workbooks import edited

    return edited(
        data,
        "xl/worksheets/sheet1.xml",
        b"</sheetData>",
        b'</sheetData><mergeCells count="1"><mergeCell ref="B4:D4"/></mergeCells>',
    )


def _two_phones() -> bytes:
    book = listed(TYPED)
    put_rows(book.worksheets[0], {"電話番号": "017-111-1111"}, top=40, left=1)
    return saved(book)


def _user_table() -> bytes:
    book = listed(TYPED)
    sheet = book.worksheets[0]
    for column, label in enumerate(("No.", "営業所", "氏名", "E-mail", "権限"), start=1):
        sheet.cell(32, column, label)
    for row, values in enumerate(
        (
            (1, "弘前営業所", "見本　一郎", "ichiro@example.co.jp", "担当者"),
            (2, "", "見本　太郎", "taro@example.co.jp", "管理者"),
        ),
        start=33,
    ):
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column, value or None)
    return saved(book)


def _names_in_parts() -> bytes:
    return saved(
        grid_paper(
            typed(
                {"代表者役職": None, "代表者氏名": None, "代表者職氏名": ["代表取締役", "見本　太郎", "㊞"]}
            )
        )
    )


def _file(name: str) -> bytes:
    return (Path(__file__).parent / "files" / name).read_bytes()


PAPER = (
    Sloppy("labels left, values right", lambda: saved(listed(TYPED))),
    Sloppy("other words for the labels", lambda: saved(listed(typed(labels=_OTHER_WORDS)))),
    Sloppy("labels with marks, numbers and seals", _marked_labels),
    Sloppy("far from the corner", lambda: saved(listed(TYPED, top=20, left=5, gap=4))),
    Sloppy("grid paper", lambda: saved(grid_paper(TYPED))),
    Sloppy("sample texts beside the values", _samples_beside),
    Sloppy("sample text in place of the value", _sample_only, errors=frozenset({"company_name"})),
    Sloppy("date, postal code, phone and permit in parts", _split_cells),
    Sloppy("parts as numbers without zeros", _split_numbers, confirms=frozenset({"postal_code", "phone"})),
    Sloppy("one digit per box", _digit_boxes),
    Sloppy("one digit per box, as numbers", _number_boxes),
    Sloppy("one box forgotten", _one_box_empty, errors=frozenset({"corporate_number"})),
    Sloppy("groups with labels inside", _grouped),
    Sloppy("labels above", _above),
    Sloppy("label and value in one cell", _inline),
    Sloppy("box of the staff filled in", _staff_box),
    Sloppy("example sheet before the form", _example_beside),
    Sloppy("hidden pick list before the form", _lists_first),
    Sloppy("hidden row with an old value", _hidden_row),
    Sloppy("old values under merged blocks", _covered_values),
    Sloppy("two phone numbers", _two_phones, confirms=frozenset({"phone"})),
    Sloppy("table of further users", _user_table, users=("見本　一郎", "見本　太郎")),
    Sloppy("office, name and seal in three blocks", _names_in_parts),
    Sloppy("era without a date", lambda: _listed(申請日="令和　　年　　月　　日"), errors=frozenset({"applied_on"})),
    Sloppy("phone with brackets and words", lambda: _listed(電話番号="TEL 017(000)0000")),
    Sloppy("addressee in full", lambda: _listed(申込送信先="サンプル建設業保証株式会社　青森支店　御中")),
    Sloppy("both choices left standing", lambda: _listed(電子保証発行完了のお知らせ="希望する・希望しない"), errors=frozenset({"issue_notice"})),
    Sloppy("ticks in cells of their own", lambda: saved(grid_paper(typed({"申請区分": ["☑", "新規", "□", "変更", "□", "解約"]})))),
    Sloppy("consent not ticked", lambda: _listed(利用規約への同意="□同意します"), errors=frozenset({"terms_consent"})),
    Sloppy("two addresses in one cell", lambda: _listed(メールアドレス="a@example.co.jp、b@example.co.jp"), errors=frozenset({"mail"})),
    Sloppy("field missing in this form", lambda: saved(listed(typed({"メールアドレス（確認用）": None}))), errors=frozenset({"mail_again"})),
    Sloppy("our form through LibreOffice", lambda: _file("libreoffice-own-form.xlsx")),
    Sloppy(
        "a list through LibreOffice",
        lambda: _file("libreoffice-list.xlsx"),
        confirms=frozenset({"postal_code"}),
    ),
    Sloppy("grid paper through LibreOffice", lambda: _file("libreoffice-grid.xlsx")),
    Sloppy("written by xlsxwriter", lambda: xlsxwriter_workbook(TYPED)),
    Sloppy("raw XML: prefixed, without references", lambda: raw_workbook(TYPED)),
)  # fmt: skip
