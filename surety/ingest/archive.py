"""The zip container of a workbook: its directory is checked, then each part is really inflated, within bounds."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from surety.ingest.kinds import OLE_MAGIC, ZIP_MAGIC
from surety.ingest.refusal import NEW_FORM, SAVE_AS_XLSX, Refused, broken, too_large

MAX_ENTRIES = 200
MAX_UNPACKED = 20 * 1024 * 1024
MAX_RATIO = 100
RATIO_FROM = 256 * 1024  # small parts may compress better than the ratio without harm
_LOCAL_HEADER = 30
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_DRIVE = re.compile(r"^[A-Za-z]:")

_ACTIVE_PARTS = (
    (re.compile(r"vbaproject|/macrosheets/|/dialogsheets/|vbadata", re.I), "macros", "マクロ"),
    (re.compile(r"/activex/", re.I), "activex", "ActiveX の部品"),
    (re.compile(r"/embeddings/|/oleobjects?", re.I), "embedded", "埋め込まれた別のファイル"),
    (re.compile(r"/connections\.xml$|/querytables/", re.I), "connections", "外部データへの接続"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One inflated part of the container."""

    name: str
    data: bytes


def open_archive(data: bytes) -> zipfile.ZipFile:
    """Open the container after checking its directory only; raise `Refused` for anything a spreadsheet program would not write."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError) as error:
        raise Refused(
            "truncated",
            "ファイルが途中で切れているか、壊れています。",
            "送信や保存の途中で止まった可能性があります。元のファイルを Excel で開けるか確かめて、もう一度お送りください。",
        ) from error
    entries = archive.infolist()
    _check_amounts(entries, size=len(data))
    _check_names(entries)
    _check_places(entries, size=len(data))
    _check_contents(archive)
    return archive


def _check_amounts(entries: list[zipfile.ZipInfo], *, size: int) -> None:
    if len(entries) > MAX_ENTRIES:
        raise too_large("too_many_entries", f"中の部品が {len(entries):,} 個あります")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise too_large("unpacked_too_large", "展開すると 20 MB を超えます")
    if sum(entry.compress_size for entry in entries) > size:
        raise broken("sizes_disagree")
    for entry in entries:
        if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise too_large("compression_ratio", "圧縮の割合が異常です")
        if entry.flag_bits & _ENCRYPTED:
            raise Refused(
                "password",
                "パスワード付きの圧縮ファイルです。",
                "圧縮やパスワードをかけずに、Excel ファイルのままお送りください。",
            )
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise broken("compression_method")


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        if (
            "\\" in name
            or "\x00" in name
            or name.startswith("/")
            or _DRIVE.match(name)
            or ".." in name.split("/")
        ):
            raise broken("entry_name")
        folded = name.lower()
        if folded in seen:
            raise broken("duplicate_entry")
        seen.add(folded)


def _check_places(entries: list[zipfile.ZipInfo], *, size: int) -> None:
    end = 0
    for entry in sorted(entries, key=lambda item: item.header_offset):
        if entry.header_offset < end:
            raise broken("overlapping_entries")
        name = entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8_NAME else "cp437")
        end = entry.header_offset + _LOCAL_HEADER + len(name) + entry.compress_size
    if end > size:
        raise broken("entries_beyond_end")


def _check_contents(archive: zipfile.ZipFile) -> None:
    names = {name.lower() for name in archive.namelist()}
    for name in names:
        for pattern, code, word in _ACTIVE_PARTS:
            if pattern.search(name):
                raise Refused(
                    code,
                    f"ファイルに{word}が含まれています。安全のため、お受け取りできません。",
                    SAVE_AS_XLSX
                    if code == "macros"
                    else f"{word}を削除して保存し直すか、新しい利用申請書に入力してお送りください。",
                )
    if "meta-inf/manifest.xml" in names and "content.xml" in names:
        raise Refused("open_document", "OpenDocument 形式（.ods）のファイルです。", SAVE_AS_XLSX)
    if any(name.endswith(".iwa") for name in names):
        raise Refused(
            "numbers",
            "Numbers 形式のファイルです。",
            "Numbers の「ファイル」→「書き出す」→「Excel…」で .xlsx にしてからお送りください。",
        )
    if "[content_types].xml" not in names:
        raise Refused(
            "not_a_workbook",
            "Excel ブックではなく、ほかのファイルをまとめた圧縮ファイルです。",
            "中の Excel ファイルだけを取り出してお送りください。",
        )
    if any(name.startswith("word/") for name in names):
        raise Refused("word_document", "Excel ではなく Word の文書です。", NEW_FORM)
    if any(name.startswith("ppt/") for name in names):
        raise Refused("presentation", "Excel ではなく PowerPoint の文書です。", NEW_FORM)
    if "xl/workbook.bin" in names:
        raise Refused("binary_workbook", "バイナリ形式の Excel ファイル（.xlsb）です。", SAVE_AS_XLSX)


def inflated_parts(archive: zipfile.ZipFile) -> Iterator[Part]:
    """Yield each part inflated; raise `Refused` where the bytes contradict the directory or hide another container."""
    total = 0
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        try:
            with archive.open(entry) as stream:
                data = stream.read(MAX_UNPACKED + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
            OSError,
        ) as error:
            raise broken("inflate") from error
        total += len(data)
        if total > MAX_UNPACKED:
            raise too_large("unpacked_too_large", "展開すると 20 MB を超えます")
        if data.startswith((ZIP_MAGIC, OLE_MAGIC)):
            raise Refused(
                "nested_container",
                "ファイルの中に別のファイルが入っています。",
                "埋め込まれたファイルを削除して保存し直してください。",
            )
        yield Part(entry.filename, data)
