"""The bank's list as uploaded: told apart, decoded, and read into deposits, or refused with what to do."""

from datetime import date

from surety.ingest.bank_csv import has_headings, read_csv_rows
from surety.ingest.bank_list import EXPORT_CSV, BankList, RowProblem, UnreadableRows
from surety.ingest.bank_records import read_records, seems_records
from surety.ingest.refusal import Refusal, Refused

MAX_FILE_BYTES = 2 * 1024 * 1024
_MOST_PROBLEMS = 50
_SAVE_UTF8 = "Excel で開き、「名前を付けて保存」で種類を「CSV UTF-8（コンマ区切り）」にして保存し、もう一度お送りください。"
_KINDS = {
    b"PK\x03\x04": "Excel ブックまたは圧縮ファイル",
    b"\xd0\xcf\x11\xe0": "旧形式の Excel または Word のファイル",
    b"%PDF-": "PDF ファイル",
    b"\x89PNG": "画像（PNG）",
    b"\xff\xd8\xff": "画像（JPEG）",
    b"GIF8": "画像（GIF）",
    b"\x1f\x8b": "圧縮ファイル",
    b"MZ": "プログラム",
}


def read_bank_file(content: bytes, *, today: date) -> BankList | Refusal | tuple[RowProblem, ...]:
    """The list's deposits, why the file is refused, or the rows to mend. `today` is the JST date; never raises for any input."""
    try:
        text = _decode(content)
        found = read_records(text, today=today) if seems_records(text) else read_csv_rows(text, today=today)
        if not found.deposits:
            raise Refused(
                "no_deposit",
                "入金の行が1件もありませんでした。",
                "期間や口座の選び方をご確認のうえ、入金のある明細をお送りください。",
            )
    except Refused as refused:
        return refused.refusal
    except UnreadableRows as unreadable:
        return unreadable.problems[:_MOST_PROBLEMS]
    return found


def _decode(content: bytes) -> str:
    if not content.strip(b"\x00 \t\r\n"):
        raise Refused("empty", "ファイルが空です。", EXPORT_CSV)
    if len(content) > MAX_FILE_BYTES:
        raise Refused(
            "file_too_large",
            "ファイルが 2 MB を超えています。",
            "期間を短く分けて保存し、1つずつお送りください。",
        )
    for magic, name in _KINDS.items():
        if content.startswith(magic):
            raise Refused("not_csv", f"CSV ではなく、{name}です。", EXPORT_CSV)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("utf16", "文字コードが UTF-16 のファイルです。", _SAVE_UTF8)
    if b"\x00" in content:
        raise Refused("nul", "文字ではないもの（NUL）が含まれているファイルです。", EXPORT_CSV)
    if content.lstrip()[:1] == b"<":
        raise Refused("markup", "CSV ではなく、ウェブページまたは XML のファイルです。", EXPORT_CSV)
    return _as_text(content)


def _as_text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8-sig" or has_headings(text) or not _reads_as_euc(content):
            return text
    if _reads_as_euc(content):
        raise Refused("euc_jp", "文字コードが EUC-JP のファイルです。", _SAVE_UTF8)
    raise Refused(
        "encoding", "文字コードが Shift_JIS でも UTF-8 でもないため、読み取れませんでした。", _SAVE_UTF8
    )


def _reads_as_euc(content: bytes) -> bool:
    """Whether the bytes make sense as EUC-JP: decoded so, they have the headings of a list."""
    try:
        return has_headings(content.decode("euc_jp"))
    except UnicodeDecodeError:
        return False
