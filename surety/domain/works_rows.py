"""The rows of 請負工事の情報 that people add and take away: the years of a contract and the members of a JV."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from surety.domain.application_draft import Draft
from surety.domain.dates import fiscal_year
from surety.domain.fiscal_years import fiscal_years_of, format_fiscal_year
from surety.domain.joint_ventures import MOST_MEMBERS, Member
from surety.domain.works_years import MOST_YEARS, WorkYear

_REPRESENTATIVE = "representative"


@dataclass(frozen=True, slots=True)
class RowKind:
    """A kind of rows: its name in actions, the ends of its fields' names, and how many there may be."""

    name: str
    parts: tuple[str, ...]
    most: int

    def names(self, row: int) -> tuple[str, ...]:
        """The fields of one row, counted from 1."""
        return tuple(f"{self.name}{row}{part}" for part in self.parts)


YEARS = RowKind("year", ("", "_planned", "_limit"), MOST_YEARS)
MEMBERS = RowKind("member", ("_name", "_address", "_share"), MOST_MEMBERS)
ROW_KINDS = {kind.name: kind for kind in (YEARS, MEMBERS)}
ROW_NAMES = frozenset(
    {_REPRESENTATIVE}
    | {name for kind in ROW_KINDS.values() for row in range(1, kind.most + 1) for name in kind.names(row)}
)


def last_row(draft: Draft, kind: RowKind) -> int:
    """The last row in which something stands; 0 without any."""
    filled = (row for row in range(kind.most, 0, -1) if any(draft.text(name) for name in kind.names(row)))
    return next(filled, 0)


def without_row(draft: Draft, kind: RowKind, row: int) -> Draft:
    """The draft with one row taken away; those below move up, and the mark of the 代表者 with its row."""
    if not 1 <= row <= kind.most:
        return draft
    texts = dict(draft.texts)
    for place in range(row, kind.most + 1):
        for part in kind.parts:
            below = draft.text(f"{kind.name}{place + 1}{part}") if place < kind.most else ""
            texts[f"{kind.name}{place}{part}"] = below
    marked = draft.text(_REPRESENTATIVE)
    if kind is MEMBERS and marked.isascii() and marked.isdigit():
        place = int(marked)
        texts[_REPRESENTATIVE] = "" if place == row else str(place - (place > row))
    return replace(draft, texts={name: text for name, text in texts.items() if text})


def with_year_rows(draft: Draft, *, begins: date, ends: date) -> Draft:
    """The draft with a row for each fiscal year of the 工期; amounts of a year that stands there already stay."""
    texts = {name: text for name, text in draft.texts.items() if name not in _names_of(YEARS)}
    kept = {draft.text(f"year{row}"): row for row in range(1, YEARS.most + 1)}
    for row, year in enumerate(fiscal_years_of(begins, ends=ends)[: YEARS.most], start=1):
        word = format_fiscal_year(year)
        texts[f"year{row}"] = word
        for part in YEARS.parts[1:]:
            if word in kept and (text := draft.text(f"year{kept[word]}{part}")):
                texts[f"year{row}{part}"] = text
    return replace(draft, texts=texts)


def with_next_year(draft: Draft, *, after: int | None, today: date) -> Draft:
    """The draft with one more year: the one `after` the last, or without any that of `today`."""
    row = last_row(draft, YEARS) + 1
    if row > YEARS.most:
        return draft
    year = after + 1 if after is not None else fiscal_year(today)
    return replace(draft, texts={**draft.texts, f"year{row}": format_fiscal_year(year)})


def with_own_member(draft: Draft, *, name: str, address: str) -> Draft:
    """The draft whose first member is the company itself as 代表者; members that stand there already stay."""
    if last_row(draft, MEMBERS):
        return draft
    texts = {"member1_name": name, "member1_address": address, _REPRESENTATIVE: "1"}
    return replace(draft, texts={**draft.texts, **texts})


def read_years(values: Mapping[str, object], texts: Mapping[str, str]) -> tuple[WorkYear, ...]:
    """The rows of years in which something stands."""
    return tuple(
        WorkYear(row=row, year=_int(values.get(year)), planned=_int(values.get(planned)), own_limit=_int(values.get(limit)))
        for row in range(1, YEARS.most + 1)
        for year, planned, limit in [YEARS.names(row)]
        if any(texts.get(name) for name in YEARS.names(row))
    )  # fmt: skip


def read_members(values: Mapping[str, object], texts: Mapping[str, str]) -> tuple[Member, ...]:
    """The rows of members in which something stands."""
    return tuple(
        Member(
            row=row,
            name=str(values.get(name) or ""),
            address=str(values.get(address) or ""),
            share=values.get(share),  # type: ignore[arg-type]  # read by its own kind
            is_representative=values.get(_REPRESENTATIVE) == row,
        )
        for row in range(1, MEMBERS.most + 1)
        for name, address, share in [MEMBERS.names(row)]
        if any(texts.get(name) for name in MEMBERS.names(row))
    )


def head_of(name: str) -> str:
    """The field under which a whole row is shown: year2_planned stands in the line of year2."""
    for kind in ROW_KINDS.values():
        for row in range(1, kind.most + 1):
            names = kind.names(row)
            if name in names:
                return names[0]
    return name


def _names_of(kind: RowKind) -> frozenset[str]:
    return frozenset(name for row in range(1, kind.most + 1) for name in kind.names(row))


def _int(value: object) -> int | None:
    return value if isinstance(value, int) else None
