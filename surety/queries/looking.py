"""Pages of a list whose rows have to be looked at one by one: never more than a bounded number of them for a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar


class Ordered(Protocol):
    """A place in a list that begins with the greatest one."""

    def __lt__(self, other: Any, /) -> bool: ...
    def __le__(self, other: Any, /) -> bool: ...
    def __gt__(self, other: Any, /) -> bool: ...


P = TypeVar("P", bound=Ordered)


@dataclass(frozen=True, slots=True)
class Looked(Generic[P]):
    """What looking brought: the right places, the last one looked at, and whether there were no more."""

    hits: list[P]
    end: P | None
    is_all: bool


@dataclass(frozen=True, slots=True)
class LookedPage(Generic[P]):
    """One page.

    `total` is exact unless `at_least`; `first_position` counts from 1, None further back than was looked. `is_partial`
    says that looking stopped before the page was full; the search goes on below `older`.
    """

    shown: list[P]
    total: int
    at_least: bool
    first_position: int | None
    newer: P | None
    older: P | None
    is_partial: bool


def page_of(
    top: Looked[P], here: Looked[P], *, above: P | None, is_first: bool, page_rows: int
) -> LookedPage[P]:
    """The page whose rows were looked at in `here`, or that ends above a place of `top`, the beginning of the list."""
    shown = here.hits[:page_rows]
    if above is not None and (top.is_all or (top.end is not None and top.end <= above)):
        shown = [place for place in top.hits if place > above][-page_rows:] or shown
    position = _position(shown, top, is_first=is_first)
    older = _older(shown, here)
    return LookedPage(
        shown=shown,
        total=len(top.hits),
        at_least=not top.is_all,
        first_position=position,
        newer=shown[0] if shown and position is not None and position > 1 else None,
        older=older,
        is_partial=len(shown) < page_rows and older is not None,
    )


def _position(shown: Sequence[P], top: Looked[P], *, is_first: bool) -> int | None:
    if shown and shown[0] in top.hits:
        return top.hits.index(shown[0]) + 1
    return 1 if is_first else None


def _older(shown: Sequence[P], here: Looked[P]) -> P | None:
    if shown and shown[-1] != here.hits[-1]:
        return shown[-1]
    return None if here.is_all else here.end
