"""What every step of the branch on an application begins and ends with: the lock, the version, the record."""

from collections.abc import Mapping

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from surety import audit, clock
from surety.domain.errors import Stale
from surety.models import Application
from surety.queries.applications import lock_application
from surety.queries.desk import find_last_act
from surety.security.identity import Actor


def begin_step(
    session: Session, application: Application, action: str, *, version_id: int, actor: Actor
) -> bool:
    """Lock the application for a step that was pressed on a page showing `version_id`.

    True = go on. False = this very press has been carried out already (pressed twice). Raises Stale when
    somebody else was first.
    """
    application = lock_application(session, application)
    if application.version_id == version_id:
        return True
    last = find_last_act(session, application)
    if last is None:
        raise Stale("case.stale", "ほかの方が先に更新しました。最新の内容を確認してください")
    if last.actor_id == actor.user_id and last.action == action and last.facts.get("version") == version_id:
        return False
    who = f"{last.actor_label}、{clock.to_jst(last.at):%H:%M}"
    raise Stale("case.stale", f"ほかの方が先に更新しました（{who}）。最新の内容を確認してください")


def end_step(
    session: Session,
    application: Application,
    action: str,
    *,
    version_id: int,
    actor: Actor,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Record the step and move the application's version, so that pages drawn before it are stale."""
    flag_modified(application, "state")
    session.flush()
    audit.record(
        session,
        action,
        actor=actor,
        object_kind="application",
        object_id=application.id,
        facts={"version": version_id, **(facts or {})},
    )
