"""Papers that people attach: looked at, named tidily, kept with their hash."""

import hashlib

from sqlalchemy.orm import Session

from surety import clock
from surety.domain.text import find_unprintable
from surety.ingest.attachments import find_content_type
from surety.models import StoredFile

MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 10
_MAX_NAME = 120


class PaperRefused(Exception):
    """Why a file is not taken, as a sentence."""


def check_paper(filename: str, content: bytes) -> tuple[str, str, str]:
    """The tidy name, the content type and the SHA-256 of a file. Raises PaperRefused naming the file."""
    name = _tidy(filename)
    return name, _check(name, content), hashlib.sha256(content).hexdigest()


def store_paper(session: Session, *, name: str, content_type: str, content: bytes, sha256: str) -> StoredFile:
    """Keep the bytes of a file that was checked."""
    file = StoredFile(
        filename=name,
        content_type=content_type,
        size=len(content),
        sha256=sha256,
        stored_at=clock.now(),
        content=content,
    )
    session.add(file)
    session.flush()
    return file


def _check(name: str, content: bytes) -> str:
    if not content:
        raise PaperRefused(f"「{name}」は空のファイルです。保存し直してから、もう一度選んでください")
    if len(content) > MAX_BYTES:
        raise PaperRefused(f"「{name}」は10MBを超えています。10MB以下のファイルを選んでください")
    content_type = find_content_type(content)
    if content_type is None:
        raise PaperRefused(
            f"「{name}」は添付できる種類ではありません。PDF、Excel（xlsx）、JPEG、PNGのファイルを選んでください"
        )
    return content_type


def _tidy(filename: str) -> str:
    """The bare name without folders and signs nobody can print; the ending stays when it is cut."""
    bare = filename.replace("\\", "/").rsplit("/", 1)[-1].strip()
    kept = "".join(sign for sign in bare if not find_unprintable(sign)) or "添付ファイル"
    if len(kept) <= _MAX_NAME:
        return kept
    stem, dot, ending = kept.rpartition(".")
    return (
        f"{stem[: _MAX_NAME - len(ending) - 1]}{dot}{ending}" if dot and len(ending) < 8 else kept[:_MAX_NAME]
    )
