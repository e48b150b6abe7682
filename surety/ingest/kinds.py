"""Telling what a file really is from its first bytes, whatever its name says."""

from surety.ingest.refusal import SAVE_AS_XLSX, Refused

MAX_FILE_BYTES = 5 * 1024 * 1024
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END_OF_DIRECTORY = b"PK\x05\x06"

_PICTURES = {
    b"\x89PNG\r\n\x1a\n": "画像（PNG）",
    b"\xff\xd8\xff": "画像（JPEG）",
    b"GIF8": "画像（GIF）",
    b"BM": "画像（BMP）",
    b"II*\x00": "画像（TIFF）",
    b"MM\x00*": "画像（TIFF）",
}
_OTHERS = {
    b"{\\rtf": "リッチテキスト文書",
    b"7z\xbc\xaf\x27\x1c": "7z 圧縮ファイル",
    b"Rar!": "RAR 圧縮ファイル",
    b"\x1f\x8b": "gzip 圧縮ファイル",
    b"MZ": "プログラム",
}


def check_kind(data: bytes) -> None:
    """Let only whole zip containers of at most 5 MB pass; raise `Refused` naming what the file really is."""
    if not data.strip(b"\x00 \t\r\n"):
        raise Refused(
            "empty",
            "ファイルが空です。",
            "保存に失敗している可能性があります。Excel で保存し直してお送りください。",
        )
    if len(data) > MAX_FILE_BYTES:
        raise Refused(
            "file_too_large",
            "ファイルが 5 MB を超えています。",
            "貼り付けた写真や不要なシートを削除して保存し直すか、新しい利用申請書に入力してお送りください。",
        )
    if data.startswith(OLE_MAGIC):
        raise _refuse_ole(data)
    if data.startswith(END_OF_DIRECTORY):
        raise Refused("empty_zip", "中身のない圧縮ファイルです。", SAVE_AS_XLSX)
    if not data.startswith(ZIP_MAGIC):
        raise _refuse_other(data)
    if data.rfind(END_OF_DIRECTORY) < 0:
        raise Refused(
            "truncated",
            "ファイルが途中で切れています。",
            "送信や保存の途中で止まった可能性があります。元のファイルを Excel で開けるか確かめて、もう一度お送りください。",
        )


def _refuse_ole(data: bytes) -> Refused:
    if _ole_name("EncryptedPackage") in data:
        return Refused(
            "password",
            "パスワードで保護されたファイルのため、開けませんでした。",
            "Excel の「ファイル」→「情報」→「ブックの保護」でパスワードを外し、保存してからお送りください。",
        )
    if _ole_name("WordDocument") in data:
        return Refused("word_document", "Excel ではなく Word の文書です。", SAVE_AS_XLSX)
    if _ole_name("Workbook") in data or _ole_name("Book") in data:
        return Refused("old_excel", "旧形式の Excel ファイル（.xls）です。", SAVE_AS_XLSX)
    return Refused("ole", "Excel ブック（.xlsx）ではないファイルです。", SAVE_AS_XLSX)


def _ole_name(name: str) -> bytes:
    return name.encode("utf-16-le")


def _refuse_other(data: bytes) -> Refused:
    head = data[:2048]
    if b"%PDF-" in head[:1024]:
        return Refused(
            "pdf",
            "PDF ファイルです。",
            "入力した Excel ファイル（.xlsx）をお送りください。PDF しかお手元にない場合は、印刷・押印のうえ支店へ郵送または FAX してください。",
        )
    for magic, name in (_PICTURES | _OTHERS).items():
        if head.startswith(magic):
            return Refused("not_a_workbook", f"Excel ファイルではなく、{name}です。", SAVE_AS_XLSX)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Refused("not_a_workbook", "Excel ファイルではなく、画像（WebP）です。", SAVE_AS_XLSX)
    if head[4:8] == b"ftyp":
        return Refused("not_a_workbook", "Excel ファイルではなく、写真または動画です。", SAVE_AS_XLSX)
    return _refuse_text(head, data)


def _refuse_text(head: bytes, data: bytes) -> Refused:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        return Refused("html", "ウェブページ（HTML）を保存したファイルです。", SAVE_AS_XLSX)
    if start.startswith(b"<"):
        return Refused("xml", "Excel ブックではなく、XML の文書です。", SAVE_AS_XLSX)
    text = _as_text(data[:65536])
    if text is not None and ("," in text or "\t" in text):
        return Refused("csv", "CSV（カンマ区切りの文字）ファイルです。", SAVE_AS_XLSX)
    if text is not None:
        return Refused("text", "文字だけのファイルです。", SAVE_AS_XLSX)
    return Refused("not_a_workbook", "Excel ブック（.xlsx）ではないファイルです。", SAVE_AS_XLSX)


def _as_text(data: bytes) -> str | None:
    if data.count(b"\x00") > len(data) // 8 and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    encodings = (
        ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp932", "euc_jp")
    )
    for cut in range(3):
        for encoding in encodings:
            try:
                return data[: len(data) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None
