"""Telling whether an attached paper is what we take: PDF, JPEG, PNG or an Excel workbook."""

from surety.ingest.archive import open_archive
from surety.ingest.kinds import ZIP_MAGIC
from surety.ingest.refusal import Refused

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PDF_WITHIN = 1024  # readers allow rubbish before the header, within the first kilobyte
_WORKBOOK_PART = "xl/workbook.xml"


def find_content_type(content: bytes) -> str | None:
    """The content type by the bytes themselves, whatever the name says; None for everything else."""
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(ZIP_MAGIC) and _is_workbook(content):
        return XLSX
    return None


def _is_workbook(content: bytes) -> bool:
    """A whole zip container without macros that holds a workbook."""
    try:
        with open_archive(content) as archive:
            return _WORKBOOK_PART in archive.namelist()
    except Refused:
        return False
