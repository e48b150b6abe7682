"""Hostile files, numbers 1 to 29: what is wrong with the container and its XML."""

from tests.ingest.hostile_files import (
    ACCEPTED,
    HEAD,
    MAIN,
    REFUSED,
    SHEET,
    STRINGS,
    Case,
    external_entity,
    external_link,
    fonts,
    formula,
    laughs,
    lying_bomb,
    many_entries,
    ole,
    overlapping,
    raw_value,
    sheet_of,
    twice,
    with_part,
    zip_bomb,
)
from tests.ingest.workbooks import edited, good_form, packed, repacked

CONTAINER_CASES: tuple[Case, ...] = (
    Case(1, "zip bomb in the shared strings", lambda: zip_bomb(STRINGS, 1 << 30), REFUSED, "大きすぎる"),
    Case(2, "zip bomb in an unused part", lambda: zip_bomb("xl/unused.bin", 64 << 20), REFUSED, "大きすぎる"),
    Case(2, "zip bomb whose directory lies", lying_bomb, REFUSED),
    Case(
        3,
        "zip inside of the zip",
        lambda: with_part("xl/media/image1.png", good_form()),
        REFUSED,
        "別のファイル",
    ),
    Case(4, "overlapping entries", overlapping, REFUSED, "壊れ"),
    Case(5, "a hundred thousand empty entries", many_entries, REFUSED),
    Case(
        6,
        "a million shared strings",
        lambda: with_part(STRINGS, HEAD + b"<sst " + MAIN + b">" + b"<si/>" * 1_000_000 + b"</sst>"),
        REFUSED,
    ),
    Case(
        6,
        "21,000 shared strings",
        lambda: with_part(
            STRINGS,
            HEAD
            + b"<sst "
            + MAIN
            + b">"
            + b"".join(b"<si><t>%d</t></si>" % (n * 7919) for n in range(21_000))
            + b"</sst>",
        ),
        REFUSED,
        "文字列",
    ),
    Case(7, "billion laughs in the sheet", lambda: with_part(SHEET, laughs(b"worksheet")), REFUSED, "壊れ"),
    Case(7, "billion laughs in the strings", lambda: with_part(STRINGS, laughs(b"sst")), REFUSED, "壊れ"),
    Case(
        7,
        "billion laughs in the workbook",
        lambda: with_part("xl/workbook.xml", laughs(b"workbook")),
        REFUSED,
        "壊れ",
    ),
    Case(
        7,
        "document type in UTF-16",
        lambda: with_part(
            STRINGS, '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16")
        ),
        REFUSED,
    ),
    Case(
        8,
        "quadratic entity",
        lambda: with_part(
            STRINGS,
            HEAD + b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 50_000 + b'">]><x>' + b"&a;" * 50_000 + b"</x>",
        ),
        REFUSED,
    ),
    Case(
        9,
        "external entity from a file",
        lambda: with_part(STRINGS, external_entity(b"file:///etc/passwd")),
        REFUSED,
    ),
    Case(
        9,
        "external entity from the network",
        lambda: with_part(STRINGS, external_entity(b"http://127.0.0.1:9/x")),
        REFUSED,
    ),
    Case(10, "400,000 fonts", lambda: fonts(400_000), REFUSED),
    Case(10, "5,000 fonts", lambda: fonts(5_000), REFUSED, "書式"),
    Case(
        11,
        "one merge over the whole sheet",
        lambda: sheet_of(b"", after=b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        REFUSED,
        "結合",
    ),
    Case(
        12,
        "60,000 merges",
        lambda: sheet_of(
            b"",
            after=b"<mergeCells>"
            + b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n % 1999 + 1, n % 1999 + 1) for n in range(60_000))
            + b"</mergeCells>",
        ),
        REFUSED,
        "結合",
    ),
    Case(
        12,
        "overlapping merges over and over",
        lambda: sheet_of(
            b"", after=b"<mergeCells>" + b'<mergeCell ref="A1:IV2000"/>' * 1_900 + b"</mergeCells>"
        ),
        REFUSED,
    ),
    Case(
        13,
        "hyperlink over the whole sheet",
        lambda: sheet_of(b"", after=b'<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>'),
        REFUSED,
        "リンク",
    ),
    Case(
        14,
        "dimension that claims the whole sheet",
        lambda: edited(good_form(), SHEET, b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'),
        ACCEPTED,
    ),
    Case(
        15,
        "one cell in the last corner",
        lambda: sheet_of(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        REFUSED,
        "離れた",
    ),
    Case(
        16,
        "many real rows",
        lambda: sheet_of(
            b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 90_001))
        ),
        REFUSED,
    ),
    Case(
        17,
        "20,000 column records",
        lambda: edited(
            good_form(),
            SHEET,
            b"<sheetData>",
            b"<cols>" + b'<col min="1" max="1"/>' * 20_000 + b"</cols><sheetData>",
        ),
        REFUSED,
    ),
    Case(
        17,
        "16,384 filled columns",
        lambda: sheet_of(b'<row r="1">' + b"<c><v>1</v></c>" * 16_384 + b"</row>"),
        REFUSED,
        "離れた",
    ),
    Case(
        18, "download cut in the middle", lambda: good_form()[: len(good_form()) // 2], REFUSED, "途中で切れ"
    ),
    Case(18, "download cut near its end", lambda: good_form()[:-10], REFUSED, "途中で切れ"),
    Case(19, "old .xls renamed", lambda: ole("Workbook"), REFUSED, "旧形式"),
    Case(20, "workbook with a password", lambda: ole("EncryptedPackage"), REFUSED, "パスワード"),
    Case(21, "CSV in CP932", lambda: "商号,〇〇建設\r\n".encode("cp932") * 20, REFUSED, "CSV"),
    Case(21, "HTML table", lambda: b"<html><table><tr><td>1</td></tr></table></html>", REFUSED, "HTML"),
    Case(21, "PDF", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", REFUSED, "PDF"),
    Case(21, "program", lambda: b"MZ" + bytes(500), REFUSED),
    Case(21, "picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), REFUSED, "画像"),
    Case(
        21,
        "Word document",
        lambda: packed([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]),
        REFUSED,
        "Word",
    ),
    Case(
        21,
        "OpenDocument",
        lambda: packed([("mimetype", b"x"), ("content.xml", b"<a/>"), ("META-INF/manifest.xml", b"<a/>")]),
        REFUSED,
        ".ods",
    ),
    Case(21, "Numbers", lambda: packed([("Index/Document.iwa", b"x")]), REFUSED, "Numbers"),
    Case(22, "empty file", lambda: b"", REFUSED, "空です"),
    Case(22, "zip without content types", lambda: packed([("a.txt", b"a")]), REFUSED, "圧縮ファイル"),
    Case(22, "zip without a workbook", lambda: packed([("[Content_Types].xml", b"<Types/>")]), REFUSED),
    Case(23, "workbook that carries macros", lambda: with_part("xl/vbaProject.bin", b"x"), REFUSED, "マクロ"),
    Case(
        23,
        "macro-enabled content type",
        lambda: edited(
            good_form(), "[Content_Types].xml", b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"
        ),
        REFUSED,
        "マクロ",
    ),
    Case(24, "external link", external_link, REFUSED, "secret.xlsx"),
    Case(24, "embedded object", lambda: with_part("xl/embeddings/oleObject1.bin", b"x"), REFUSED, "埋め込"),
    Case(24, "ActiveX control", lambda: with_part("xl/activeX/activeX1.xml", b"<a/>"), REFUSED, "ActiveX"),
    Case(24, "DDE formula", lambda: formula("=cmd|' /C calc'!A0"), REFUSED, "数式"),
    Case(25, "the same part twice", lambda: twice(SHEET), REFUSED, "壊れ"),
    Case(
        26,
        "the same cell twice",
        lambda: sheet_of(b'<row r="1"><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>'),
        REFUSED,
        "壊れ",
    ),
    Case(27, "entry that climbs out", lambda: with_part("../../x", b"x"), REFUSED, "壊れ"),
    Case(27, "entry with a drive letter", lambda: with_part("C:/x", b"x"), REFUSED, "壊れ"),
    Case(28, "column ZZZZ", lambda: sheet_of(b'<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'), REFUSED, "壊れ"),
    Case(
        28,
        "string index beyond the table",
        lambda: raw_value("company_name", b'<c r="@" t="s"><v>99999</v></c>'),
        REFUSED,
        "壊れ",
    ),
    Case(29, "no styles part", lambda: repacked(good_form(), {"xl/styles.xml": None}), REFUSED, "壊れ"),
)
