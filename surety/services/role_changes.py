"""Staff roles by four eyes: one administrator proposes, another one decides."""

from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import Denied, RuleViolation
from surety.mail import messages
from surety.mail.letterhead import Letterhead
from surety.models import RoleChange, User
from surety.queries.users import count_active, find_open_role_change
from surety.security.identity import Actor
from surety.security.permissions import Role, Side
from surety.services.logins import addressee_of, notify
from surety.services.user_records import is_waiting
from surety.services.users import invite


def propose_role(session: Session, user: User, role: Role, *, actor: Actor) -> RoleChange:
    """Ask for a staff role, for a new staff member or instead of the present role.

    Raises RuleViolation for one's own role and while another proposal waits.
    """
    if role.side is not Side.STAFF or user.role.side is not Side.STAFF or actor.user_id is None:
        raise ValueError("a person proposes staff roles to staff")
    if user.id == actor.user_id:
        raise RuleViolation(
            "oneself", "ご自身の役割は変更できません。ほかの管理者にご依頼ください", field="role"
        )
    if find_open_role_change(session, user.id) is not None:
        raise RuleViolation("waiting", "この方の役割の変更は、すでに承認待ちです", field="role")
    change = RoleChange(user_id=user.id, role=role, proposed_by_id=actor.user_id, proposed_at=clock.now())
    session.add(change)
    session.flush()
    _record(session, "user.role_proposed", change, actor=actor)
    return change


def decide_role(
    session: Session, change: RoleChange, *, is_approved: bool, actor: Actor, letterhead: Letterhead
) -> None:
    """Approve or decline a proposed role; with the approval a new staff member is invited.

    Raises Denied for the proposer and for the person concerned, RuleViolation when the last administrator
    would lose that role.
    """
    user = change.user
    if actor.user_id in {change.proposed_by_id, change.user_id}:
        raise Denied("same_person", "役割の変更は、申し出た方とは別の管理者が承認してください")
    is_new = is_waiting(user)
    if is_approved:
        _refuse_last_admin(session, user, change.role)
        user.role = change.role
        user.is_active = user.is_active or is_new
    change.decided_by_id, change.decided_at, change.is_approved = actor.user_id, clock.now(), is_approved
    session.flush()
    action = "user.role_approved" if is_approved else "user.role_declined"
    sequence = _record(session, action, change, actor=actor)
    if is_approved and is_new:
        invite(session, user, letterhead=letterhead, actor=actor, added_by=change.proposed_by.name)
    elif is_approved:
        message = messages.account_changed(
            letterhead,
            branch=user.serving_branch,
            to=addressee_of(user),
            what=f"役割の変更（{change.role.label}）",
            at=clock.now(),
        )
        notify(session, user, message, fact=sequence)


def _refuse_last_admin(session: Session, user: User, role: Role) -> None:
    loses = user.role is Role.STAFF_ADMIN and user.is_active and role is not Role.STAFF_ADMIN
    if loses and count_active(session, Role.STAFF_ADMIN) < 2:
        raise RuleViolation(
            "last_admin", "管理者が一人もいなくなります。先に、ほかの方を管理者にしてください"
        )


def _record(session: Session, action: str, change: RoleChange, *, actor: Actor) -> int:
    event = audit.record(
        session,
        action,
        actor=actor,
        object_kind="user",
        object_id=change.user_id,
        facts={"role": change.role.value},
    )
    return event.sequence
