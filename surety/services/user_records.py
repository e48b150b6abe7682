"""Users at work: editing, stopping and resuming them, taking away a lost second factor."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import RuleViolation, Stale
from surety.mail import messages
from surety.mail.letterhead import Letterhead
from surety.models import Contractor, User
from surety.queries.users import count_active
from surety.security.identity import Actor
from surety.security.permissions import Role, Side
from surety.services.logins import addressee_of, notify
from surety.services.second_factors import remove_second_factor
from surety.services.sessions import end_all_sessions
from surety.services.users import Person, refuse_known_mail


def edit_user(
    session: Session,
    user: User,
    person: Person,
    *,
    role: Role,
    version_id: int,
    actor: Actor,
    letterhead: Letterhead,
) -> None:
    """Write down what changed; a new mail address is told to the old one.

    Raises Stale when the record moved on since the form was shown; RuleViolation when administrators would
    change their own role or a company would lose its last one. Staff roles change by role_changes only.
    """
    if user.version_id != version_id:
        raise Stale("stale", "ほかの方が先に更新しました。最新の内容を確認してください")
    if role is not user.role:
        _refuse_role(session, user, role, actor=actor)
    was, moved = _noted(user), person.email != user.email
    if moved:
        if user.contractor_id is not None:
            refuse_known_mail(session, person.email, contractor_id=user.contractor_id)
        message = messages.account_changed(
            letterhead,
            branch=user.serving_branch,
            to=addressee_of(user),
            what="登録メールアドレスの変更",
            at=clock.now(),
        )
        notify(session, user, message, fact=f"mail-v{user.version_id}")
    user.name, user.name_kana, user.email = person.name, person.name_kana, person.email
    user.department, user.job_title, user.role = person.department, person.job_title, role
    session.flush()
    changed = [name for name, value in _noted(user).items() if was[name] != value]
    audit.record(
        session,
        "user.edited",
        actor=actor,
        object_kind="user",
        object_id=user.id,
        facts={"changed": changed, "role": role.value},
    )


def stop_user(session: Session, user: User, *, actor: Actor) -> None:
    """The user can no longer log in, and every login ends at once.

    Raises RuleViolation for oneself and for the last administrator of a company or of the guarantor.
    """
    if user.id == actor.user_id:
        raise RuleViolation("oneself", "ご自身を利用停止にすることはできません。ほかの管理者にご依頼ください")
    _refuse_last_admin(session, user)
    user.is_active = False
    session.flush()
    end_all_sessions(session, user_id=user.id, now_s=int(clock.now().timestamp()))
    audit.record(session, "user.stopped", actor=actor, object_kind="user", object_id=user.id)


def is_waiting(user: User) -> bool:
    """Whether this is a staff member whose role no second administrator has approved yet."""
    return user.role.side is Side.STAFF and not user.is_active and not user.password_hash


def resume_user(session: Session, user: User, *, actor: Actor) -> None:
    """A stopped user may log in again, with the password they had. Raises RuleViolation for an unapproved one."""
    if is_waiting(user):
        raise RuleViolation("waiting", f"{user.name} さんの役割は、まだ承認されていません")
    user.is_active = True
    session.flush()
    audit.record(session, "user.resumed", actor=actor, object_kind="user", object_id=user.id)


def reset_second_factor(session: Session, user: User, *, actor: Actor, letterhead: Letterhead) -> None:
    """Take away a lost second factor of somebody else, after they were identified; their logins end.

    Raises RuleViolation for oneself: that would be a way round one's own second factor.
    """
    if user.id == actor.user_id:
        raise RuleViolation("oneself", "ご自身の2段階認証は「ご自身の設定」で登録し直してください")
    remove_second_factor(session, user, actor=actor, letterhead=letterhead)
    end_all_sessions(session, user_id=user.id, now_s=int(clock.now().timestamp()))


def _noted(user: User) -> dict[str, object]:
    names = ("name", "name_kana", "email", "department", "job_title", "role")
    return {name: getattr(user, name) for name in names}


def _refuse_role(session: Session, user: User, role: Role, *, actor: Actor) -> None:
    if role.side is not user.role.side or role.side is Side.STAFF:
        raise ValueError("a role changes within its side, a staff role by role_changes only")
    if user.id == actor.user_id:
        raise RuleViolation(
            "oneself", "ご自身の役割は変更できません。ほかの管理者にご依頼ください", field="role"
        )
    _refuse_last_admin(session, user, field="role")


def _refuse_last_admin(session: Session, user: User, *, field: str | None = None) -> None:
    if user.role not in {Role.CONTRACTOR_ADMIN, Role.STAFF_ADMIN} or not user.is_active:
        return
    if user.contractor_id is not None:
        # Two administrators stopping each other at the same moment wait for one another here.
        session.execute(select(Contractor.id).where(Contractor.id == user.contractor_id).with_for_update())
    else:
        session.execute(select(User.id).where(User.role == Role.STAFF_ADMIN).with_for_update())
    if count_active(session, user.role, contractor_id=user.contractor_id) < 2:
        raise RuleViolation(
            "last_admin", "管理者が一人もいなくなります。先に、ほかの方を管理者にしてください", field=field
        )
