"""Workbooks for the tests: our own form filled in, sheets drawn cell by cell, and containers taken apart and put together again."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from functools import lru_cache

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from surety.ingest.form_plan import EXAMPLE, PLAN
from surety.ingest.form_workbook import FormTexts, build_form

TEXTS = FormTexts(
    "サンプル建設業保証株式会社", "電子保証デスク", ("本店営業部", "青森支店", "岩手支店"), "令和8年4月1日版"
)

# What the good form says, normalised: the expectation of every honest workbook unless it says otherwise.
GOOD = {
    "applied_on": "2026-04-01",
    "branch": "青森支店",
    "request_kind": "new",
    "terms_consent": "agreed",
    "company_kana": "マルマルケンセツ",
    "company_name": "〇〇建設株式会社",
    "corporate_number": "5835678256246",
    "permit_number": "02-012345",
    "contractor_number": "",
    "postal_code": "036-0104",
    "address": "青森県平川市〇〇町1番地1",
    "representative_title": "代表取締役",
    "representative_name": "見本　太郎",
    "phone": "017-000-0000",
    "fax": "",
    "manager_department": "総務部",
    "manager_title": "課長",
    "manager_kana": "ミホン　ハナコ",
    "manager_name": "見本　花子",
    "mail": "hanako@example.co.jp",
    "mail_again": "hanako@example.co.jp",
    "issue_notice": "wanted",
    "remarks": "押印した書面は別に郵送します。",
}
INPUTS = {slot.key: slot for slot in PLAN if slot.look == "input"}


@lru_cache(maxsize=1)
def blank_form() -> bytes:
    """Our form as it is downloaded."""
    return build_form(TEXTS)


def filled_book(changes: Mapping[str, object] | None = None) -> Workbook:
    """Our form filled in with the values of the example, and with `changes` (None leaves a cell empty)."""
    book = load_workbook(io.BytesIO(blank_form()))
    sheet = book["利用申請書"]
    for key, value in {**EXAMPLE, **(changes or {})}.items():
        slot = INPUTS[key]
        cell = sheet.cell(slot.row, slot.left)
        cell.value = value if value != "" else None
    return book


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@lru_cache(maxsize=1)
def good_form() -> bytes:
    """Our form, well filled in."""
    return saved(filled_book())


def address_of(key: str) -> str:
    """The address of an input of our form."""
    slot = INPUTS[key]
    return f"{chr(64 + slot.left)}{slot.row}"


def parts_of(data: bytes) -> dict[str, bytes]:
    """All parts of a container by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Iterable[tuple[str, bytes]], *, stored: bool = False) -> bytes:
    """A container of these parts in this order; names may repeat."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(
                zipfile.ZipInfo(name), data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            )
    return stream.getvalue()


def repacked(data: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """The container with parts replaced, added, or (None) left out."""
    parts = {**parts_of(data), **changes}
    return packed((name, content) for name, content in parts.items() if content is not None)


def edited(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The container with the first `old` in one part replaced; the text must be there."""
    content = parts_of(data)[name]
    assert old in content, (name, old)
    return repacked(data, {name: content.replace(old, new, 1)})


def drawn(cells: Mapping[str, object], *, merges: Iterable[str] = (), title: str = "Sheet1") -> Workbook:
    """A workbook of one sheet with these values and merged blocks."""
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = title
    for place, value in cells.items():
        sheet[place] = value
    for area in merges:
        sheet.merge_cells(area)
    return book
