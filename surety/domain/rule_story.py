"""What a change does, row by row: for the person who approves it, and for the history."""

from collections.abc import Sequence
from dataclasses import dataclass

from surety.domain.rule_edits import subject_of
from surety.domain.rule_fields import FieldDifference, differences
from surety.domain.rule_kinds import Rule, RuleKind, ending_on, kind_of
from surety.domain.rule_preview import RuleWords, describe_rule

NEW, CHANGED, SHORTENED, WITHDRAWN = (
    "新しい取扱い",
    "変わった後の取扱い",
    "終わりの日が変わる取扱い",
    "取り消す取扱い",
)


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row a change brings or takes: what happens to it, its words, and the fields that differ."""

    kind: RuleKind
    what: str
    words: RuleWords
    fields: tuple[FieldDifference, ...]
    source: Rule


def tell_changes(retired: Sequence[Rule], entered: Sequence[Rule]) -> tuple[RowChange, ...]:
    """Every row of a change; a row that comes back with another last day is told as that."""
    told = [_tell_entered(rule, retired) for rule in entered]
    told += [
        RowChange(kind_of(old), WITHDRAWN, describe_rule(old), (), old)
        for old in retired
        if not any(_same_subject(old, rule) for rule in entered)
    ]
    return tuple(told)


def _tell_entered(rule: Rule, retired: Sequence[Rule]) -> RowChange:
    before = next((old for old in retired if ending_on(old, None) == ending_on(rule, None)), None)
    what = SHORTENED
    if before is None:
        before = next((old for old in retired if _same_subject(old, rule)), None)
        what = CHANGED if before else NEW
    return RowChange(kind_of(rule), what, describe_rule(rule), differences(before, rule), rule)


def _same_subject(one: Rule, other: Rule) -> bool:
    return type(one) is type(other) and subject_of(one) == subject_of(other)
