"""The shipped data, read strictly from the files beside this module."""

import json
import re
from collections.abc import Mapping
from datetime import date
from importlib.resources import files

from surety.data.seeds import AgencySeed, BranchSeed, TermsSeed
from surety.domain.amount_rule import find_overlaps
from surety.domain.row_codec import BadRow, from_row
from surety.domain.tariff import Tariff

_TERMS_NAME = re.compile(r"net-desk-(\d{4}-\d{2}-\d{2})\.md")
_ROW_LISTS = ("amount_rules", "acceptances", "handovers", "price_changes", "overheads")


def load_agencies() -> tuple[AgencySeed, ...]:
    """All shipped agencies with their dated rows.

    A row repeats neither the agency's name nor its source and date unless they differ.
    Raises BadRow for a malformed row, a code used twice or rules that overlap.
    """
    seeds = tuple(
        from_row(AgencySeed, _with_inherited(row, where=f"agencies[{index}]"), where=f"agencies[{index}]")
        for index, row in enumerate(_read_list("agencies.json"))
    )
    _require_unique([seed.code for seed in seeds], where="agencies")
    for seed in seeds:
        if overlaps := find_overlaps(seed.amount_rules):
            raise BadRow(f"{seed.name}: two rules at the same time for {overlaps[0][0].product.label}")
    return seeds


def load_tariffs() -> tuple[Tariff, ...]:
    """All shipped tariffs; only samples, plainly named so. Raises BadRow."""
    rows = enumerate(_read_list("tariffs.json"))
    tariffs = tuple(from_row(Tariff, row, where=f"tariffs[{index}]") for index, row in rows)
    _require_unique([tariff.version for tariff in tariffs], where="tariffs")
    return tariffs


def load_branches() -> tuple[BranchSeed, ...]:
    """The demo guarantor's offices. Raises BadRow."""
    rows = enumerate(_read_list("branches.json"))
    branches = tuple(from_row(BranchSeed, row, where=f"branches[{index}]") for index, row in rows)
    _require_unique([branch.code for branch in branches], where="branches")
    return branches


def load_terms() -> tuple[TermsSeed, ...]:
    """Every version of the terms of use, oldest first; the date in the file's name is its start."""
    found = []
    for entry in files("surety.data").joinpath("terms").iterdir():
        if match := _TERMS_NAME.fullmatch(entry.name):
            text = entry.read_text("utf-8")
            title = text.splitlines()[0].removeprefix("# ").strip()
            start = date.fromisoformat(match[1])
            found.append(TermsSeed(version=match[1], title=title, effective_from=start, text=text))
    return tuple(sorted(found, key=lambda terms: terms.effective_from))


def _read_list(name: str) -> list[object]:
    rows: object = json.loads(
        files("surety.data").joinpath(name).read_text("utf-8"), parse_float=_refuse_float
    )
    if not isinstance(rows, list):
        raise BadRow(f"{name}: a list is expected")
    return rows


def _refuse_float(text: str) -> None:
    raise BadRow(f"{text}: decimals are written as text")


def _with_inherited(row: object, *, where: str) -> object:
    """The row with the agency's name, source and date put into the rows that do not name their own."""
    if not isinstance(row, Mapping):
        return row
    if missing := [key for key in ("name", "source_url", "source_read_on") if key not in row]:
        raise BadRow(f"{where}: {missing[0]} is missing")
    inherited = {
        "agency": row["name"],
        "source_url": row["source_url"],
        "source_read_on": row["source_read_on"],
    }
    filled = dict(row)
    for key in _ROW_LISTS:
        filled[key] = [
            {**inherited, **part} if isinstance(part, Mapping) else part for part in row.get(key, [])
        ]
    return filled


def _require_unique(codes: list[str], *, where: str) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise BadRow(f"{where}: {code} stands twice")
