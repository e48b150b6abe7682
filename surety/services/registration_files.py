"""The files that come with a 利用申請: kept with their hash, also those that were refused."""

import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.ingest.refusal import Refusal
from surety.models import StoredFile
from surety.security.identity import Actor

APPLICANT = Actor(user_id=None, label="申請者")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes that somebody sent, with the name they came under and the kind we found them to be."""

    filename: str
    content: bytes
    content_type: str = XLSX


def record_refusal(session: Session, *, upload: Upload, refusal: Refusal) -> None:
    """Note that a file was refused, and keep it out of everybody's way with its hash."""
    stored = keep_file(session, Upload(upload.filename, upload.content, "application/octet-stream"))
    audit.record(
        session,
        "registration.file_refused",
        actor=APPLICANT,
        object_kind="stored_file",
        object_id=stored.id,
        facts={"reason": refusal.code, "sha256": stored.sha256, "size": stored.size},
    )


def keep_file(session: Session, upload: Upload) -> StoredFile:
    """Store bytes that somebody sent, with their hash."""
    file = StoredFile(
        filename=upload.filename,
        content_type=upload.content_type,
        size=len(upload.content),
        sha256=hashlib.sha256(upload.content).hexdigest(),
        stored_at=clock.now(),
        content=upload.content,
    )
    session.add(file)
    session.flush()
    return file
