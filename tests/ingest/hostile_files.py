"""How the hostile and broken files are made."""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from openpyxl import Workbook

from tests.ingest.workbooks import (
    address_of,
    filled_book,
    good_form,
    packed,
    parts_of,
    repacked,
    saved,
)

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
REFUSED, FIELD, ACCEPTED = "R", "F", "A"


@dataclass(frozen=True)
class Case:
    """One file: its number in the list, its name, how it is made, the right answer and what the answer must say."""

    number: int
    name: str
    build: Callable[[], bytes]
    answer: str
    says: str = ""


def with_part(name: str, data: bytes) -> bytes:
    return repacked(good_form(), {name: data})


def sheet_of(inside: bytes, *, after: bytes = b"") -> bytes:
    return with_part(
        SHEET,
        HEAD + b"<worksheet " + MAIN + b"><sheetData>" + inside + b"</sheetData>" + after + b"</worksheet>",
    )


def zip_bomb(name: str, size: int) -> bytes:
    stream = io.BytesIO(good_form())
    parts = parts_of(stream.getvalue())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for part, data in parts.items():
            if part != name:
                archive.writestr(part, data)
        with archive.open(name, "w", force_zip64=True) as target:
            for _ in range(size // (1 << 20)):
                target.write(b" " * (1 << 20))
    return stream.getvalue()


def lying_bomb() -> bytes:
    """The directory says 1 kB, the stream holds 64 MB."""
    parts = {**parts_of(good_form()), "xl/media/image1.png": b"@" * 1024}
    data = bytearray(packed(parts.items()))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = packer.compress(b" " * (64 << 20)) + packer.flush()
    raw = zipfile.ZipFile(io.BytesIO(bytes(data))).getinfo("xl/media/image1.png")
    start = raw.header_offset + 30 + len(raw.filename)
    end = start + raw.compress_size
    rest = bytes(data[end:])
    head = bytearray(data[:start])
    struct.pack_into("<I", head, raw.header_offset + 18, len(stream))
    directory = bytearray(rest)
    at = directory.find(b"PK\x01\x02")
    while at >= 0:
        size = struct.unpack_from("<H", directory, at + 28)[0]
        name = bytes(directory[at + 46 : at + 46 + size])
        if name == b"xl/media/image1.png":
            struct.pack_into("<I", directory, at + 20, len(stream))
        at = directory.find(b"PK\x01\x02", at + 4)
    tail = directory.rfind(b"PK\x05\x06")
    old = struct.unpack_from("<I", directory, tail + 16)[0]
    struct.pack_into("<I", directory, tail + 16, old + len(stream) - raw.compress_size)
    return bytes(head) + stream + bytes(directory)


def overlapping() -> bytes:
    """Many directory entries that share one stream."""
    body = packed([("a", b" " * 50_000)])
    info = zipfile.ZipFile(io.BytesIO(body)).getinfo("a")
    at = body.find(b"PK\x01\x02")
    local, entry = body[:at], body[at : body.rfind(b"PK\x05\x06")]
    entries = b"".join(entry.replace(b"a", bytes([65 + index]), 1) if index else entry for index in range(20))
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 20, 20, len(entries), len(local), 0)
    assert info.header_offset == 0
    return local + entries + end


def many_entries() -> bytes:
    return packed(
        [*parts_of(good_form()).items(), *((f"x/{index}", b"") for index in range(100_000))], stored=True
    )


def laughs(root: bytes) -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 9))
    return (
        HEAD
        + b'<!DOCTYPE x [<!ENTITY l0 "lol">'
        + entities
        + b"]><"
        + root
        + b" "
        + MAIN
        + b">&l8;</"
        + root
        + b">"
    )


def external_entity(address: bytes) -> bytes:
    return (
        HEAD
        + b'<!DOCTYPE x [<!ENTITY e SYSTEM "'
        + address
        + b'">]><sst '
        + MAIN
        + b"><si><t>&e;</t></si></sst>"
    )


def fonts(count: int) -> bytes:
    styles = parts_of(good_form())["xl/styles.xml"]
    return with_part("xl/styles.xml", styles.replace(b"</fonts>", b"<font/>" * count + b"</fonts>", 1))


def ole(name: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name.encode("utf-16-le") + bytes(2000)


def external_link() -> bytes:
    link = HEAD + b"<externalLink " + MAIN + b"/>"
    rels = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="x" Target="file:///C:/secret.xlsx" TargetMode="External"/></Relationships>'
    return repacked(
        good_form(),
        {"xl/externalLinks/externalLink1.xml": link, "xl/externalLinks/_rels/externalLink1.xml.rels": rels},
    )


def twice(name: str) -> bytes:
    parts = list(parts_of(good_form()).items())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile itself warns of the double name that is meant here
        return packed([*parts, (name, parts_of(good_form())[name])])


def formula(text: str) -> bytes:
    return saved(filled_book({"company_name": text}))


def all_hidden() -> bytes:
    book = filled_book()
    book["利用申請書"].sheet_state = "hidden"
    return saved(book)


def two_forms() -> bytes:
    book = filled_book()
    book.copy_worksheet(book["利用申請書"]).title = "利用申請書 (2)"
    return saved(book)


def foreign_marker() -> bytes:
    book = filled_book()
    book["様式情報"]["A1"] = "OTHER-GUARANTOR-FORM"
    return saved(book)


def version(number: object) -> bytes:
    book = filled_book()
    book["様式情報"]["A2"] = number
    return saved(book)


def other_document() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row, text in enumerate(("見積書", "品名", "数量", "単価", "金額", "消費税", "合計", "備考"), start=1):
        sheet.cell(row, 1, text)
    return saved(book)


def picture_only() -> bytes:
    return repacked(saved(Workbook()), {"xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(100)})


def moved_rows() -> bytes:
    """Rows inserted by a program that leaves the names where they were."""
    book = filled_book()
    sheet = book["利用申請書"]
    merges = [str(area) for area in sheet.merged_cells.ranges]
    for area in merges:
        sheet.unmerge_cells(area)
    sheet.insert_rows(7, 3)
    return saved(book)


def raw_value(key: str, cell: bytes) -> bytes:
    """Our form with the XML of one input cell replaced."""
    data = saved(filled_book({key: "OLDVALUE"}))
    sheet = parts_of(data)[SHEET]
    place = address_of(key).encode()
    start = sheet.index(b'<c r="' + place + b'"')
    end = sheet.index(b"</c>", start) + 4
    return repacked(data, {SHEET: sheet[:start] + cell.replace(b"@", place) + sheet[end:]})


def text_cell(text: bytes) -> bytes:
    return b'<c r="@" t="inlineStr"><is><t>' + text + b"</t></is></c>"


def labels_everywhere() -> bytes:
    """Each cell says 電話番号 or 弊社使用欄: within all limits of size, but no form."""
    book = Workbook()
    sheet = book.worksheets[0]
    for _ in range(1_000):
        sheet.append(["電話番号", "弊社使用欄"] * 25)
    return saved(book)


def many_sheets() -> bytes:
    """Each sheet alone is within the limits."""
    book = Workbook()
    for number in range(60):
        sheet = book.create_sheet(f"s{number}")
        for row in range(100):
            sheet.append([row * 40 + column for column in range(40)])
    return saved(book)
