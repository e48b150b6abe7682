"""Changing the rule book by four eyes: one person of the staff proposes, another one decides."""

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.agency_facts import AgencyFacts
from surety.domain.errors import Denied, RuleViolation, Stale
from surety.domain.row_codec import to_row
from surety.domain.rule_edits import EditAct, RuleEdit, apply_edit, changed_from
from surety.domain.rule_kinds import Rule, kind_of, span_of
from surety.domain.text import search_key
from surety.models import Agency, AgencyChange, AgencyRule, Rulebook
from surety.queries.agency_changes import edit_of, list_known_rules, list_open_changes
from surety.security.identity import Actor
from surety.services.reference_data import move_rulebook


def propose_edit(
    session: Session, agency: Agency, act: EditAct, edit: RuleEdit, *, reason: str, actor: Actor
) -> AgencyChange:
    """Ask for a change of an agency's rows; nothing holds before another person approves it.

    Raises Stale if a row to be taken out is gone, RuleViolation for rows that would contradict each other or while
    another proposal about the same row, or the very same one, waits.
    """
    _lock(session)
    known = list_known_rules(session, agency.id)
    apply_edit(known, edit)
    _refuse_second(session, agency, edit)
    retired = [row.rule for row in known if row.id in edit.retired]
    change = _new_change(act, edit, name=agency.name, reason=reason, actor=actor)
    change.agency_id = agency.id
    change.first_day = changed_from(edit, retired=retired)
    return _keep(session, change, actor=actor)


def propose_agency(
    session: Session, facts: AgencyFacts, *, rules: tuple[Rule, ...] = (), reason: str, actor: Actor
) -> AgencyChange:
    """Ask for a new agency, with its first rows if they are known.

    Raises RuleViolation if its code or its name in that prefecture is taken, also by a proposal that waits.
    """
    _lock(session)
    _refuse_known(session, facts)
    for waiting in list_open_changes(session):
        if waiting.found and (
            waiting.found["code"] == facts.code
            or (waiting.found["name"], waiting.found["prefecture"]) == (facts.name, facts.prefecture)
        ):
            raise RuleViolation("waiting", "同じ発注者の追加が、すでに承認を待っています", field="code")
    edit = RuleEdit(entered=rules)
    apply_edit((), edit)
    act = EditAct.TABLE if rules else EditAct.FOUND
    change = _new_change(act, edit, name=facts.name, reason=reason, actor=actor)
    change.found = {name: str(value) for name, value in asdict(facts).items()}
    return _keep(session, change, actor=actor)


def approve_change(session: Session, change: AgencyChange, *, actor: Actor) -> Agency:
    """Let a proposal hold from now on, and tell every process.

    Raises Denied for the proposer, RuleViolation if it is decided already or contradicts what holds by now.
    """
    _lock(session)
    _refuse_decided(session, change)
    if actor.user_id == change.proposed_by_id:
        raise Denied("same_person", "申し出た方とは別の方が承認してください")
    agency = change.agency or _found_agency(session, change)
    known = list_known_rules(session, agency.id)
    edit = edit_of(change)
    apply_edit(known, edit)
    for row in session.scalars(select(AgencyRule).where(AgencyRule.id.in_(edit.retired))):
        row.retired_by_id = change.id
    session.add_all(_row(agency.id, change.id, rule) for rule in edit.entered)
    move_rulebook(session)
    change.agency_id = agency.id
    _decide(session, change, is_approved=True, actor=actor)
    return agency


def decline_change(session: Session, change: AgencyChange, *, actor: Actor) -> None:
    """Refuse a proposal, or take the own one back. Raises RuleViolation if it is decided already."""
    _lock(session)
    _refuse_decided(session, change)
    _decide(session, change, is_approved=False, actor=actor)


def _lock(session: Session) -> None:
    """Proposals and approvals come one after the other, so that each sees what the one before it did."""
    session.execute(select(Rulebook.revision).with_for_update())


def _new_change(act: EditAct, edit: RuleEdit, *, name: str, reason: str, actor: Actor) -> AgencyChange:
    if actor.user_id is None:
        raise ValueError("a person proposes")
    return AgencyChange(
        agency_name=name,
        act=act,
        retired=list(edit.retired),
        entered=_stored(edit),
        found={},
        reason=reason,
        proposed_by_id=actor.user_id,
        proposed_at=clock.now(),
    )


def _stored(edit: RuleEdit) -> list[dict[str, object]]:
    return [{"kind": kind_of(rule).value, "body": to_row(rule)} for rule in edit.entered]


def _keep(session: Session, change: AgencyChange, *, actor: Actor) -> AgencyChange:
    session.add(change)
    session.flush()
    _record(session, "agency_change.proposed", change, actor=actor)
    return change


def _refuse_second(session: Session, agency: Agency, edit: RuleEdit) -> None:
    for waiting in list_open_changes(session, agency_id=agency.id):
        if set(waiting.retired) & set(edit.retired):
            raise RuleViolation(
                "waiting",
                f"この取扱いには、{waiting.proposed_by.name}さんの申出がすでに承認を待っています",
            )
        if not edit.retired and waiting.entered == _stored(edit):
            raise RuleViolation("waiting", "同じ内容の申出が、すでに承認を待っています")


def _refuse_known(session: Session, facts: AgencyFacts) -> None:
    taken = session.scalars(
        select(Agency).where(
            (Agency.code == facts.code)
            | ((Agency.name == facts.name) & (Agency.prefecture == facts.prefecture))
        )
    ).first()
    if taken is not None:
        field, what = ("code", "発注者コード") if taken.code == facts.code else ("name", "発注者")
        raise RuleViolation(
            "agency.known", f"この{what}は、すでに登録されています（{taken.name}）", field=field
        )


def _refuse_decided(session: Session, change: AgencyChange) -> None:
    session.refresh(change, ["decided_at", "is_approved"])
    if change.decided_at is not None:
        what = "承認されています" if change.is_approved else "承認しないことに決まっています"
        raise Stale("decided", f"この申出は、すでに{what}")


def _found_agency(session: Session, change: AgencyChange) -> Agency:
    facts = AgencyFacts(**change.found)  # type: ignore[arg-type]  # the kind is a StrEnum and compares as its text
    _refuse_known(session, facts)
    agency = Agency(
        code=facts.code,
        name=facts.name,
        name_kana=facts.name_kana,
        name_search=search_key(facts.name + facts.name_kana),
        beneficiary_name=facts.beneficiary_name,
        prefecture=facts.prefecture,
        kind=str(facts.kind),
    )
    session.add(agency)
    session.flush()
    return agency


def _row(agency_id: int, change_id: int, rule: Rule) -> AgencyRule:
    first, last = span_of(rule)
    return AgencyRule(
        agency_id=agency_id,
        kind=kind_of(rule).value,
        valid_from=first,
        valid_to=last,
        body=to_row(rule),
        source_url=rule.source_url,
        source_read_on=rule.source_read_on,
        entered_by_id=change_id,
    )


def _decide(session: Session, change: AgencyChange, *, is_approved: bool, actor: Actor) -> None:
    change.decided_by_id, change.decided_at, change.is_approved = actor.user_id, clock.now(), is_approved
    session.flush()
    is_own = actor.user_id == change.proposed_by_id
    action = "approved" if is_approved else "taken_back" if is_own else "declined"
    _record(session, f"agency_change.{action}", change, actor=actor)


def _record(session: Session, action: str, change: AgencyChange, *, actor: Actor) -> None:
    audit.record(
        session,
        action,
        actor=actor,
        object_kind="agency_change",
        object_id=change.id,
        facts={"agency": change.agency_name, "act": change.act.value},
    )
