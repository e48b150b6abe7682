"""The versions of one 保証証書 in the order they were written: which one counts, and which ones a history shows.

新規 stands at the bottom, each 変更 on top of what it changed; a 訂正 takes the place of the top, a 変更取消 takes a 変更 away again.
The top is in force. So there is always exactly one, and it is the last that the default history shows (docs/rules/certificate.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from surety.domain.products import CertificateKind
from surety.domain.states import ToneEnum


class Entry(Protocol):
    """A certificate version, as far as its history knows it."""

    @property
    def sequence(self) -> int: ...
    @property
    def kind(self) -> CertificateKind: ...
    @property
    def change_number(self) -> int: ...


class Fate(ToneEnum):
    """What became of a version, as the whole history calls it."""

    IN_FORCE = "in_force", "最新", "ok"
    CHANGED = "changed", "変更前", "gray"
    CORRECTED = "corrected", "訂正済み", "err"
    CANCELLED = "cancelled", "変更取消済み", "err"
    CANCELLING = "cancelling", "変更取消の記録", "gray"


@dataclass(frozen=True, slots=True)
class Told:
    """A version and what became of it; `by` is the sequence of the version that corrected or cancelled it."""

    sequence: int
    fate: Fate
    by: int | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the default history shows it: ※訂正、変更取消された履歴は表示されません."""
        return self.fate in (Fate.IN_FORCE, Fate.CHANGED)

    @property
    def warning(self) -> str:
        """What a page that shows this version says of it; empty for the one in force."""
        return _WARNINGS.get(self.fate, "").format(by=self.by)


_WARNINGS = {
    Fate.CHANGED: "変更される前の内容です。いま効力があるのは最新の版です。",
    Fate.CORRECTED: "No.{by}で訂正され、効力はありません。",
    Fate.CANCELLED: "No.{by}で変更が取り消され、効力はありません。",
    Fate.CANCELLING: "変更を取り消した記録です。いま効力があるのは最新の版です。",
}


def tell_history(entries: Sequence[Entry]) -> tuple[Told, ...]:
    """What became of each version, in their order. Raises ValueError for an order that can never have been written."""
    told: dict[int, Told] = {}
    standing: list[Entry] = []
    for place, entry in enumerate(entries):
        check_next(entries[:place], entry.kind, entry.change_number)
        if entry.kind is CertificateKind.CORRECTION:
            wrong = standing.pop()
            told[wrong.sequence] = Told(wrong.sequence, Fate.CORRECTED, by=entry.sequence)
        if entry.kind is CertificateKind.CHANGE_CANCELLED:
            undone = standing.pop()
            told[undone.sequence] = Told(undone.sequence, Fate.CANCELLED, by=entry.sequence)
            told[entry.sequence] = Told(entry.sequence, Fate.CANCELLING)
        else:
            standing.append(entry)
            told[entry.sequence] = Told(entry.sequence, Fate.CHANGED)
    if standing:
        told[standing[-1].sequence] = replace(told[standing[-1].sequence], fate=Fate.IN_FORCE)
    return tuple(told[entry.sequence] for entry in entries)


def find_in_force(entries: Sequence[Entry]) -> int:
    """The sequence of the one version that counts. Raises ValueError for no or an impossible history."""
    for told in tell_history(entries):
        if told.fate is Fate.IN_FORCE:
            return told.sequence
    raise ValueError("a certificate has at least one version")


def next_change_number(entries: Sequence[Entry]) -> int:
    """The number of the next 変更: one more than any that was ever given, also to a 変更 that was taken away again."""
    return 1 + max((entry.change_number for entry in entries), default=0)


def check_next(entries: Sequence[Entry], kind: CertificateKind, change_number: int) -> None:
    """Whether such a version may follow the others. Raises ValueError with the reason: a caller has to know before."""
    if (kind is CertificateKind.NEW) != (not entries):
        raise ValueError("新規 is the first version, and only the first")
    if kind is CertificateKind.CHANGE and change_number != next_change_number(entries):
        raise ValueError(f"the next 変更 is 変更-{next_change_number(entries)}, not 変更-{change_number}")
    if kind in (CertificateKind.CORRECTION, CertificateKind.CHANGE_CANCELLED):
        standing = standing_change(entries)
        if change_number != standing:
            raise ValueError(f"{kind.label} is about the version in force, number {standing}")
        if kind is CertificateKind.CHANGE_CANCELLED and standing == 0:
            raise ValueError("no 変更 stands that could be taken away")


def standing_change(entries: Sequence[Entry]) -> int:
    """The n of the 変更-n that counts, 0 for none; each 変更 that stands lies on the one before it."""
    cancelled = {each.change_number for each in entries if each.kind is CertificateKind.CHANGE_CANCELLED}
    return max((each.change_number for each in entries if each.change_number not in cancelled), default=0)
