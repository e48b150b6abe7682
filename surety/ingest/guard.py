"""The gate before any spreadsheet library: a workbook that passes is small, plain and free of active content."""

import posixpath
import re
import zlib
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from surety.ingest.archive import Part, inflated_parts, open_archive
from surety.ingest.kinds import check_kind
from surety.ingest.refusal import SAVE_AS_XLSX, Refusal, Refused, broken, too_large
from surety.ingest.xml_scan import MAX_ALL_ELEMENTS, SheetFacts, scan_part, scan_sheet

_XML = re.compile(r"\.(xml|rels|vml)$", re.I)
_SHEET = re.compile(r"^xl/worksheets/[^/]+\.xml$", re.I)
_MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject|ms-office\.activeX", re.I)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the guard saw in a workbook that may be read: facts per sheet part, and whether there are pictures."""

    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    has_pictures: bool = False


def inspect(data: bytes) -> Inspection | Refusal:
    """Look through the bytes of an uploaded file and either let it pass or say why not; never raises for any input."""
    try:
        return _inspect(data)
    except Refused as refused:
        return refused.refusal
    except (zlib.error, OSError, RecursionError, MemoryError):
        return broken("unforeseen").refusal


def _inspect(data: bytes) -> Inspection:
    check_kind(data)
    sheets: dict[str, SheetFacts] = {}
    present: set[str] = set()
    external: list[Part] = []
    pictures = False
    elements = 0
    with open_archive(data) as archive:
        for part in inflated_parts(archive):
            name = part.name.lower()
            present.add(name)
            pictures = pictures or name.startswith("xl/media/")
            if name.startswith("xl/externallinks/"):
                external.append(part)
            if _SHEET.match(part.name):
                sheets[part.name] = facts = scan_sheet(part.data)
                elements += facts.elements
            elif _XML.search(name):
                elements += _scan_other(name, part.data)
            if elements > MAX_ALL_ELEMENTS:
                raise too_large("too_many_elements", "内容が多すぎます")
    if external:
        raise _refuse_links(external)
    _check_needed(present, sheets)
    return Inspection(sheets, pictures)


def _scan_other(name: str, data: bytes) -> int:
    if name.endswith(".vml"):
        # Drawings of old programs are not always well-formed XML, and nothing reads them; only a DTD matters.
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise broken("doctype")
        return 0
    if name == "[content_types].xml" and _MACRO_TYPE.search(data):
        raise Refused("macros", "マクロを含むファイルです。安全のため、お受け取りできません。", SAVE_AS_XLSX)
    return scan_part(data)


def _refuse_links(parts: list[Part]) -> Refused:
    targets = [
        target for part in parts if part.name.lower().endswith(".rels") for target in _link_targets(part.data)
    ]
    shown = "、".join(f"「{target}」" for target in targets[:3])
    return Refused(
        "external_links",
        "ほかのファイルを参照するブックです" + (f"（{shown}）。" if shown else "。"),
        "Excel の「データ」→「リンクの編集」でリンクを解除し、保存し直してお送りください。",
    )


def _link_targets(data: bytes) -> list[str]:
    root: Element = fromstring(data, forbid_dtd=True)
    names = (posixpath.basename(node.get("Target", "").replace("\\", "/")) for node in root)
    return [re.sub(r"[^\w.\- ]", "", name)[:60] for name in names if name]


def _check_needed(present: set[str], sheets: dict[str, SheetFacts]) -> None:
    if "xl/workbook.xml" not in present:
        raise Refused("not_a_workbook", "Excel ブック（.xlsx）ではないファイルです。", SAVE_AS_XLSX)
    if not sheets:
        raise broken("no_sheet")
    if "xl/styles.xml" not in present:
        raise broken("no_styles")
