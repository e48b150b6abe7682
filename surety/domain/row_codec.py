"""Dated rows as plain JSON values and back, strictly: what a database or a data file holds."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import TypeVar, Union, cast, get_args, get_origin, get_type_hints

Row = TypeVar("Row")
NoneType = type(None)
_SHAPES: dict[type[object], tuple[dict[str, "Field[object]"], dict[str, object]]] = {}


class BadRow(ValueError):
    """A stored or shipped row that does not have the shape of its dataclass; the text says where."""


def to_row(value: object) -> dict[str, object]:
    """A domain dataclass as JSON values: dates ISO, decimals and enums as text, sets sorted.

    Fields that hold their default are left out, so that a row says only what it says.
    """
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError("only a dataclass becomes a row")
    return {
        spec.name: _plain(getattr(value, spec.name))
        for spec in fields(value)
        if getattr(value, spec.name) != spec.default
    }


def from_row(kind: type[Row], row: object, *, where: str = "row") -> Row:
    """Build a domain dataclass from JSON values.

    Raises BadRow naming the place for a missing or unknown key, a value of the wrong type, an
    unknown choice or a contradiction that the dataclass itself refuses. A yes or no is never a
    number and a number never text; decimals are written as text, so no float can slip in.
    """
    if not isinstance(row, Mapping):
        raise BadRow(f"{where}: a mapping is expected")
    specs, hints = _shape(kind)
    if unknown := sorted(set(row) - set(specs)):
        raise BadRow(f"{where}: unknown key {unknown[0]!r}")
    values: dict[str, object] = {}
    for name, spec in specs.items():
        if name in row:
            values[name] = _read(hints[name], row[name], where=f"{where}.{name}")
        elif spec.default is MISSING and spec.default_factory is MISSING:
            raise BadRow(f"{where}: {name} is missing")
    try:
        return kind(**values)
    except ValueError as reason:
        raise BadRow(f"{where}: {reason}") from reason


def _shape(kind: type[object]) -> tuple[dict[str, "Field[object]"], dict[str, object]]:
    """The fields and resolved types of a dataclass; resolved once, types do not change."""
    if kind not in _SHAPES:
        if not is_dataclass(kind):
            raise TypeError(f"{kind} is no dataclass")
        _SHAPES[kind] = {spec.name: spec for spec in fields(kind)}, get_type_hints(kind)
    return _SHAPES[kind]


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, frozenset):
        return sorted(str(_plain(item)) for item in value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return to_row(value) if is_dataclass(value) else value


def _read(hint: object, value: object, *, where: str) -> object:
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        if value is None:
            return None
        (inner,) = [choice for choice in get_args(hint) if choice is not NoneType]
        return _read(inner, value, where=where)
    if origin in {tuple, frozenset}:
        if not isinstance(value, list):
            raise BadRow(f"{where}: a list is expected")
        inner = get_args(hint)[0]
        items = [_read(inner, item, where=f"{where}[{index}]") for index, item in enumerate(value)]
        if origin is frozenset and len(set(items)) != len(items):
            raise BadRow(f"{where}: the same choice twice")
        return frozenset(items) if origin is frozenset else tuple(items)
    return _read_single(cast("type", hint), value, where=where)


def _read_single(kind: type, value: object, *, where: str) -> object:
    if is_dataclass(kind):
        return from_row(kind, value, where=where)
    if kind in {bool, int, str}:
        if type(value) is not kind:
            raise BadRow(f"{where}: {kind.__name__} is expected, not {value!r}")
        return value
    if not isinstance(value, str):
        raise BadRow(f"{where}: text is expected, not {value!r}")
    try:
        if kind is date:
            return date.fromisoformat(value)
        return Decimal(value) if kind is Decimal else kind(value)
    except (ValueError, InvalidOperation) as reason:
        raise BadRow(f"{where}: {value!r} cannot be read") from reason
