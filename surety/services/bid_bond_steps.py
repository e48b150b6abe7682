"""What every step of the branch on a bid bond begins and ends with: the lock, the version, the record."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from surety import audit, clock
from surety.domain.errors import Denied, Stale
from surety.models import AuditEvent, BidBond
from surety.queries.bid_bonds import lock_bid_bond
from surety.security.identity import Actor


def begin_bond_step(
    session: Session, bid_bond: BidBond, action: str, *, version_id: int, actor: Actor
) -> bool:
    """Lock the bid bond for a step that was pressed on a page showing `version_id`.

    True = go on. False = this very press has been carried out already (pressed twice). Raises Stale when
    somebody else was first.
    """
    bid_bond = lock_bid_bond(session, bid_bond)
    if bid_bond.version_id == version_id:
        return True
    last = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_kind == "bid_bond", AuditEvent.object_id == str(bid_bond.id))
        .order_by(AuditEvent.sequence.desc())
        .limit(1)
    ).first()
    if last is None:
        raise Stale("bid_bond.stale", "ほかの方が先に更新しました。最新の内容を確認してください")
    if last.actor_id == actor.user_id and last.action == action and last.facts.get("version") == version_id:
        return False
    who = f"{last.actor_label}、{clock.to_jst(last.at):%H:%M}"
    raise Stale("bid_bond.stale", f"ほかの方が先に更新しました（{who}）。最新の内容を確認してください")


def end_bond_step(
    session: Session,
    bid_bond: BidBond,
    action: str,
    *,
    version_id: int,
    actor: Actor,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Record the step and move the bid bond's version, so that pages drawn before it are stale."""
    flag_modified(bid_bond, "state")
    session.flush()
    record_bond(session, bid_bond, action, actor=actor, facts={"version": version_id, **(facts or {})})


def record_bond(
    session: Session,
    bid_bond: BidBond,
    action: str,
    *,
    actor: Actor,
    facts: Mapping[str, object] | None = None,
) -> None:
    """One row of the audit log about a bid bond."""
    audit.record(session, action, actor=actor, object_kind="bid_bond", object_id=bid_bond.id, facts=facts)


def person_behind(actor: Actor) -> int:
    """Who decides. Raises Denied for the service itself."""
    if actor.user_id is None:
        raise Denied("no_person", "この操作は、担当者が行ってください")
    return actor.user_id
