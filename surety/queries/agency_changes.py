"""Reading the rule book as staff keep it: the rows with their numbers, the proposals, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from surety.domain.errors import NotFound, Stale
from surety.domain.row_codec import from_row
from surety.domain.rule_edits import KnownRule, RuleEdit
from surety.domain.rule_kinds import SHAPES, Rule, RuleKind
from surety.models import AgencyChange, AgencyRule

HISTORY_ROWS = 200


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """The rows a change takes out and those it puts in."""

    retired: tuple[Rule, ...]
    entered: tuple[Rule, ...]


def list_known_rules(session: Session, agency_id: int) -> tuple[KnownRule, ...]:
    """The rows of an agency that nobody took out, in the order in which they came."""
    rows = session.scalars(
        select(AgencyRule)
        .where(AgencyRule.agency_id == agency_id, AgencyRule.retired_by_id.is_(None))
        .order_by(AgencyRule.id)
    )
    return tuple(KnownRule(row.id, _rule_of(row)) for row in rows)


def get_known_rule(session: Session, agency_id: int, rule_id: int) -> KnownRule:
    """A row of this agency that nobody took out. Raises Stale for one that was taken out, NotFound for any other."""
    row = session.get(AgencyRule, rule_id)
    if row is None or row.agency_id != agency_id:
        raise NotFound(f"rule {rule_id}")
    if row.retired_by_id is not None:
        raise Stale(
            "rule.stale", "この取扱いは、すでに変わっています。発注者のページで、いまの取扱いをご確認ください"
        )
    return KnownRule(row.id, _rule_of(row))


def get_change(session: Session, change_id: int) -> AgencyChange:
    """A proposal, decided or not. Raises NotFound."""
    change = session.get(AgencyChange, change_id)
    if change is None:
        raise NotFound(f"agency change {change_id}")
    return change


def list_open_changes(session: Session, *, agency_id: int | None = None) -> Sequence[AgencyChange]:
    """The proposals that wait, the oldest first; of one agency or of all."""
    wanted = select(AgencyChange).where(AgencyChange.decided_at.is_(None))
    if agency_id is not None:
        wanted = wanted.where(AgencyChange.agency_id == agency_id)
    people = joinedload(AgencyChange.proposed_by), joinedload(AgencyChange.agency)
    return session.scalars(wanted.options(*people).order_by(AgencyChange.id)).all()


def list_changes_of(session: Session, agency_id: int) -> Sequence[AgencyChange]:
    """The decided proposals of an agency, the last one first."""
    people = joinedload(AgencyChange.proposed_by), joinedload(AgencyChange.decided_by)
    return session.scalars(
        select(AgencyChange)
        .where(AgencyChange.agency_id == agency_id, AgencyChange.decided_at.is_not(None))
        .options(*people)
        .order_by(AgencyChange.id.desc())
        .limit(HISTORY_ROWS)
    ).all()


def rows_of_changes(session: Session, changes: Sequence[AgencyChange]) -> dict[int, ChangedRows]:
    """For each change, by its number, the rows it takes out and puts in; two reads at most."""
    wanted = {number for change in changes for number in change.retired}
    stored = session.scalars(select(AgencyRule).where(AgencyRule.id.in_(wanted))) if wanted else ()
    old = {row.id: _rule_of(row) for row in stored}
    return {
        change.id: ChangedRows(
            tuple(old[number] for number in change.retired),
            rules_of(change.entered, where=f"change {change.id}"),
        )
        for change in changes
    }


def edit_of(change: AgencyChange) -> RuleEdit:
    """A stored proposal as the domain's edit."""
    return RuleEdit(tuple(change.retired), rules_of(change.entered, where=f"change {change.id}"))


def rules_of(entered: Sequence[dict[str, object]], *, where: str) -> tuple[Rule, ...]:
    """The rows stored as [{kind, body}]. Raises BadRow for anything else."""
    return tuple(from_row(SHAPES[RuleKind(str(one["kind"]))], one["body"], where=where) for one in entered)


def _rule_of(row: AgencyRule) -> Rule:
    return from_row(SHAPES[RuleKind(row.kind)], row.body, where=f"agency rule {row.id}")
