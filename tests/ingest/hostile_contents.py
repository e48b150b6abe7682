"""Hostile files, numbers 30 to 48: what is wrong with sheets and values."""

from tests.ingest.hostile_files import (
    ACCEPTED,
    FIELD,
    REFUSED,
    Case,
    all_hidden,
    foreign_marker,
    formula,
    labels_everywhere,
    many_sheets,
    moved_rows,
    other_document,
    picture_only,
    raw_value,
    text_cell,
    two_forms,
    version,
)
from tests.ingest.workbooks import edited, filled_book, good_form, saved

CONTENT_CASES: tuple[Case, ...] = (
    Case(
        30,
        "script as the sheet's name",
        lambda: edited(
            good_form(), "xl/workbook.xml", 'name="利用申請書"'.encode(), b'name="&lt;script&gt;x"'
        ),
        ACCEPTED,
    ),
    Case(
        30,
        "sheet name with direction marks and far too long",
        lambda: edited(
            good_form(),
            "xl/workbook.xml",
            'name="利用申請書"'.encode(),
            ('name="\u202e' + "あ" * 300 + '"').encode(),
        ),
        ACCEPTED,
    ),
    Case(31, "all sheets hidden", all_hidden, REFUSED, "非表示"),
    Case(32, "two forms in one file", two_forms, REFUSED, "2 枚"),
    Case(33, "older version of the form", lambda: version(1), ACCEPTED),
    Case(33, "version from the future", lambda: version(99), REFUSED, "版"),
    Case(34, "form of another procedure", foreign_marker, REFUSED, "ほかの手続き"),
    Case(34, "another document", other_document, REFUSED, "様式ではない"),
    Case(35, "rows moved away from the names", moved_rows, ACCEPTED),
    Case(
        36,
        "required cell holds blanks only",
        lambda: saved(filled_book({"company_name": "\u3000\u3000"})),
        FIELD,
        "空欄",
    ),
    Case(37, "formula without a result", lambda: formula('="〇〇"&"建設"'), FIELD, "再計算"),
    Case(
        38,
        "error value",
        lambda: raw_value("company_name", b'<c r="@" t="e"><v>#REF!</v></c>'),
        FIELD,
        "#REF!",
    ),
    Case(39, "date as text", lambda: saved(filled_book({"applied_on": "Ｒ７．１２．１"})), ACCEPTED),
    Case(
        39,
        "year that its era never had",
        lambda: saved(filled_book({"applied_on": "平成38年1月1日"})),
        FIELD,
        "平成",
    ),
    Case(
        40,
        "workbook that counts from 1904",
        lambda: edited(
            raw_value("applied_on", b'<c r="@"><v>44651</v></c>'),
            "xl/workbook.xml",
            b"<workbookPr",
            b'<workbookPr date1904="1"',
        ),
        ACCEPTED,
    ),
    Case(
        41,
        "impossible day number",
        lambda: raw_value("applied_on", b'<c r="@"><v>99999999999</v></c>'),
        FIELD,
    ),
    Case(
        42, "number without end", lambda: raw_value("corporate_number", b'<c r="@"><v>1E400</v></c>'), FIELD
    ),
    Case(42, "not a number", lambda: raw_value("corporate_number", b'<c r="@"><v>nan</v></c>'), REFUSED),
    Case(
        42,
        "number of 5,000 digits",
        lambda: raw_value("corporate_number", b'<c r="@"><v>' + b"9" * 5000 + b"</v></c>"),
        REFUSED,
    ),
    Case(
        43,
        "fraction where a number is wanted",
        lambda: raw_value("corporate_number", b'<c r="@"><v>5835678256246.4999</v></c>'),
        FIELD,
    ),
    Case(43, "negative number", lambda: raw_value("postal_code", b'<c r="@"><v>-360104</v></c>'), FIELD),
    Case(
        44,
        "control sign in the XML",
        lambda: raw_value("company_name", text_cell(b"a\x01b")),
        REFUSED,
        "壊れ",
    ),
    Case(
        44,
        "null reference in the XML",
        lambda: raw_value("company_name", text_cell(b"a&#0;b")),
        REFUSED,
        "壊れ",
    ),
    Case(
        44,
        "lone surrogate",
        lambda: raw_value("company_name", text_cell(b"a\xed\xa0\x80b")),
        REFUSED,
        "壊れ",
    ),
    Case(
        44,
        "escaped null",
        lambda: raw_value("company_name", text_cell(b"a_x0000_b")),
        FIELD,
        "印刷できない",
    ),
    Case(
        45,
        "old signs of names",
        lambda: saved(filled_book({"company_name": "㈱髙﨑葛\U000e0100建設", "company_kana": "ﾀｶｻｷｹﾝｾﾂ"})),
        ACCEPTED,
    ),
    Case(
        45, "private-use sign", lambda: saved(filled_book({"company_name": "〇〇\ue000建設"})), FIELD, "外字"
    ),
    Case(46, "emoji in a name", lambda: saved(filled_book({"company_name": "〇〇建設😀"})), FIELD, "絵文字"),
    Case(46, "direction mark", lambda: saved(filled_book({"company_name": "〇〇\u202e建設"})), FIELD, "向き"),
    Case(
        46,
        "zero-width sign",
        lambda: saved(filled_book({"company_name": "〇〇\u200b建設"})),
        FIELD,
        "見えない",
    ),
    Case(
        47, "cell full to the brim", lambda: saved(filled_book({"remarks": "あ" * 32_767})), FIELD, "長すぎ"
    ),
    Case(
        47,
        "ten thousand line breaks",
        lambda: saved(filled_book({"remarks": "あ" + "\n" * 10_000 + "い"})),
        FIELD,
        "長すぎ",
    ),
    Case(48, "text that looks like a formula", lambda: raw_value("remarks", text_cell(b"=cmd")), ACCEPTED),
    Case(17, "nothing but labels, 50,000 of them", labels_everywhere, REFUSED, "見出し"),
    Case(16, "sixty sheets of 4,000 cells", many_sheets, REFUSED, "大きすぎる"),
    Case(48, "picture only", picture_only, REFUSED, "画像だけ"),
)
