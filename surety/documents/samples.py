"""The sample of each kind, kept beside its template: for previews of a template and for tests. Every sample carries the mark 見本."""

import json
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from surety.documents.kinds import KINDS, DocumentContext, DocumentKind
from surety.documents.renderer import TEMPLATE_FOLDER


def sample_context(kind: DocumentKind | str, *, version: str = "v1") -> DocumentContext:
    """The context written in templates/documents/<kind>/<version>/sample.json. Raises KeyError for a member that is missing."""
    kind = DocumentKind(kind)
    text = (TEMPLATE_FOLDER / kind / version / "sample.json").read_text(encoding="utf-8")
    context: DocumentContext = _read(KINDS[kind].context_type, json.loads(text))
    return context


def _read(wanted: Any, value: Any) -> Any:
    if get_origin(wanted) is UnionType:
        wanted = next(option for option in get_args(wanted) if option is not type(None))
        return None if value is None else _read(wanted, value)
    if get_origin(wanted) is tuple:
        return tuple(_read(get_args(wanted)[0], member) for member in value)
    if isinstance(wanted, type) and is_dataclass(wanted):
        hints = get_type_hints(wanted)
        return wanted(**{field.name: _read(hints[field.name], value[field.name]) for field in fields(wanted)})
    if wanted is date:
        return date.fromisoformat(value)
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return wanted(value)
    return value
