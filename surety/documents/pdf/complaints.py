"""Listens to what xhtml2pdf and reportlab only log: their own error count is 0 on a page of black boxes."""

import logging
from typing import Any

from surety.documents.errors import UnprintableDocument


class Complaints(logging.Handler):
    """Collects what xhtml2pdf and reportlab complain about while a document is drawn."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())

    def __enter__(self) -> "Complaints":
        for name in ("xhtml2pdf", "reportlab"):
            logging.getLogger(name).addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        for name in ("xhtml2pdf", "reportlab"):
            logging.getLogger(name).removeHandler(self)

    def refuse(self, context: Any) -> None:
        """Raise UnprintableDocument if anything was said."""
        if self.messages or context.warn or context.err:
            said = "; ".join(self.messages) or "; ".join(str(entry[2]) for entry in context.log)
            raise UnprintableDocument(f"書類を作成できませんでした。（{said[:300]}）")
