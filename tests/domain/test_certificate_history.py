"""The history of a certificate: exactly one version counts, and it is the last that is shown."""

import re
from dataclasses import dataclass
from itertools import product

import pytest

from surety.domain.certificate_history import (
    Fate,
    check_next,
    find_in_force,
    next_change_number,
    tell_history,
)
from surety.domain.products import CertificateKind
from tests.worked_tables import worked_tables

_TABLES = worked_tables("certificate.md")
POSSIBLE = next(table for table in _TABLES if "default history" in table[0])
REFUSED = next(table for table in _TABLES if set(table[0]) == {"versions in order", "why"})


@dataclass(frozen=True)
class Version:
    sequence: int
    kind: CertificateKind
    change_number: int


def read(words: str) -> list[Version]:
    """The versions as the table writes them."""
    return [_version(place, word) for place, word in enumerate(words.split(", "), start=1)]


def _version(place: int, word: str) -> Version:
    found = re.search(r"変更-(\d+)", word)
    number = int(found[1]) if found else 0
    if "訂正" in word:
        kind = CertificateKind.CORRECTION
    elif "取消" in word:
        kind = CertificateKind.CHANGE_CANCELLED
    else:
        kind = CertificateKind.CHANGE if number else CertificateKind.NEW
    return Version(place, kind, number)


@pytest.mark.parametrize("row", POSSIBLE, ids=[row["versions in order"] for row in POSSIBLE])
def test_a_history_is_told_as_on_the_page(row: dict[str, str]) -> None:
    versions = read(row["versions in order"])
    assert find_in_force(versions) == int(row["in force"])
    shown = [told.sequence for told in tell_history(versions) if told.is_shown]
    assert " ".join(map(str, shown)) == row["default history"]
    assert next_change_number(versions) == int(row["next 変更"])


@pytest.mark.parametrize("row", REFUSED, ids=[row["versions in order"] for row in REFUSED])
def test_a_version_that_cannot_follow_is_refused(row: dict[str, str]) -> None:
    *before, last = read(row["versions in order"])
    with pytest.raises(ValueError, match=r"."):
        check_next(before, last.kind, last.change_number)
    with pytest.raises(ValueError, match=r"."):
        tell_history([*before, last])


def test_a_certificate_without_versions_has_none_in_force() -> None:
    assert tell_history([]) == ()
    with pytest.raises(ValueError, match="at least one"):
        find_in_force([])


@pytest.mark.parametrize("length", range(7))
def test_whatever_happens_exactly_one_version_counts_and_it_ends_the_default_history(length: int) -> None:
    for acts in product(("change", "correct", "cancel"), repeat=length):
        walk(acts)


def walk(acts: tuple[str, ...]) -> None:
    """Write what the acts ask for, as far as it may follow, and look at the history that comes of it."""
    versions = [Version(1, CertificateKind.NEW, 0)]
    for act in acts:
        standing = next(each for each in versions if each.sequence == find_in_force(versions))
        kind, number = {
            "change": (CertificateKind.CHANGE, next_change_number(versions)),
            "correct": (CertificateKind.CORRECTION, standing.change_number),
            "cancel": (CertificateKind.CHANGE_CANCELLED, standing.change_number),
        }[act]
        if act == "cancel" and standing.change_number == 0:
            with pytest.raises(ValueError, match=r"."):
                check_next(versions, kind, number)
            continue
        versions.append(Version(len(versions) + 1, kind, number))
    told = tell_history(versions)
    assert [each.sequence for each in told] == [each.sequence for each in versions]
    assert [each.fate for each in told].count(Fate.IN_FORCE) == 1
    shown = [each for each in told if each.is_shown]
    assert shown[-1].fate is Fate.IN_FORCE
    by_sequence = {each.sequence: each for each in versions}
    numbers = [by_sequence[each.sequence].change_number for each in shown]
    assert numbers == sorted(set(numbers))
    changes = [each.change_number for each in versions if each.kind is CertificateKind.CHANGE]
    assert changes == list(range(1, len(changes) + 1))
    assert all((each.by is not None) == (each.fate in (Fate.CORRECTED, Fate.CANCELLED)) for each in told)
    assert all(bool(each.warning) == (each.fate is not Fate.IN_FORCE) for each in told)
